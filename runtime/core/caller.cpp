#include "runtime/core/caller.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "domain/core/ensure.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

static constexpr std::string_view prefix = "rfk_";

bool Caller::may(domain::Permission permission) const {
  return actor.kind == domain::Actor::Kind::system || domain::allows(groups, permission);
}

std::string new_token() {
  std::array<unsigned char, 32> bytes{};
  ensure(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
         "the system gives random numbers");
  std::array<unsigned char, 48> text{};
  EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  std::string token(prefix);
  for (const unsigned char c : text) {
    if (c == '=' || c == 0) break;
    token += c == '+' ? '-' : c == '/' ? '_' : static_cast<char>(c);
  }
  return token;
}

TokenId hash_of(std::string_view token) { return TokenId{hashed_id_bytes({"token", token})}; }

Result<OperatorRef> holder_of(Aggregates& aggregates, std::string_view token, Instant now) {
  const auto refused = [] {
    return fail(Errc::unauthenticated,
                "the token is unknown, revoked or past its time: have a new one made "
                "(riskflow token create)",
                "Authorization");
  };
  if (!token.starts_with(prefix)) return refused();
  const auto loaded = aggregates.load(domain::operators::stream(hash_of(token)));
  if (!loaded) return fail(loaded.error());
  const auto& state = std::get<domain::operators::Token>((*loaded)->state);
  if (!state.holds_at(now)) return refused();
  return state.holder;
}

}  // namespace riskflow::runtime
