#pragma once
// An office for benchmarks: a whole App on a fresh folder, into which a sample organisation is
// imported as `riskflow import` would.  Thread rule: one thread.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench_folder.hpp"
#include "runtime/app_parts.hpp"

namespace riskflow::bench {

// How large a sample organisation is.
struct SampleSize {
  std::uint64_t users = 0;
  std::uint64_t alerts = 0;
  auto operator<=>(const SampleSize&) const = default;
};

// The files of a sample organisation, written once.
class SampleFiles {
 public:
  explicit SampleFiles(const SampleSize& size);
  // Users, groups, HR rows and alerts, as the command line would name them.
  std::vector<std::filesystem::path> paths() const;

 private:
  BenchFolder folder_;
};

// A clock that stands still until it is told: what is measured does not depend on the date.
class StandingClock final : public Clock {
 public:
  Instant now() override { return at; }
  Instant at = *instant_from_text("2026-11-01T08:00:00Z");
};

class Office {
 public:
  Office();
  ~Office();

  // Imports the files, from as many threads as the command line does; answers how many records were
  // read.
  std::uint64_t import(const SampleFiles& files);

  // Asks as the server does for somebody with the administrator's token; answers the body.  A
  // refusal ends the program, as does everything here that fails.
  std::string get(const std::string& target);
  std::string post(const std::string& target, const std::string& body);
  std::string patch(const std::string& target, const std::string& body);

  // Confirms alerts into `wanted` cases of as many people: 1, 2, 3, ...
  void open_cases(std::size_t wanted);

  // Waits until the views hold all that is in the log.
  void settle();

  runtime::App& app() { return *app_; }
  eventstore::Log& log() { return *app_->parts().log; }
  std::uint64_t events() { return to_number(log().head()); }
  StandingClock clock;

 private:
  Result<http::Response> ask(http::Method method, const std::string& target,
                             const std::string& body);
  BenchFolder folder_;
  std::unique_ptr<runtime::App> app_;
  std::string token_;
};

// Offices with imported samples, each made when it is first asked for.
class Offices {
 public:
  // With its organisation, and the cases of a busy day: as many as may be active at once (100), but
  // no more than a fourth of the people have.
  Office& of(const SampleSize& size);
  const SampleFiles& files(const SampleSize& size);

 private:
  std::map<SampleSize, std::unique_ptr<SampleFiles>> files_;
  std::map<SampleSize, std::unique_ptr<Office>> offices_;
};

}  // namespace riskflow::bench
