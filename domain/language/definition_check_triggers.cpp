// Triggers: schedules, paths, splitting, concurrency.

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/recurrence.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

namespace {

constexpr std::int64_t runs_max = 100;

bool is_scheduled(const Trigger& trigger) {
  return same_name(trigger.type_name, "Recurrence") ||
         same_name(trigger.type_name, "SlidingWindow");
}

// Schedules are literal but for a rare expression, which only a run shows.
bool has_expression(const Value& recurrence) {
  return recurrence.kind() == Kind::object &&
         std::ranges::any_of(recurrence.members(),
                             [](const Value::Member& member) { return is_template(member.value); });
}

void check_recurrence(Checked& checked, const Trigger& trigger) {
  const auto* recurrence = trigger.source.find("recurrence");
  if (recurrence == nullptr) {
    if (is_scheduled(trigger))
      checked.reader.error("invalid-recurrence", trigger.pointer,
                           fmt::format("the trigger '{}' has no recurrence", trigger.name),
                           R"(Add "recurrence": {"frequency": "Day", "interval": 1}, say.)");
    return;
  }
  if (has_expression(*recurrence)) return;
  const auto read = recurrence_from(*recurrence);
  if (!read)
    return checked.reader.error("invalid-recurrence", trigger.pointer + "/" + read.error().target,
                                "the recurrence: " + read.error().message,
                                R"(Write {"frequency": "Day", "interval": 1}, say.)");
  static constexpr std::int64_t least_seconds = 60;
  if (checked.definition.dialect == Dialect::power_automate &&
      read->frequency == TimeUnit::second && read->interval < least_seconds)
    checked.reader.warning(
        "recurrence-too-often", trigger.pointer + "/recurrence/interval",
        fmt::format("Power Automate starts a flow every {} seconds at most", least_seconds),
        "Give a longer interval.");
}

// The names in braces of a relative path; nothing when it is malformed.
std::optional<std::vector<std::string_view>> path_parameters(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    if (segment.find_first_of("{}") == segment.npos) continue;
    const bool whole = segment.size() > 2 && segment.front() == '{' && segment.back() == '}' &&
                       segment.find_first_of("{}", 1) == segment.size() - 1;
    if (!whole) return std::nullopt;
    names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

void check_path(Checked& checked, const Trigger& trigger) {
  const auto* path = member_at(trigger.source, {"inputs", "relativePath"});
  if (path == nullptr) return;
  const auto pointer = trigger.pointer + "/inputs/relativePath";
  if (member_at(trigger.source, {"inputs", "method"}) == nullptr)
    checked.reader.error(
        "path-without-method", pointer,
        fmt::format("the trigger '{}' has a relativePath, but no method", trigger.name),
        R"(Add "method": "GET", say, beside it.)");
  if (path->kind() != Kind::string || is_template(*path)) return;
  auto names = path_parameters(path->text());
  bool twice = false;
  if (names) {
    std::ranges::sort(*names, NameLess{});
    twice = std::ranges::adjacent_find(*names, same_name) != names->end();
  }
  if (!names || twice)
    checked.reader.error("invalid-path", pointer,
                         twice ? "the path has two parameters of the same name"
                               : "a parameter of the path must be a whole segment",
                         "Write it as /cases/{caseId}/notes/{noteId}.");
}

void check_concurrency(Checked& checked, const Trigger& trigger) {
  const auto* written = member_at(trigger.source, {"runtimeConfiguration", "concurrency"});
  if (written == nullptr) return;
  for (const auto* key : {"runs", "maximumWaitingRuns"}) {
    const auto* count = written->find(key);
    if (count == nullptr || is_template(*count)) continue;
    if (count->kind() == Kind::integer && count->integer() >= 1 && count->integer() <= runs_max)
      continue;
    checked.reader.error(
        "invalid-concurrency",
        fmt::format("{}/runtimeConfiguration/concurrency/{}", trigger.pointer, key),
        fmt::format("'{}' of a trigger is a number from 1 to {}", key, runs_max),
        "Give a number in that range.");
  }
}

void check_conditions(Checked& checked, const Trigger& trigger) {
  const auto* conditions = trigger.source.find("conditions");
  if (conditions == nullptr) return;
  const bool are_conditions = conditions->kind() == Kind::array &&
                              std::ranges::all_of(conditions->items(), [](const Value& condition) {
                                return condition.find("expression") != nullptr;
                              });
  if (!are_conditions)
    checked.reader.error("invalid-trigger-conditions", trigger.pointer + "/conditions",
                         "conditions of a trigger are an array of objects with an expression",
                         R"~(Write [{"expression": "@equals(triggerBody()?['x'], 1)"}].)~");
}

}  // namespace

void check_triggers(Checked& checked) {
  for (const auto& trigger : checked.definition.triggers) {
    check_recurrence(checked, trigger);
    check_path(checked, trigger);
    check_concurrency(checked, trigger);
    check_conditions(checked, trigger);
  }
}

}  // namespace riskflow::language
