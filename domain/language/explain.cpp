#include "domain/language/explain.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/actions_loop.hpp"
#include "domain/language/branch_status.hpp"

namespace riskflow::language {

std::size_t depth_in_loops(const Action& action) {
  std::size_t depth = 0;
  for (const auto* loop = action.standing.loop; loop != nullptr; loop = loop->standing.loop)
    ++depth;
  return depth;
}

namespace {

constexpr std::size_t value_length_max = 80;

class Explanation {
 public:
  Explanation(const RunState& state, Iterations at) : state_(state), at_(std::move(at)) {}

  std::string of(const Action& action) const {
    const auto* step = step_of(action);
    if (step == nullptr) return never_begun(action);
    switch (step->status) {
      case StepStatus::skipped: return skipped(action, *step);
      case StepStatus::failed: return failed(action, *step);
      case StepStatus::timed_out: return timed_out(action, *step);
      case StepStatus::cancelled:
        return fmt::format("'{}' was cancelled: {}", action.name, step->error_message);
      case StepStatus::waiting:
      case StepStatus::running:
      case StepStatus::succeeded: break;
    }
    return {};
  }

 private:
  const Step* step_of(const Action& action) const {
    const auto depth = depth_in_loops(action);
    if (depth > at_.size()) return nullptr;
    const Iterations at(at_.begin(), at_.begin() + static_cast<std::ptrdiff_t>(depth));
    return state_.find(action.name, at);
  }

  StepStatus status_of(const Action& action) const {
    const auto* step = step_of(action);
    return step != nullptr ? step->status : StepStatus::waiting;
  }

  // ---- skipped ----

  std::string skipped(const Action& action, const Step& step) const {
    const auto* parent = action.standing.parent;
    if (step.error_code == "ActionDependencyFailed") return not_accepted(action);
    if (step.error_code == "ActionBranchingConditionNotSatisfied" && parent != nullptr)
      return fmt::format("'{}' was skipped because {}.", action.name, other_branch(*parent));
    if (step.error_code == "ParentScopeSkipped" && parent != nullptr)
      return fmt::format("'{}' was skipped because '{}' around it {}.", action.name, parent->name,
                         parent_fate(*parent));
    return fmt::format("'{}' was skipped: {}", action.name, step.error_message);
  }

  std::string parent_fate(const Action& parent) const {
    const auto status = status_of(parent);
    if (status == StepStatus::failed) return "failed before it took a branch";
    return "was skipped" + because(parent);
  }

  // " because ...", of something that was skipped itself.
  std::string because(const Action& action) const {
    auto sentence = of(action);
    const auto start = sentence.find(" because ");
    if (start == std::string::npos) return {};
    sentence.pop_back();  // the full stop
    return sentence.substr(start);
  }

  std::string not_accepted(const Action& action) const {
    for (std::size_t i = 0; i < action.standing.before.size(); ++i) {
      const auto& before = *action.standing.before[i];
      const auto& accepted = action.run_after[i].statuses;
      const auto status = status_of(before);
      if (std::ranges::find(accepted, status) != accepted.end()) continue;
      auto sentence = fmt::format(
          "'{}' was skipped because it runs after '{}' only when that is {}"
          ", and '{}' is {}",
          action.name, before.name, words(accepted), before.name, to_text(status));
      return sentence + origin(before) + ".";
    }
    return fmt::format("'{}' was skipped.", action.name);
  }

  static std::string words(const std::vector<StepStatus>& statuses) {
    if (statuses.empty()) return "in none of all statuses (the list is empty)";
    std::vector<std::string_view> texts;
    for (const auto status : statuses) texts.push_back(to_text(status));
    return fmt::format("{}", fmt::join(texts, " or "));
  }

  // Where a status comes from: the error of what failed, or of what the skipped waited for.
  std::string origin(const Action& action) const {
    const auto* step = step_of(action);
    if (step == nullptr) return {};
    if (step->status == StepStatus::skipped) return because(action);
    if (step->status != StepStatus::failed && step->status != StepStatus::timed_out) return {};
    if (const auto* cause = cause_in(action)) return fmt::format(" (through '{}')", cause->name);
    return fmt::format(" ({}: {})", step->error_code, without_stop(step->error_message));
  }

