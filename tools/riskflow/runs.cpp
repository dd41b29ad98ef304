// riskflow run ...

#include <algorithm>

#include <boost/json.hpp>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/following.hpp"

namespace riskflow::cli {

using http::ExitCode;

static Result<http::Request> list(const Given&) { return get({"runs"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"runs", given.text("run")}), given);
}

static std::optional<std::chrono::seconds> patience(const Given& given) {
  const auto limit = given.find("--timeout");
  if (!limit) return std::nullopt;
  constexpr long long longest = 10LL * 365 * 24 * 3600;  // more would overflow as milliseconds
  return std::chrono::seconds(std::min(std::stoll(*limit), longest));
}

static Result<ExitCode> follow(const Given& given, Session& session) {
  return follow_run(session, given.text("run"), patience(given));
}

// On a closed folder the flow engine runs in this process, as far as it gets now.
static Result<ExitCode> start(const Given& given, Session& session) {
  const auto channel = session.channel();
  if (!channel) return fail(channel.error());
  if (auto ok = (*channel)->begin_work(); !ok) return fail(ok.error());
  const auto answer = session.ask(
      post({"runs"}, Body().text("flow", given.text("--flow")).text("case", given.text("--case"))));
  if (!answer) return fail(answer.error());
  const auto* started = answer->if_object();
  const auto* id = started ? started->if_contains("id") : nullptr;
  if (id == nullptr || !id->is_string())
    return fail(Errc::unavailable, "the answer names no run: is this a riskflow server?", "server");
  if (given.has("--follow"))
    return follow_run(session, std::string(id->get_string()), patience(given));
  (*channel)->finish_work();
  print_thing(session.world().out, *started, {}, session.format());
  return ExitCode::ok;
}

static constexpr std::array columns{
    Column{"id", "ID"},
    Column{"flowName", "FLOW"},
    Column{"status", "STATUS"},
    Column{"user", "USER"},
    Column{"startedBy", "BY"},
    Column{"startedDateTime", "STARTED"},
    Column{"endedDateTime", "ENDED"},
    Column{"message", "MESSAGE"},
};
static constexpr std::array step_columns{
    Column{"name", "STEP"},           Column{"status", "STATUS"},
    Column{"operation", "DOES"},      Column{"startedDateTime", "STARTED"},
    Column{"endedDateTime", "ENDED"}, Column{"message", "MESSAGE"},
};
static constexpr std::array sections{Section{
    .field = "steps", .title = "STEPS", .columns = step_columns, .text = "", .sorted_by = "order"}};

static constexpr auto run = argument("run", "the run's id, or its first 4 digits or more");
static constexpr auto timeout =
    Option{"--timeout", "SECONDS", "follow no longer than this", Takes::number};
static constexpr std::array show_options{
    run, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array start_options{
    needed("--flow", "FLOW", "the flow's name or id"),
    needed("--case", "CASE", "the number or id of the case it runs on"),
    flag("--follow", "print its steps until it is over; exit code 1 unless it succeeded"), timeout};
static constexpr std::array follow_options{run, timeout};

static constexpr std::array rows{
    Command{.noun = "run",
            .verb = "start",
            .summary = "Run a flow on a case",
            .examples = {"riskflow run start --flow \"My flow\" --case 17 --follow",
                         "riskflow run start --flow 5b1e --case 17 -o name",
                         "riskflow run start --flow 5b1e --case 17 --follow --timeout 60"},
            .options = start_options,
            .act = start},
    Command{.noun = "run",
            .verb = "list",
            .summary = "List runs, newest first",
            .examples = {"riskflow run list", "riskflow run list --filter \"status eq 'Failed'\"",
                         "riskflow run list --all -o ndjson"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "run",
            .verb = "show",
            .summary = "Show a run with its steps",
            .examples = {"riskflow run show 81aa", "riskflow run show 81aa -o json",
                         "riskflow run show 81aa --as-of 2026-10-01"},
            .options = show_options,
            .ask = show,
            .show = {.sections = sections}},
    Command{.noun = "run",
            .verb = "follow",
            .summary = "Print the steps of a run as they are done, until it is over",
            .examples = {"riskflow run follow 81aa", "riskflow run follow 81aa --timeout 60",
                         "riskflow run follow 81aa -o json"},
            .options = follow_options,
            .act = follow},
};

std::span<const Command> run_commands() { return rows; }

}  // namespace riskflow::cli
