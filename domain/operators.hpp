#pragma once
// Operators: the people who work with riskflow, and the tokens they sign in with.
// Streams: operator-<ref>, whose names are sealed; token-<hash>, which never holds the token.

#include <optional>
#include <string>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::operators {

// ---- events ----

struct Registered {
  OperatorRef ref;
  PersonalText name;  // "alice", "host:root"
  bool operator==(const Registered&) const = default;
};
RISKFLOW_DESCRIBE(Registered, ref, name)

struct TokenIssued {
  TokenId token;
  OperatorRef holder;
  std::optional<Instant> expires;
  bool operator==(const TokenIssued&) const = default;
};
RISKFLOW_DESCRIBE(TokenIssued, token, holder, expires)

struct TokenRevoked {
  TokenId token;
  bool operator==(const TokenRevoked&) const = default;
};
RISKFLOW_DESCRIBE(TokenRevoked, token)

// ---- states ----

struct State {
  OperatorRef ref;  // none: nobody
  std::optional<PersonalRef> name;
  bool exists() const { return bool(ref); }
};

struct Token {
  TokenId id;  // none: never issued
  OperatorRef holder;
  std::optional<Instant> expires;
  bool revoked = false;
  bool exists() const { return bool(id); }
  bool holds_at(Instant now) const { return exists() && !revoked && (!expires || now < *expires); }
};

// An operator's name is sealed with the key of a subject of the same number, for the purpose
// `operations`.
SubjectRef key_subject(const OperatorRef&);

StreamId stream(const OperatorRef&);
StreamId stream(const TokenId&);
void evolve(State&, const Registered&);
void evolve(Token&, const TokenIssued&);
void evolve(Token&, const TokenRevoked&);

// ---- commands ----

struct Register {
  OperatorRef ref;
  std::string name;  // 1 to 100 characters
};

// Gives a token to an operator; the face made it and keeps only its hash.  When a role group is
// named, the holder gets it besides: both or neither.
struct IssueToken {
  TokenId token;
  OperatorRef holder;
  std::optional<Instant> expires;
  std::optional<RoleGroup> group{};
};

struct RevokeToken {
  TokenId token;
};

// The first start: one operator who is the administrator, with one token.  Nothing to do when there
// is one already.
struct Found {
  Register administrator;
  std::optional<TokenId> token;
};

Result<Decision> decide(const Register&, Desk&);
Result<Decision> decide(const IssueToken&, Desk&);
Result<Decision> decide(const RevokeToken&, Desk&);
Result<Decision> decide(const Found&, Desk&);

}  // namespace riskflow::domain::operators
