#pragma once
// What the organisation has decided: settings (stream `settings`) and privacy (stream `privacy`).
// Each change is an event.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::settings {

// Stored: never renumber.
enum class Key : std::uint8_t {
  max_active_cases = 1,
  scope_window_days = 2,
  max_note_characters = 3,
  max_policies_per_template = 4
};

// One row a setting: adding one is adding a row.
struct Row {
  Key key;
  std::string_view name;
  std::int64_t initial, least, most;
  std::string_view help;
};
std::span<const Row> rows();
std::span<const Word<Key>> words(Key);  // their names: the codec refuses any other number
std::string_view to_text(Key);          // empty for a number that is no key
Result<Key> key_from_text(std::string_view);

struct Changed {
  Key key{};
  std::int64_t value = 0;
  bool operator==(const Changed&) const = default;
};
RISKFLOW_DESCRIBE(Changed, key, value)

struct State {
  std::map<Key, std::int64_t> changed;
  std::int64_t operator[](Key) const;  // the value in force
};

StreamId stream();
void evolve(State&, const Changed&);

struct Change {
  Key key{};
  std::int64_t value = 0;
};
Result<Decision> decide(const Change&, Desk&);

}  // namespace riskflow::domain::settings

namespace riskflow::domain::privacy {

struct ModeChanged {
  PrivacyMode mode{};
  bool operator==(const ModeChanged&) const = default;
};
RISKFLOW_DESCRIBE(ModeChanged, mode)

struct State {
  PrivacyMode mode = PrivacyMode::show_anonymized;
  bool names_may_be_shown() const { return mode == PrivacyMode::show_names; }
};

StreamId stream();
void evolve(State&, const ModeChanged&);

struct ChangeMode {
  PrivacyMode mode{};
};
Result<Decision> decide(const ChangeMode&, Desk&);

}  // namespace riskflow::domain::privacy
