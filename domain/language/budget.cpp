#include "domain/language/budget.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace riskflow::language {

static std::unexpected<Error> exceeded(std::string message) {
  return fail(Errc::invalid, std::move(message), std::string(limit_exceeded));
}

static bool take(std::uint64_t& left, std::uint64_t amount) {
  const bool enough = amount <= left;
  left = enough ? left - amount : 0;
  return enough;
}

Status Budget::spend(std::uint64_t steps) {
  if (take(steps_left_, steps)) return {};
  return exceeded(
      fmt::format("the actions of this run that are evaluated together look at too much: the limit "
                  "is {} steps (a character is a step)",
                  plan_steps_max));
}

static std::unexpected<Error> made_too_much() {
  return exceeded(
      fmt::format("the actions of this run that are evaluated together make values that are too "
                  "large: the limit is {} characters (each value counts {} besides its own)",
                  plan_made_max, room_of_value));
}

Status Budget::make(std::uint64_t characters) {
  if (!take(made_left_, characters)) return made_too_much();
  return spend(characters);
}

Status Budget::check_room(std::uint64_t characters) const {
  if (characters > made_left_) return made_too_much();
  return {};
}

Status Budget::make_from_parts(const Value& value) {
  switch (value.kind()) {
    case Kind::string: return make(room_of_value + value.text().size());
    case Kind::array: return make(room_of_value * (1 + value.items().size()));
    case Kind::object: {
      auto characters = room_of_value;
      for (const auto& member : value.members())
        characters += 2 * room_of_value + member.key.size();
      return make(characters);
    }
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::decimal: break;
  }
  return {};
}

// A value of few characters takes several times as many bytes, and labels of its own.
Status Budget::make_copy(std::uint64_t weight) { return make(8 * weight); }

std::uint64_t surface_of(const Value& value) {
  switch (value.kind()) {
    case Kind::string: return value.text().size();
    // An envelope stands for a text, which is decoded.
    case Kind::object:
      return value.find("$content") != nullptr ? value.weight() : value.members().size();
    case Kind::array:
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::decimal: break;
  }
  return 1;
}

// Each value but the first follows on one of these.
std::uint64_t size_of_json(std::string_view text) {
  const auto values =
      1 + std::ranges::count_if(text, [](char c) { return c == ',' || c == '[' || c == '{'; });
  return text.size() + 2 * room_of_value * static_cast<std::uint64_t>(values);
}

bool is_limit_exceeded(const Error& error) { return error.target == limit_exceeded; }

}  // namespace riskflow::language
