#pragma once
// Operators and their tokens: who works with riskflow.  Role groups are folded elsewhere, at once.
// Reads: operators, tokens.  Row keys: the operator's ref; the token's id.

#include "domain/operators.hpp"
#include "projections/view.hpp"

namespace riskflow::projections {

struct OperatorRow {
  OperatorRef id;
  std::optional<PersonalRef> name;
  Instant registered;
  bool operator==(const OperatorRow&) const = default;
};
RISKFLOW_DESCRIBE(OperatorRow, id, name, registered)

struct TokenRow {
  TokenId id;
  OperatorRef holder;
  Instant issued;
  OperatorRef issued_by;
  std::optional<Instant> expires;
  std::optional<Instant> revoked;
  bool operator==(const TokenRow&) const = default;
};
RISKFLOW_DESCRIBE(TokenRow, id, holder, issued, issued_by, expires, revoked)

template <>
const Table& table_of<OperatorRow>();
template <>
const Table& table_of<TokenRow>();

struct Operators {
  static constexpr ViewId view{"operators", 1};
  static std::array<const Table*, 2> tables();
  static void on(const domain::operators::Registered&, const Envelope&, Batch&);
  static void on(const domain::operators::TokenIssued&, const Envelope&, Batch&);
  static void on(const domain::operators::TokenRevoked&, const Envelope&, Batch&);
};

}  // namespace riskflow::projections
