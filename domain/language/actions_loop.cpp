#include "domain/language/actions_loop.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/actions_control.hpp"
#include "domain/language/duration.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> failed(std::string message) {
  return fail(Errc::invalid, std::move(message), "ExpressionEvaluationFailed");
}

static const Value* needed(DefinitionReader& reader, const Action& action, const char* member) {
  const auto* found = action.source.find(member);
  if (found == nullptr)
    reader.error("missing-expression", action.pointer,
                 fmt::format("the {} '{}' has no '{}'", action.type_name, action.name, member));
  return found;
}

void read_foreach(DefinitionReader& reader, Action& action) {
  if (const auto* items = needed(reader, action, "foreach"))
    action.inputs = reader.compile(*items, action.pointer + "/foreach");
  read_scope(reader, action);
}

void read_until(DefinitionReader& reader, Action& action) {
  if (const auto* expression = needed(reader, action, "expression"))
    action.condition = reader.condition(*expression, action.pointer + "/expression");
  read_scope(reader, action);
}

Result<Outcome> enter_foreach(Turn turn) {
  auto items = turn.action.inputs.evaluate(turn.context);
  if (!items) return fail(items.error());
  if (items->kind() != Kind::array)
    return failed(fmt::format("'foreach' must be an array, but is {}", to_text(items->kind())));
  if (items->items().size() > foreach_items_max)
    return fail(Errc::too_large,
                fmt::format("{} items are more than {}, which is the limit of a Foreach",
                            items->items().size(), foreach_items_max),
                std::string(limit_exceeded));
  return Outcome{*std::move(items), {}};
}

Result<Outcome> enter_until(Turn) { return Outcome{}; }

const Value::Array& items_of(const Step& entered) {
  static const Value::Array none;
  return entered.inputs.kind() == Kind::array ? entered.inputs.items() : none;
}

std::size_t repetitions_of(const Definition& definition, const Action& loop) {
  for (const auto* around = loop.standing.loop; around != nullptr; around = around->standing.loop)
    if (!is_until(*around)) return 1;
  if (has_operation_option(loop.source, "Sequential")) return 1;
  const auto* given = &loop.source;
  for (const auto* member : {"runtimeConfiguration", "concurrency", "repetitions"})
    given = given != nullptr ? given->find(member) : nullptr;
  if (given != nullptr && given->kind() == Kind::integer)
    return static_cast<std::size_t>(std::clamp<std::int64_t>(given->integer(), 1, repetitions_max));
  return definition.dialect == Dialect::power_automate ? 1 : 20;
}

// ---- the limits of an Until ----

struct UntilLimit {
  std::int64_t count = until_count_default;
  Duration timeout = std::chrono::hours{1};
};

// Whole numbers come as texts, too.
static std::optional<std::int64_t> whole_number(const Value& value) {
  if (value.kind() == Kind::integer) return value.integer();
  if (value.kind() != Kind::string) return std::nullopt;
  const auto parsed = from_json_text(value.text());
  return parsed && parsed->kind() == Kind::integer ? std::optional{parsed->integer()}
                                                   : std::nullopt;
}

static Result<UntilLimit> limit_of(Turn turn) {
  auto given = turn.action.limit.evaluate(turn.context);
  if (!given) return fail(given.error());
  UntilLimit limit;
  if (const auto* count = given->find("count"); count != nullptr && !count->is_null()) {
    const auto number = whole_number(*count);
    if (!number || *number < 1 || *number > until_count_max)
      return failed(
          fmt::format("limit.count must be a whole number from 1 to {}", until_count_max));
    limit.count = *number;
  }
  if (const auto* timeout = given->find("timeout"); timeout != nullptr && !timeout->is_null()) {
    auto duration = duration_from_text(to_display_text(*timeout));
    if (!duration) return failed("limit.timeout: " + duration.error().message);
    limit.timeout = *duration;
  }
  return limit;
}

Result<UntilVerdict> after_iteration(Turn turn, UntilProgress progress) {
  auto is_done = turn.action.condition.evaluate(turn.context);
  if (!is_done) return fail(is_done.error());
  if (is_done->kind() != Kind::boolean)
    return failed(
        fmt::format("the condition must be a boolean, but is {}", to_text(is_done->kind())));
  if (is_done->boolean()) return UntilVerdict::done;
  const auto limit = limit_of(turn);
  if (!limit) return fail(limit.error());
  if (progress.iterations < limit->count && progress.elapsed < limit->timeout)
    return UntilVerdict::again;
  return has_operation_option(turn.action.source, "FailWhenLimitsReached")
             ? UntilVerdict::limit_failed
             : UntilVerdict::done;
}

}  // namespace riskflow::language::builtin
