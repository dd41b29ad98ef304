#include "domain/language/definition_statuses.hpp"

#include <algorithm>

namespace riskflow::language {

// Larger branches are taken as if nothing were known, since a row for each action takes room.
static constexpr std::size_t known_rows_max = 2000;

DefinitionStatuses::DefinitionStatuses(const DefinitionMap& map)
    : map_(map),
      own_(map.actions().size()),
      possible_(map.actions().size(), any_status),
      unreachable_(map.actions().size(), Unreachable::no),
      known_(map.levels().size()) {
  own_statuses();
  for (std::uint32_t level = 0; level < map.levels().size(); ++level) branch_statuses(level);
}

// Whether nothing waits for the world outside, so that it cannot time out.
static bool is_at_once(ActionIs is) {
  return is != ActionIs::other && is != ActionIs::http && is != ActionIs::until &&
         is != ActionIs::wait && !is_container(is);
}

static bool cannot_fail(const MappedAction& mapped) {
  const auto* inputs = mapped.action->inputs.literal();
  return mapped.is == ActionIs::compose && inputs != nullptr;
}

// A container ends as what is in it; the numbers of inner actions are higher than its own.
void DefinitionStatuses::own_statuses() {
  const auto& actions = map_.actions();
  for (auto spot = static_cast<Spot>(actions.size()); spot-- > 0;) {
    const auto& mapped = actions[spot];
    auto& own = own_[spot];
    own |= can_succeed;
    if (!cannot_fail(mapped)) own |= can_fail;
    if (!is_at_once(mapped.is) && !is_container(mapped.is)) own |= can_time_out;
    if (mapped.is == ActionIs::until) own |= can_time_out;
    // A scope fails only through its actions; the others by their expressions, too.
    if (mapped.is == ActionIs::scope) own &= static_cast<std::uint8_t>(~can_fail);
    if (mapped.parent != no_spot) own_[mapped.parent] |= own & can_time_out;
  }
  for (auto spot = static_cast<Spot>(actions.size()); spot-- > 0;) {
    const auto parent = actions[spot].parent;
    if (parent != no_spot) own_[parent] |= own_[spot] & can_fail;
  }
  // Nothing comes after the end of the run.
  for (Spot spot = 0; spot < actions.size(); ++spot)
    if (actions[spot].is == ActionIs::terminate) own_[spot] = status_bit(StepStatus::cancelled);
}

// Takes into `known`, a row, how each earlier sibling has ended when the action at `place` runs.
// Answers false when there is no such run.
bool DefinitionStatuses::constrain(const Level& level, std::uint32_t place,
                                   std::vector<std::uint8_t>& known) const {
  auto* const row = known.data() + place * level.size;
  for (const auto& after : level.after[place]) {
    const auto accepted = after.statuses & possible_[level.first + after.place];
    row[after.place] &= static_cast<std::uint8_t>(accepted);
    if ((row[after.place] & can_be_skipped) != 0) continue;
    const auto* const earlier = known.data() + after.place * level.size;
    for (std::size_t i = 0; i < level.size; ++i) row[i] &= earlier[i];
  }
  return std::find(row, row + level.size, std::uint8_t{0}) == row + level.size;
}

void DefinitionStatuses::action_statuses(const Level& level, std::uint32_t place,
                                         std::vector<std::uint8_t>& known) {
  const auto spot = level.first + place;
  auto& reached = unreachable_[spot];
  bool may_be_skipped = false;
  for (const auto& after : level.after[place]) {
    const auto earlier = level.first + after.place;
    may_be_skipped = may_be_skipped || (possible_[earlier] & ~after.statuses) != 0;
    if ((possible_[earlier] & after.statuses) != 0) continue;
    reached = unreachable_[earlier] != Unreachable::no ? Unreachable::by_another
                                                       : std::max(reached, Unreachable::no_status);
  }
  const bool is_known = !known.empty();
  if (reached == Unreachable::no && is_known && !constrain(level, place, known))
    reached = Unreachable::contradiction;
  possible_[spot] = reached == Unreachable::no ? own_[spot] : 0;
  if (may_be_skipped || reached != Unreachable::no) possible_[spot] |= can_be_skipped;
  if (is_known) known[place * level.size + place] = possible_[spot];
}

void DefinitionStatuses::branch_statuses(std::uint32_t number) {
  const auto& level = map_.levels()[number];
  auto& known = known_[number];
  if (level.size <= known_rows_max) known.assign(level.size * level.size, any_status);
  for (const auto place : level.branch->order)
    action_statuses(level, static_cast<std::uint32_t>(place), known);
}

std::uint8_t DefinitionStatuses::when_running(Spot later, Spot earlier) const {
  const auto& a = map_.at(later);
  const auto& known = known_[a.level];
  if (known.empty()) return possible_[earlier];
  const auto& level = map_.levels()[a.level];
  return known[a.place * level.size + map_.at(earlier).place] & possible_[earlier];
}

bool DefinitionStatuses::exclude_each_other(Spot a, Spot b) const {
  const auto& known = known_[map_.at(a).level];
  if (known.empty()) return false;
  const auto size = map_.levels()[map_.at(a).level].size;
  const auto* const one = known.data() + map_.at(a).place * size;
  const auto* const other = known.data() + map_.at(b).place * size;
  for (std::size_t i = 0; i < size; ++i)
    if ((one[i] & other[i]) == 0) return true;
  return false;
}

}  // namespace riskflow::language
