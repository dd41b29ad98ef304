#include "projections/operators.hpp"

#include "projections/row_kind.hpp"

namespace riskflow::projections {

using namespace domain;

static constexpr std::array columns{
    column<&OperatorRow::id>("id", "the operator's reference"),
    personal<&OperatorRow::name>(Type::personal_text, "displayName", "the operator's name"),
    column<&OperatorRow::registered>("registeredDateTime", "when they were added"),
};

static constexpr std::array indexes{
    Index{50, nullptr, named(columns, "registeredDateTime"), Direction::ascending},
};

template <>
const Table& table_of<OperatorRow>() {
  static constexpr Table table{13,        "operators", "Somebody who works with riskflow.",
                               columns,   indexes,     row_kind<OperatorRow>,
                               Keep::rows};
  return table;
}

static bool is_revoked(const TokenRow& row) { return row.revoked.has_value(); }

static constexpr std::array token_columns{
    column<&TokenRow::id>("id", "the hash of the token"),
    column<&TokenRow::holder>("holder", "who signs in with it"),
    column<&TokenRow::issued>("issuedDateTime", "when it was issued"),
    column<&TokenRow::issued_by>("issuedBy", "who issued it"),
    column<&TokenRow::expires>("expiresDateTime", "when it ends"),
    column<&is_revoked>("isRevoked", "whether it was revoked"),
    column<&TokenRow::revoked>("revokedDateTime", "when it was revoked"),
};

static constexpr auto* issued = named(token_columns, "issuedDateTime");
static constexpr std::array token_indexes{
    Index{51, nullptr, issued, Direction::descending},
    Index{52, named(token_columns, "holder"), issued, Direction::descending},
};

template <>
const Table& table_of<TokenRow>() {
  static constexpr Table table{14,
                               "tokens",
                               "A token that an operator signs in with.",
                               token_columns,
                               token_indexes,
                               row_kind<TokenRow>,
                               Keep::none};
  return table;
}

std::array<const Table*, 2> Operators::tables() {
  return {&table_of<OperatorRow>(), &table_of<TokenRow>()};
}

void Operators::on(const operators::Registered& e, const Envelope& at, Batch& batch) {
  batch.create<OperatorRow>(view_of(e.ref),
                            [&](OperatorRow& row) { row = {e.ref, e.name.ref(), at.recorded()}; });
}

void Operators::on(const operators::TokenIssued& e, const Envelope& at, Batch& batch) {
  batch.create<TokenRow>(view_of(e.token), [&](TokenRow& row) {
    row = {e.token, e.holder, at.recorded(), at.operator_ref(), e.expires, {}};
  });
}

void Operators::on(const operators::TokenRevoked& e, const Envelope& at, Batch& batch) {
  batch.update<TokenRow>(view_of(e.token), [&](TokenRow& row) {
    if (!row.revoked) row.revoked = at.recorded();
  });
}

}  // namespace riskflow::projections
