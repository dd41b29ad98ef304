#pragma once
// What evaluating may cost.  A definition is a program that somebody else wrote: a few lines of it
// can ask for more memory than there is, and for hours of work.  Costs are counts and never times,
// so that the same plan ends the same way on every machine and in every replay.
//
// Whoever loops over a value, copies one or makes one says so here, before if the cost may be more
// than in proportion to what was paid for already, else right after.

#include <cstdint>
#include <string_view>

#include "domain/core/result.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// The code of an action that went over one of the limits below, in Error::target.
inline constexpr std::string_view limit_exceeded = "WorkflowRunActionLimitExceeded";

// Of one plan: a step is about a character that is looked at; often less than half a second.
inline constexpr std::uint64_t plan_steps_max = 150'000'000;
// Of one plan: characters of values made, together, each value with the room it takes.
inline constexpr std::uint64_t plan_made_max = std::uint64_t{128} << 20;
// Of a run: characters of the inputs and outputs that are kept of its actions, together.
inline constexpr std::uint64_t run_weight_max = std::uint64_t{64} << 20;

// What a value costs besides its characters.
inline constexpr std::uint64_t room_of_value = 48;

// Of one plan.  What was spent stays spent: after the first refusal everything is refused.
class Budget {
 public:
  // Error: invalid with target `limit_exceeded`, as for all here.
  Status spend(std::uint64_t steps);
  // Spends as many steps, too.
  Status make(std::uint64_t characters);
  // A value that was made of parts that are counted already.
  Status make_from_parts(const Value& value);
  // A value of this weight, copied with everything in it.
  Status make_copy(std::uint64_t weight);
  // Whether as many characters could be made; spends nothing.
  Status check_room(std::uint64_t characters) const;

 private:
  std::uint64_t steps_left_ = plan_steps_max;
  std::uint64_t made_left_ = plan_made_max;
};

// What looking at the outside of a value costs: all of a text, the number of parts of another
// container and none of them.
std::uint64_t surface_of(const Value& value);

// What the value of a JSON text costs at most, told from the text alone.
std::uint64_t size_of_json(std::string_view text);

// Whether an error says that a limit was exceeded.
bool is_limit_exceeded(const Error& error);

}  // namespace riskflow::language
