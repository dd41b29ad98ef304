#include "projections/all.hpp"

#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

namespace riskflow::projections {

namespace mp = boost::mp11;

// The format of keys and row headers (layout.hpp), beside the versions of the views.
static constexpr unsigned layout_version = 2;

template <class Visit>
static void for_each_view(Visit visit) {
  mp::mp_for_each<mp::mp_transform<mp::mp_identity, AllViews>>(
      [&](auto view) { visit.template operator()<typename decltype(view)::type>(); });
}

template <class Told>
static void give_one(const Told& told, const Envelope& at, Batch& batch) {
  for_each_view([&]<class View>() {
    if constexpr (requires { View::on(told, at, batch); }) View::on(told, at, batch);
  });
}

void give(const domain::AnyEvent& event, const Envelope& at, Batch& batch) {
  std::visit([&](const auto& e) { give_one(e, at, batch); }, event);
  for_each_view([&]<class View>() {
    if constexpr (requires { View::on_any(event, at, batch); }) View::on_any(event, at, batch);
  });
}

void tell(const AlertMoved& fact, const Envelope& at, Batch& batch) { give_one(fact, at, batch); }
void tell(const ScopeMoved& fact, const Envelope& at, Batch& batch) { give_one(fact, at, batch); }

static std::vector<const Table*> list_tables() {
  std::vector<const Table*> out;
  for_each_view([&]<class View>() {
    for (const Table* table : View::tables())
      if (!table->columns.empty()) out.push_back(table);
  });
  return out;
}

std::span<const Table* const> tables() {
  static const auto all = list_tables();
  return all;
}

const Table* find_table(std::string_view name) {
  for (const Table* table : tables())
    if (table->name == name) return table;
  return nullptr;
}

Bytes versions() {
  Bytes out = fmt::format("layout {}\n", layout_version);
  for_each_view(
      [&]<class View>() { out += fmt::format("{} {}\n", View::view.name, View::view.version); });
  return out;
}

}  // namespace riskflow::projections
