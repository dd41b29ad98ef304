#pragma once
// A definition as its checks see it: actions numbered and found by name, and of siblings which one
// has ended before another starts.  Refers to the definition, which must live longer.

#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/language/definition.hpp"

namespace riskflow::language {

// The types of actions that checks treat apart.
enum class ActionIs : std::uint8_t {
  other,
  append_to_array,
  append_to_string,
  compose,
  decrement,
  expression,
  foreach,
  http,
  condition,
  increment,
  initialize,
  join,
  parse_json,
  query,
  response,
  scope,
  select,
  set_variable,
  switch_case,
  table,
  terminate,
  until,
  wait,
};

constexpr bool is_container(ActionIs is) {
  return is == ActionIs::scope || is == ActionIs::condition || is == ActionIs::switch_case ||
         is == ActionIs::foreach || is == ActionIs::until;
}
constexpr bool is_loop(ActionIs is) { return is == ActionIs::foreach || is == ActionIs::until; }
constexpr bool changes_variable(ActionIs is) {
  return is == ActionIs::set_variable || is == ActionIs::append_to_array ||
         is == ActionIs::append_to_string || is == ActionIs::increment || is == ActionIs::decrement;
}

// The number of an action.
using Spot = std::uint32_t;
inline constexpr Spot no_spot = std::numeric_limits<Spot>::max();

struct MappedAction {
  const Action* action = nullptr;
  ActionIs is = ActionIs::other;
  Spot parent = no_spot;    // the action around it
  std::uint32_t level = 0;  // its branch
  std::uint32_t place = 0;  // in that branch
  std::uint32_t depth = 1;  // branches inside each other
};

struct Dependency {
  std::uint32_t place = 0;       // of the sibling that it runs after
  std::uint8_t statuses = 0;     // what is accepted, see status_bit()
  const RunAfter* as = nullptr;  // as written
};

constexpr std::uint8_t status_bit(StepStatus status) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(status));
}

// A branch: its actions have the numbers from `first` on, in the order of the text.
struct Level {
  const Branch* branch = nullptr;
  Spot parent = no_spot;
  Spot first = 0;
  std::size_t size = 0;
  std::vector<std::vector<Dependency>> after;  // by place; siblings that are not there are left out
  std::vector<std::uint64_t> before;           // a row of bits for each place
};

// How an action stands to one that it names.
enum class Relation : std::uint8_t {
  before,  // the other, or what holds it, has ended
  itself,
  inside,  // the other lies in it
  around,  // it lies in the other
  apart,   // nothing orders the two
};

struct Meeting {
  Relation relation = Relation::apart;
  Spot from = no_spot;  // the two, or what holds them, as siblings
  Spot to = no_spot;
  unsigned loops = 0;  // Foreach loops that hold the other, but not it
};

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const;
};
struct SameName {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return same_name(a, b); }
};
template <class T>
using ByName = std::unordered_map<std::string_view, T, NameHash, SameName>;

class DefinitionMap {
 public:
  explicit DefinitionMap(const Definition& definition);

  const std::vector<MappedAction>& actions() const { return actions_; }
  const std::vector<Level>& levels() const { return levels_; }
  const MappedAction& at(Spot spot) const { return actions_[spot]; }
  // By name in any case; the first when there are several.
  Spot find(std::string_view name) const;

  Meeting meet(Spot from, Spot to) const;
  // Whether `earlier` has ended when `later` starts; places in the same level.
  bool is_before(const Level& level, std::uint32_t earlier, std::uint32_t later) const;
  // The nearest action around one that is of this type, or no_spot.
  Spot enclosing(Spot spot, ActionIs is) const;

 private:
  void add_level(const Branch& branch, Spot parent);
  void resolve(Level& level);
  void mark_before(Level& level) const;

  std::vector<MappedAction> actions_;
  std::vector<Level> levels_;
  ByName<Spot> by_name_;
};

}  // namespace riskflow::language