  static std::string without_stop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
  }

  // ---- branches ----

  std::string other_branch(const Action& parent) const {
    const auto* step = step_of(parent);
    if (step == nullptr) return "another branch was taken";
    if (const auto* value = step->inputs.find("expression");
        value != nullptr && same_name(parent.type_name, "Switch"))
      return fmt::format("the switch '{}' took another case for {}", parent.name, shown(*value));
    const auto* result = step->outputs.find("expressionResult");
    const bool was_true = result != nullptr && result->kind() == Kind::boolean && result->boolean();
    const auto* operands = step->inputs.find("expression");
    return fmt::format("the condition '{}' was {}{}", parent.name, was_true ? "true" : "false",
                       operands != nullptr ? ": " + shown(*operands) : std::string{});
  }

  static std::string shown(const Value& value) {
    if (!value.labels().none()) return "(a value that is withheld)";
    auto text = to_json_text(value);
    if (utf16_length(text) <= value_length_max) return text;
    return utf16_slice(text, 0, value_length_max) + "...";
  }

  // ---- loops ----

  std::string never_begun(const Action& action) const {
    const auto* loop = action.standing.loop;
    // Of a loop in a loop nothing is known without an iteration of the outer one.
    while (loop != nullptr && depth_in_loops(*loop) > at_.size()) loop = loop->standing.loop;
    if (loop == nullptr) return {};
    const auto status = status_of(*loop);
    const auto* step = step_of(*loop);
    if (step == nullptr || status == StepStatus::skipped)
      return fmt::format("'{}' was skipped because the loop '{}' around it was not begun{}.",
                         action.name, loop->name, step != nullptr ? because(*loop) : "");
    if (status == StepStatus::failed && builtin::items_of(*step).empty())
      return fmt::format("'{}' was skipped because the loop '{}' around it failed ({}: {}).",
                         action.name, loop->name, step->error_code,
                         without_stop(step->error_message));
    if (!is_until(*loop) && builtin::items_of(*step).empty())
      return fmt::format("'{}' was skipped because the loop '{}' had no items.", action.name,
                         loop->name);
    return {};
  }

  // ---- failed ----

  // What inside a container made it fail.
  const Action* cause_in(const Action& action) const {
    const auto* step = step_of(action);
    if (action.branches.empty() || action.type->role == ActionRole::loop || step == nullptr)
      return nullptr;
    const auto taken = builtin::taken_branch(action, *step);
    if (!taken) return nullptr;
    for (const auto& child : action.branches[*taken].actions) {
      const auto status = status_of(child);
      if (status == StepStatus::failed || status == StepStatus::timed_out) return &child;
    }
    return nullptr;
  }

  std::string failed(const Action& action, const Step& step) const {
    if (const auto* cause = cause_in(action))
      return fmt::format(
          "'{}' failed because '{}' in it is {}, and no last action of its branch "
          "ran to a good end after that.",
          action.name, cause->name, to_text(status_of(*cause)));
    return fmt::format("'{}' failed with {}: {}.", action.name, step.error_code,
                       without_stop(step.error_message)) +
           (step.attempts > 1 ? fmt::format(" It was tried {} times.", step.attempts) : "");
  }

  std::string timed_out(const Action& action, const Step& step) const {
    if (!step.deadline && step.error_code != "ActionTimedOut")
      return fmt::format("'{}' timed out: {}", action.name, step.error_message);
    return fmt::format(
        "'{}' timed out: it began at {} and had not ended by {}, which its "
        "limit.timeout allows.",
        action.name, riskflow::to_text(step.started), riskflow::to_text(step.ended));
  }

  const RunState& state_;
  Iterations at_;
};

}  // namespace

std::string explain(const RunState& state, const Action& action, const Iterations& at) {
  return Explanation{state, at}.of(action);
}

}  // namespace riskflow::language
