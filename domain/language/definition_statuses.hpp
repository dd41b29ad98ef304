#pragma once
// Which statuses the actions of a definition can end with, and what is known of the earlier ones
// when one of them starts.

#include <cstdint>
#include <vector>

#include "domain/language/definition_map.hpp"

namespace riskflow::language {

inline constexpr std::uint8_t can_succeed = status_bit(StepStatus::succeeded);
inline constexpr std::uint8_t can_fail = status_bit(StepStatus::failed);
inline constexpr std::uint8_t can_be_skipped = status_bit(StepStatus::skipped);
inline constexpr std::uint8_t can_time_out = status_bit(StepStatus::timed_out);
inline constexpr std::uint8_t any_status = 0xF8;

// Why an action never runs.
enum class Unreachable : std::uint8_t {
  no = 0,
  no_status,      // it accepts none of a predecessor's statuses
  contradiction,  // no run gives all that it asks for
  by_another,     // what it runs after is never reached, which is reported there
};

class DefinitionStatuses {
 public:
  explicit DefinitionStatuses(const DefinitionMap& map);

  // How an action can end, in a run that reaches its branch.
  std::uint8_t possible(Spot spot) const { return possible_[spot]; }
  Unreachable unreachable(Spot spot) const { return unreachable_[spot]; }
  // How `earlier` can have ended when `later`, its sibling, runs.
  std::uint8_t when_running(Spot later, Spot earlier) const;
  // Whether no run reaches both of two siblings.
  bool exclude_each_other(Spot a, Spot b) const;

 private:
  void own_statuses();
  void branch_statuses(std::uint32_t level);
  void action_statuses(const Level& level, std::uint32_t place, std::vector<std::uint8_t>& known);
  bool constrain(const Level& level, std::uint32_t place, std::vector<std::uint8_t>& known) const;

  const DefinitionMap& map_;
  std::vector<std::uint8_t> own_;       // when it runs
  std::vector<std::uint8_t> possible_;  // skipped or not
  std::vector<Unreachable> unreachable_;
  std::vector<std::vector<std::uint8_t>> known_;  // by level: a row for each place
};

}  // namespace riskflow::language
