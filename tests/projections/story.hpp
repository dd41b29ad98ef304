#pragma once
// The tests' vocabulary: a log in a folder of its own, a clock that the test moves, events by name.

#include <filesystem>
#include <random>

#include "domain/core/big_endian.hpp"
#include "domain/registry.hpp"
#include "eventstore/log.hpp"
#include "projections/query.hpp"
#include "projections/views.hpp"

namespace riskflow::projections::testing {

// A folder that goes when the test does.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline const Instant start_of_time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 12}};

// A clock that stands until it is moved.
class StillClock final : public Clock {
 public:
  Instant now() override { return at; }
  Instant at = start_of_time;
};

// An id that is easy to tell from others.
template <class AnId>
AnId id(std::uint8_t number) {
  AnId out;
  out.bytes[0] = number;
  out.bytes[15] = 1;
  return out;
}

inline const auto ann = id<OperatorRef>(0xa1), bob = id<OperatorRef>(0xb0);
inline const auto mira = id<SubjectRef>(1), oto = id<SubjectRef>(2);
inline const auto leaks = id<PolicyId>(10), thefts = id<PolicyId>(11);

// ---- events ----

domain::subject::Registered registered(const SubjectRef& who, std::string pseudonym);
domain::policy::Created policy_created(const PolicyId& id, std::string name);
domain::alert::Imported imported(const AlertId& id, const SubjectRef& who, const PolicyId& policy,
                                 domain::Severity severity, Instant detected = {});
domain::casework::Opened opened(const CaseId& id, std::uint64_t number, const SubjectRef& who,
                                Instant at = start_of_time);
domain::casework::NoteAdded note(const CaseId& id, std::uint32_t number, std::string text);
domain::flow::Created flow_created(const FlowId& id, std::string name);
domain::run::Started run_started(const RunId& id, const FlowId& flow,
                                 std::optional<CaseId> on_case);
domain::subject::EnteredPolicyScope entered(const SubjectRef& who, const PolicyId& policy,
                                            Instant until);

// A log that grows commit by commit, one minute each, and the views over it.
class Story {
 public:
  Story();

  // One commit, made by `by` (nobody: riskflow itself).  Answers the position after it.
  Position happened(std::vector<domain::AnyEvent> events, const OperatorRef& by = ann);

  // Some commits of a small office, the same for the same seed.
  void live(std::mt19937& chance, int commits);

  eventstore::Log& log() { return *log_; }
  StillClock& clock() { return clock_; }
  Folder& folder() { return folder_; }
  Views& views();
  void close_views() { views_.reset(); }

  // The views with everything that happened, or as of a position.
  Reading now();
  Reading as_of(Position events);

  template <class Row, class AnId>
  std::optional<Row> row(const AnId& id) {
    return *now().find<Row>(view_of(id));
  }

 private:
  Folder folder_;
  StillClock clock_;
  std::unique_ptr<eventstore::Log> log_;
  std::unique_ptr<Views> views_;
  std::uint64_t commits_ = 0;
  void alerts_come(std::mt19937& chance);
  void alert_is_confirmed(std::mt19937& chance);

  // What `live` has made so far.
  std::uint8_t users_ = 0, alerts_ = 0, cases_ = 0;
  std::vector<domain::alert::Imported> in_review_;
};

inline const std::array<std::uint8_t, 32> token_key{1, 2, 3};
inline const Asker anybody{token_key, "somebody", {}};

// Every row of every view that can be asked, as cells, in every order: to compare two moments.
std::map<std::string, std::vector<Record>> everything(const Reading& reading);

// The rows of all pages; and a field of one.
std::vector<Record> all_pages(const Reading& reading, std::string_view view, Query query);
Cell cell(const Record& record, std::string_view name);

}  // namespace riskflow::projections::testing
