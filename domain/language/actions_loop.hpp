#pragma once
// Loops as rows of the action table: Foreach and Until.

#include "domain/core/time.hpp"
#include "domain/language/actions.hpp"

namespace riskflow::language::builtin {

inline constexpr std::size_t foreach_items_max = 100'000;
inline constexpr std::size_t repetitions_max = 50;
inline constexpr std::int64_t until_count_default = 60;
inline constexpr std::int64_t until_count_max = 5'000;

void read_foreach(DefinitionReader& reader, Action& action);
void read_until(DefinitionReader& reader, Action& action);

// Entering a loop: the inputs of its step.
Result<Outcome> enter_foreach(Turn turn);
Result<Outcome> enter_until(Turn turn);

// What an entered Foreach goes over; nothing for an Until.
const Value::Array& items_of(const Step& entered);

// How many iterations of a Foreach may be under way at once: as its settings say, else 20 in Logic
// Apps and 1 in Power Automate; always 1 inside another Foreach.
std::size_t repetitions_of(const Definition& definition, const Action& loop);

enum class UntilVerdict : std::uint8_t { again = 1, done, limit_failed };

struct UntilProgress {
  std::int64_t iterations = 0;
  Instant::duration elapsed{};
};

// Whether another iteration follows one that has ended.  At a limit the loop is done, unless its
// operation options have FailWhenLimitsReached.
Result<UntilVerdict> after_iteration(Turn turn, UntilProgress progress);

}  // namespace riskflow::language::builtin
