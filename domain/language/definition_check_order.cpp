// runAfter: actions that no run reaches, and failures that are handled but still fail the whole.

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"

namespace riskflow::language {

namespace {

constexpr std::size_t steps_max = 1'000'000;  // of all trials in one definition

void report_unreachable(Checked& checked, const Level& level, std::uint32_t place) {
  const auto& action = level.branch->actions[place];
  const auto pointer = action.pointer + "/runAfter";
  for (const auto& after : level.after[place]) {
    const auto& earlier = level.branch->actions[after.place];
    const auto possible = checked.statuses.possible(level.first + after.place);
    if ((possible & after.statuses) != 0) continue;
    const auto message = after.as->statuses.empty()
                             ? fmt::format("'{}' never runs: it accepts no status of '{}'",
                                           action.name, earlier.name)
                             : fmt::format("'{}' never runs: '{}' never ends as it asks for",
                                           action.name, earlier.name);
    return checked.reader.warning("unreachable-action", pointer_to(pointer, after.as->action),
                                  message, "Name a status that can occur, or remove the action.");
  }
  checked.reader.warning(
      "unreachable-action", pointer,
      fmt::format("'{}' never runs: no run gives all the statuses that it asks for", action.name),
      "Accept Skipped of the branch that was not taken, too.");
}

// A run in which one action fails and all others succeed, as far as they run.
class FailureTrial {
 public:
  FailureTrial(const Level& level, std::uint32_t failing) : level_(level), status_(level.size) {
    for (const auto place : level.branch->order) {
      const auto at = static_cast<std::uint32_t>(place);
      status_[place] = !runs(at)       ? StepStatus::skipped
                       : at == failing ? StepStatus::failed
                                       : StepStatus::succeeded;
    }
  }

  StepStatus status(std::uint32_t place) const { return status_[place]; }

  // Whether the branch fails, as scopes and runs do: by the last actions, and for each of them that
  // was skipped by those it runs after.
  bool fails() const {
    std::vector<char> is_last(level_.size, 1), seen(level_.size);
    for (const auto& after : level_.after)
      for (const auto& earlier : after) is_last[earlier.place] = 0;
    std::vector<std::uint32_t> open;
    for (std::uint32_t place = 0; place < level_.size; ++place)
      if (is_last[place] != 0) open.push_back(place);
    while (!open.empty()) {
      const auto next = open.back();
      open.pop_back();
      if (seen[next] != 0) continue;
      seen[next] = 1;
      if (status_[next] == StepStatus::failed) return true;
      if (status_[next] != StepStatus::skipped) continue;
      for (const auto& earlier : level_.after[next]) open.push_back(earlier.place);
    }
    return false;
  }

 private:
  bool runs(std::uint32_t place) const {
    return std::ranges::all_of(level_.after[place], [&](const Dependency& earlier) {
      return (earlier.statuses & status_bit(status_[earlier.place])) != 0;
    });
  }

  const Level& level_;
  std::vector<StepStatus> status_;
};

// Whether the action at `place` is there for the failure of one it runs after.
const Dependency* handled_by(const Level& level, std::uint32_t place) {
  const auto& after = level.after[place];
  const auto found = std::ranges::find_if(after, [](const Dependency& earlier) {
    return (earlier.statuses & can_fail) != 0 && (earlier.statuses & can_succeed) == 0;
  });
  return found != after.end() ? &*found : nullptr;
}

// Whether the run is ended on purpose once `place` has run.
bool ends_the_run(const Checked& checked, const Level& level, std::uint32_t place,
                  const FailureTrial& trial) {
  for (std::uint32_t other = 0; other < level.size; ++other) {
    const bool comes_after = other == place || checked.map.is_before(level, place, other);
    if (!comes_after || trial.status(other) != StepStatus::succeeded) continue;
    if (checked.map.at(level.first + other).is == ActionIs::terminate) return true;
  }
  return false;
}

void check_handler(Checked& checked, const Level& level, std::uint32_t place,
                   const Dependency& failing) {
  const FailureTrial trial{level, failing.place};
  const bool handled = trial.status(failing.place) == StepStatus::failed &&
                       trial.status(place) == StepStatus::succeeded;
  if (!handled || !trial.fails() || ends_the_run(checked, level, place, trial)) return;
  const auto& handler = level.branch->actions[place];
  const auto& failed = level.branch->actions[failing.place];
  const auto* what = level.parent == no_spot ? "the run" : "what they stand in";
  checked.reader.warning(
      "failure-not-handled", pointer_to(handler.pointer + "/runAfter", failing.as->action),
      fmt::format("when '{}' fails, '{}' runs, but {} still ends as Failed: what was skipped "
                  "counts as the failure it was skipped for",
                  failed.name, handler.name, what),
      "Let one action run after both ways, or end the run with a Terminate.");
}

void check_level(Checked& checked, const Level& level, std::size_t& steps) {
  for (std::uint32_t place = 0; place < level.size; ++place) {
    const auto reached = checked.statuses.unreachable(level.first + place);
    if (reached == Unreachable::no_status || reached == Unreachable::contradiction)
      report_unreachable(checked, level, place);
    const auto* failing = handled_by(level, place);
    if (failing == nullptr || reached != Unreachable::no || steps > steps_max) continue;
    steps += level.size;
    check_handler(checked, level, place, *failing);
  }
}

}  // namespace

void check_order(Checked& checked) {
  std::size_t steps = 0;
  for (const auto& level : checked.map.levels()) check_level(checked, level, steps);
}

}  // namespace riskflow::language
