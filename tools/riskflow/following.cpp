#include "tools/riskflow/following.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/cell.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{5'000};

static std::string text_at(const json::object& entry, std::string_view field) {
  const auto* value = entry.if_contains(field);
  return value ? short_text(*value) : std::string();
}

// A run or step that will not change any more.
static bool is_over(const json::object& entry) {
  constexpr std::array open{"Running", "Waiting", ""};
  return std::ranges::find(open, text_at(entry, "status")) == open.end();
}

// The steps that were printed already.
class Steps {
 public:
  explicit Steps(std::ostream& out) : out_(out) {}

  void print_new(const json::object& run) {
    const auto* steps = run.if_contains("steps");
    if (steps == nullptr || !steps->is_array()) return;
    for (const auto& entry : steps->get_array())
      if (const auto* step = entry.if_object(); step && is_over(*step)) print_once(*step);
    out_.flush();
  }

 private:
  void print_once(const json::object& step) {
    if (!printed_.insert(text_at(step, "name")).second) return;
    const auto message = text_at(step, "message");
    out_ << fmt::format("{:21}  {:10} {}{}{}\n", text_at(step, "endedDateTime"),
                        text_at(step, "status"), text_at(step, "name"), message.empty() ? "" : ": ",
                        message);
  }

  std::ostream& out_;
  std::set<std::string> printed_;
};

static ExitCode conclude(const json::object& run, Session& session) {
  auto& out = session.world().out;
  const auto status = text_at(run, "status");
  if (session.format() != Format::table) {
    print_thing(out, run, {}, session.format());
  } else {
    const auto message = text_at(run, "message");
    out << fmt::format("run {}: {}{}{}\n", text_at(run, "id"), status, message.empty() ? "" : ": ",
                       message);
  }
  return status == "Succeeded" ? ExitCode::ok : ExitCode::failed;
}

Result<ExitCode> follow_run(Session& session, const std::string& run,
                            std::optional<std::chrono::seconds> limit) {
  auto& world = session.world();
  Steps steps(session.format() == Format::table ? world.out : world.err);
  std::chrono::milliseconds waited{0};
  for (auto pause = first_pause;; pause = std::min(pause * 3 / 2, longest_pause)) {
    const auto answer = session.ask(get({"runs", run}));
    if (!answer) return fail(answer.error());
    const auto* now = answer->if_object();
    if (now == nullptr) return fail(Errc::unavailable, "the answer is not a run", "server");
    steps.print_new(*now);
    if (is_over(*now)) return conclude(*now, session);
    if (limit && waited >= *limit)
      return fail(Errc::unavailable, "the run is not over yet: riskflow run follow goes on with it",
                  run);
    world.pause(pause);
    waited += pause;
  }
}

}  // namespace riskflow::cli
