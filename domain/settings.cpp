#include "domain/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/ensure.hpp"
#include "domain/decision.hpp"
#include "domain/policy.hpp"

namespace riskflow::domain::settings {

static constexpr std::array table{
    Row{Key::max_active_cases, "maxActiveCases", 100, 1, 1'000'000,
        "how many cases may be active at a time"},
    Row{Key::scope_window_days, "scopeWindowDays", 30, policy::window_days_least,
        policy::window_days_most, "days a trigger keeps a user in scope, for new policies"},
    Row{Key::max_note_characters, "maxNoteCharacters", 10'000, 100, 50'000,
        "length of a case note, or comment of a dismissed alert"},
    Row{Key::max_policies_per_template, "maxPoliciesPerTemplate", 5, 1, 1'000,
        "policies of one template; an import may bring in more"},
};

std::span<const Row> rows() { return table; }

static constexpr auto key_words = [] {
  std::array<Word<Key>, table.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {table[i].key, table[i].name};
  return out;
}();
std::span<const Word<Key>> words(Key) { return key_words; }

static const Row& row_of(Key key) {
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.key == key; });
  ensure(row != table.end(), "a setting without a row");
  return *row;
}

std::string_view to_text(Key key) {
  for (const auto& word : key_words)
    if (word.value == key) return word.text;
  return {};
}

Result<Key> key_from_text(std::string_view text) {
  std::vector<std::string_view> names;
  for (const auto& row : table) {
    if (equal_ignoring_case(row.name, text)) return row.key;
    names.push_back(row.name);
  }
  return fail(Errc::not_found, "no such setting: there are " + list_of(names), std::string(text));
}

std::int64_t State::operator[](Key key) const {
  const auto own = changed.find(key);
  return own != changed.end() ? own->second : row_of(key).initial;
}

StreamId stream() { return {"settings"}; }
void evolve(State& s, const Changed& e) { s.changed[e.key] = e.value; }

Result<Decision> decide(const Change& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  const auto& row = row_of(command.key);
  if (command.value < row.least || command.value > row.most)
    return fail(Errc::invalid,
                fmt::format("must be {} to {}, not {}", row.least, row.most, command.value),
                std::string(row.name));
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  if (now[command.key] != command.value) desk.record(stream(), Changed{command.key, command.value});
  return desk.done();
}

}  // namespace riskflow::domain::settings

namespace riskflow::domain::privacy {

StreamId stream() { return {"privacy"}; }
void evolve(State& s, const ModeChanged& e) { s.mode = e.mode; }

Result<Decision> decide(const ChangeMode& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_privacy); !ok) return fail(ok.error());
  const auto& now = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();

  if (now.mode != command.mode) desk.record(stream(), ModeChanged{command.mode});
  return desk.done();
}

}  // namespace riskflow::domain::privacy
