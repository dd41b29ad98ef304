#include "tests/tools/scripted.hpp"

#include <fmt/format.h>

#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/host_commands.hpp"

namespace riskflow::cli {

Result<http::Response> ScriptedChannel::send(http::Request& request) {
  const std::scoped_lock lock(mutex_);
  script_.asked.push_back(request);
  if (script_.answers.empty()) return http::json("{}");
  auto answer = std::move(script_.answers.front());
  script_.answers.pop_front();
  return answer;
}

Status ScriptedChannel::begin_work() {
  ++script_.works_begun;
  return {};
}

CommandLine& CommandLine::answers(std::string body, std::uint64_t position) {
  auto response = http::json(std::move(body));
  if (position > 0) response.headers.set("Riskflow-Position", fmt::format("{}", position));
  script.answers.emplace_back(std::move(response));
  return *this;
}

CommandLine& CommandLine::answers(http::HttpStatus status) {
  script.answers.emplace_back(http::Response{status, {}, {}, {}});
  return *this;
}

CommandLine& CommandLine::fails(Error error) {
  script.answers.emplace_back(fail(std::move(error)));
  return *this;
}

CommandLine& CommandLine::types(const std::string& text) {
  in_.str(text);
  return *this;
}

CommandLine& CommandLine::has_variable(const std::string& name, const std::string& value) {
  environment_[name] = value;
  return *this;
}

CommandLine& CommandLine::writes_to_a_terminal() {
  out_is_terminal_ = true;
  return *this;
}

const std::vector<Command>& all_commands() {
  static const auto commands = [] {
    auto all = asking_commands();
    for (const auto rows :
         {serve_commands(), import_commands(), sample_commands(), safekeeping_commands(),
          expression_commands(), lint_commands(), convert_commands(), simulate_commands()})
      all.insert(all.end(), rows.begin(), rows.end());
    return all;
  }();
  return commands;
}

Ran CommandLine::run_through(const OpenChannel& open, const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  World world{.out = out,
              .err = err,
              .in = in_,
              .clock = clock,
              .pause =
                  [this](std::chrono::milliseconds time) {
                    pauses.push_back(time);
                    clock.pass(time);
                  },
              .environment = environment_,
              .out_is_terminal = out_is_terminal_};
  const auto code = cli::run({all_nouns(), all_commands(), open}, arguments, world);
  return {static_cast<int>(code), out.str(), err.str(), script.asked};
}

Ran CommandLine::run(const std::vector<std::string>& arguments) {
  const auto open = [this](const Door& chosen, Folder,
                           const World&) -> Result<std::unique_ptr<Channel>> {
    door = chosen;
    return std::unique_ptr<Channel>(std::make_unique<ScriptedChannel>(script));
  };
  return run_through(open, arguments);
}

Ran CommandLine::run_for_real(const std::vector<std::string>& arguments) {
  return run_through(open_channel, arguments);
}

std::string line_of(const http::Request& request) {
  auto line = fmt::format("{} {}", to_text(request.method), request.path);
  char separator = '?';
  for (const auto& [name, value] : request.query)
    line += fmt::format("{}{}={}", std::exchange(separator, '&'), name, value);
  return line;
}

}  // namespace riskflow::cli
