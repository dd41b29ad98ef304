#include "domain/registry.hpp"

#include <algorithm>

namespace riskflow::domain {

namespace mp = boost::mp11;

template <class... Rows>
static constexpr std::array<RowFacts, sizeof...(Rows)> facts_in(mp::mp_list<Rows...>) {
  return {RowFacts{Rows::name, Rows::version, Rows::category, Rows::activity}...};
}
static constexpr auto rows = facts_in(Registry{});

template <class... Rows>
static constexpr std::array<EarlierForm, sizeof...(Rows)> forms_in(mp::mp_list<Rows...>) {
  return {EarlierForm{Rows::name, Rows::version}...};
}
static constexpr auto forms = forms_in(EarlierForms{});

static consteval bool names_are_distinct() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      if (rows[i].name == rows[j].name) return false;
  return true;
}
static_assert(names_are_distinct(), "two events share a wire name");

// As many as there are versions before the present one, and each of them.
static consteval bool no_version_is_missing() {
  std::size_t earlier = 0;
  for (const auto& row : rows)
    for (std::uint16_t version = 1; version < row.version; ++version, ++earlier)
      if (std::ranges::count_if(forms, [&](const EarlierForm& form) {
            return form.name == row.name && form.version == version;
          }) != 1)
        return false;
  return earlier == forms.size();
}
static_assert(no_version_is_missing(), "an event's earlier forms are 1 to the one before its own");

std::span<const RowFacts> registry_rows() { return rows; }
std::span<const EarlierForm> earlier_forms() { return forms; }
RowFacts facts_of(const AnyEvent& event) { return rows[event.index()]; }

AnyState initial_state(const StreamId& stream) {
  struct Kind {
    std::string_view name;
    AnyState initial;
  };
  static const Kind kinds[] = {
      {"subject", subject::State{}},
      {"pseudonym", subject::Reservation{}},
      {"directory", directory::State{}},
      {"erasures", erasure::Register{}},
      {"case-register", case_register::State{}},
      {"group", group::State{}},
      {"policy", policy::State{}},
      {"alert", alert::State{}},
      {"case", casework::State{}},
      {"flow", flow::State{}},
      {"run", run::State{}},
      {"roles", roles::State{}},
      {"operator", operators::State{}},
      {"token", operators::Token{}},
      {"settings", settings::State{}},
      {"privacy", privacy::State{}},
      {"safekeeping", safekeeping::State{}},
      {"policy-register", policy_register::State{}},
  };
  const auto kind = kind_of(stream);
  for (const auto& row : kinds)
    if (row.name == kind) return row.initial;
  return {};
}

void evolve(AnyState& state, const AnyEvent& event) {
  std::visit(
      [](auto& s, const auto& e) {
        if constexpr (requires { evolve(s, e); }) evolve(s, e);
      },
      state, event);
}

}  // namespace riskflow::domain
