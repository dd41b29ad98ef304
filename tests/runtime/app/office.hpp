#pragma once
// An office for tests: an App on a fresh folder, with a directory of two people and one alert about
// one of them.

#include <filesystem>
#include <memory>
#include <string>

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

// A clock that stands still until it is told.
class StandingClock final : public Clock {
 public:
  Instant now() override { return at; }
  Instant at = *instant_from_text("2026-11-01T08:00:00Z");
};

class Office {
 public:
  Office();
  ~Office();

  // Asks as the administrator who founded the office; answers the body.  `status` has the status of
  // the last answer.
  std::string get(const std::string& target);
  std::string post(const std::string& target, const std::string& body, const std::string& key = {});
  std::string patch(const std::string& target, const std::string& body);
  std::string remove(const std::string& target);
  // With a token instead.
  http::Response ask(http::Method method, const std::string& target, const std::string& token,
                     const std::string& body = {});

  // A new token of `who`, with the role group "InsiderRiskManagement<group>".
  std::string token_of(const std::string& who, const std::string& group);

  // Imports the directory and the alert.
  void import_sample();
  // Confirms the alert into case 1 and creates the template flow, turned on.
  void open_case();
  // Starts a run of that flow on case 1; answers its id.
  std::string start_run(const std::string& flow_name = flow);

  // Closes the App and opens it again, with `config` as it is now.
  void reopen();
  void close() { app_.reset(); }
  App& app() { return *app_; }
  std::filesystem::path folder() const { return folder_; }
  unsigned status = 0;
  StandingClock clock;
  Config config;

  static constexpr const char* subject_name = "Mira Koval";
  static constexpr const char* manager_mail = "oto.brandt@example.test";
  static constexpr const char* flow = "Notify manager when a user has an insider risk alert";

 private:
  std::string send(http::Request request);
  std::filesystem::path folder_;
  std::unique_ptr<App> app_;
};

}  // namespace riskflow::runtime
