// The checks of a whole definition, one after the other.

#include "domain/language/definition_check.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

const Value* member_at(const Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = &object;
  for (const auto key : path)
    if (found != nullptr) found = found->find(key);
  return found;
}

const Value* input_of(const Action& action, std::string_view member) {
  return member_at(action.source, {"inputs", member});
}

bool is_template(const Value& value) {
  return value.kind() == Kind::string && value.text().contains('@');
}

bool has_option(const Value& source, std::string_view option) {
  const auto options = text_member(source, "operationOptions");
  for (std::string_view rest = options; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (same_name(trimmed(rest.substr(0, comma)), option)) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

std::int64_t repetitions_of(const Checked& checked, const Action& loop) {
  static constexpr std::int64_t in_parallel = 20;
  const auto* written =
      member_at(loop.source, {"runtimeConfiguration", "concurrency", "repetitions"});
  if (has_option(loop.source, "Sequential")) return 1;
  if (written != nullptr && written->kind() == Kind::integer) return written->integer();
  return checked.definition.dialect == Dialect::power_automate ? 1 : in_parallel;
}

struct TypeKinds {
  std::string_view type;
  Kinds kinds;
};

Kinds kinds_of_type(std::string_view type) {
  static constexpr std::array rows{
      TypeKinds{"Boolean", only(Kind::boolean)},
      TypeKinds{"bool", only(Kind::boolean)},
      TypeKinds{"Integer", only(Kind::integer)},
      TypeKinds{"int", only(Kind::integer)},
      TypeKinds{"Float", number_kinds},
      TypeKinds{"String", only(Kind::string)},
      TypeKinds{"securestring", only(Kind::string)},
      TypeKinds{"Array", only(Kind::array)},
  };
  for (const auto& row : rows)
    if (same_name(row.type, type)) return row.kinds;
  return any_kind;
}

static std::size_t count_actions(const Branch& branch) {
  std::size_t count = branch.actions.size();
  for (const auto& action : branch.actions)
    for (const auto& inner : action.branches) count += count_actions(inner);
  return count;
}

void check_definition(const Definition& definition, const Value& source, const std::string& pointer,
                      DefinitionReader& reader) {
  // So many are refused anyhow; to relate all of them would take long.
  static constexpr std::size_t checked_actions_max = 10 * actions_max;
  if (const auto count = count_actions(definition.body); count > checked_actions_max)
    return reader.error("too-many-actions", pointer,
                        fmt::format("{} actions are more than {}", count, actions_max),
                        "Move parts into child flows.");
  Checked checked{definition, source, pointer, reader};
  check_names(checked);
  check_limits(checked);
  check_declarations(checked);
  check_variables(checked);
  check_order(checked);
  check_loops(checked);
  check_responses(checked);
  check_policies(checked);
  check_triggers(checked);
  check_expressions(checked);
}

}  // namespace riskflow::language
