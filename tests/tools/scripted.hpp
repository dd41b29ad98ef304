#pragma once
// A command line whose channel is a script: it gives the answers it was told, in order, and keeps
// what it was asked.  Time stands still but for the pauses that commands make.

#include <chrono>
#include <deque>
#include <mutex>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "tools/riskflow/dispatch.hpp"

namespace riskflow::cli {

class StandingClock final : public Clock {
 public:
  Instant now() override { return now_; }
  void pass(std::chrono::microseconds time) { now_ += time; }

 private:
  Instant now_ = instant_from_text("2026-01-12T08:30:00Z").value();
};

// Every request and the answers still to give.
struct Script {
  std::vector<http::Request> asked;
  std::deque<Result<http::Response>> answers;  // none left: 200 and {}
  int opened = 0;
  int works_begun = 0;
  int works_finished = 0;
};

class ScriptedChannel final : public Channel {
 public:
  explicit ScriptedChannel(Script& script) : script_(script) { ++script_.opened; }
  Result<http::Response> send(http::Request& request) override;
  Status begin_work() override;
  void finish_work() override { ++script_.works_finished; }

 private:
  std::mutex mutex_;  // an import sends from several threads
  Script& script_;
};

// What became of a command line.
struct Ran {
  int code = 0;
  std::string out;
  std::string err;
  std::vector<http::Request> asked;
};

class CommandLine {
 public:
  // The next answer: a body of JSON, and the log position it is as of.
  CommandLine& answers(std::string body, std::uint64_t position = 0);
  CommandLine& answers(http::HttpStatus status);
  CommandLine& fails(Error error);
  CommandLine& types(const std::string& text);
  CommandLine& has_variable(const std::string& name, const std::string& value);
  CommandLine& writes_to_a_terminal();

  Ran run(const std::vector<std::string>& arguments);

  // The same through the channel that the program opens: nothing is scripted.
  Ran run_for_real(const std::vector<std::string>& arguments);

  Script script;
  Door door;  // the one that was chosen
  StandingClock clock;
  std::vector<std::chrono::milliseconds> pauses;

 private:
  Ran run_through(const OpenChannel& open, const std::vector<std::string>& arguments);

  std::istringstream in_;
  std::map<std::string, std::string> environment_;
  bool out_is_terminal_ = false;
};

// "POST /v1.0/runs?a=b": the line of a request, its query as it was before escaping.
std::string line_of(const http::Request& request);

// All commands, of this process too.
const std::vector<Command>& all_commands();

}  // namespace riskflow::cli
