#pragma once
// Who asks: from a bearer token to an operator and their role groups.  A token is 43 characters of
// base64url after "rfk_"; the log holds only its hash (stream token-<hash>).

#include <set>
#include <string>
#include <string_view>

#include "domain/permissions.hpp"
#include "runtime/core/aggregates.hpp"
#include "runtime/core/authority.hpp"

namespace riskflow::runtime {

// Somebody who is signed in.
struct Caller {
  domain::Actor actor;
  std::set<domain::RoleGroup> groups;

  // riskflow itself may everything.
  bool may(domain::Permission permission) const;
};

// A fresh token, from the system's random numbers.
std::string new_token();

// What the log knows of a token: the head of SHA-256 of it.
TokenId hash_of(std::string_view token);

// The holder of a token.  Error: unauthenticated (unknown, revoked, expired; it is not said which).
Result<OperatorRef> holder_of(Aggregates& aggregates, std::string_view token, Instant now);

}  // namespace riskflow::runtime
