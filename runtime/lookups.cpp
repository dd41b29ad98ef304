#include "runtime/lookups.hpp"

#include "projections/operators.hpp"
#include "projections/policies.hpp"
#include "projections/query.hpp"
#include "projections/runs.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

static constexpr std::size_t all = 1'000'000;
static constexpr std::array<std::uint8_t, 32> no_key{};  // tokens of our own questions never leave

// Every listed row of a table, in its first order.
template <class Row>
static Result<std::vector<Row>> every(const projections::Reading& reading) {
  std::vector<Row> out;
  std::string token;
  do {
    auto page = projections::ask<Row>(
        reading, {.filter = {}, .order_by = {}, .top = projections::top_max, .skip_token = token},
        {no_key, "lookup", {}});
    if (!page) return fail(page.error());
    out.insert(out.end(), page->rows.begin(), page->rows.end());
    token = page->next;
  } while (!token.empty());
  return out;
}

Result<std::optional<OperatorRef>> find_operator(App::Parts& parts, const std::string& name) {
  const auto reading = parts.views->read({.after = parts.log->head(), .as_of = {}});
  if (!reading) return fail(reading.error());
  const auto rows = every<projections::OperatorRow>(*reading);
  if (!rows) return fail(rows.error());
  Lens lens(*parts.lens, {}, domain::reads::Basis::names_shown, {});
  for (const auto& row : *rows) {
    const auto called = lens.operator_name(row.id);
    if (!called) return fail(called.error());
    if (*called == name) return std::optional(row.id);
  }
  return std::optional<OperatorRef>{};
}

Result<OperatorRef> operator_called(Call& call, const std::string& name) {
  // Names lie sealed, so no stream can guard them: this process, the log's only writer, does.
  const std::scoped_lock one_at_a_time(call.app.registering);
  const auto known = find_operator(call.app, name);
  if (!known) return fail(known.error());
  if (*known) return **known;
  const OperatorRef fresh{random_id_bytes()};
  auto context = call.context;
  context.request =
      derived_request_id(context.occurred, {"register", to_text(context.request), name});
  const auto receipt = call.app.bus->execute(domain::operators::Register{fresh, name}, context);
  if (!receipt) return fail(receipt.error());
  return fresh;
}

Result<std::vector<domain::policy::State>> all_policies(App::Parts& parts) {
  const auto reading = parts.views->read({.after = parts.log->head(), .as_of = {}});
  if (!reading) return fail(reading.error());
  const auto rows = every<projections::PolicyRow>(*reading);
  if (!rows) return fail(rows.error());
  std::vector<domain::policy::State> out;
  for (const auto& row : *rows)
    out.push_back({row.id, row.name, row.from, row.description, row.window_days});
  return out;
}

Result<std::vector<RunId>> unfinished_runs(const projections::Reading& reading) {
  const auto rows =
      reading.within<projections::RunRow>("isFinished", projections::scalar_of(false), all);
  if (!rows) return fail(rows.error());
  std::vector<RunId> out;
  for (const auto& row : *rows) out.push_back(row.id);
  return out;
}

}  // namespace riskflow::runtime
