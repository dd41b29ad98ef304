#pragma once
// `$skiptoken`: where a page ended, for the next one.  It carries the position that the first page
// was read at, so that later pages come from the same moment; and it is authenticated, so that it
// cannot be made up, nor used with another question or by somebody else.

#include "eventstore/crypto.hpp"

namespace riskflow::projections {

struct SkipToken {
  Position position{};  // of the reading that the first page came from
  Bytes after;          // the last entry that was looked at
  bool operator==(const SkipToken&) const = default;
};

// As text (base64url, RFC 4648).  `question`: the bytes of everything that the next page must be
// asked with again.
std::string to_text(const SkipToken& token, BytesView question, eventstore::KeyBytes key);

// Error: invalid, target "$skiptoken": damaged, made up, or of another question.
Result<SkipToken> skip_token_from_text(std::string_view text, BytesView question,
                                       eventstore::KeyBytes key);

}  // namespace riskflow::projections
