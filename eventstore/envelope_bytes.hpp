#pragma once
// The envelope below its keys: what `seal` and `open` do once the leaves are there.  For
// envelope.cpp, and for tests that compare bytes.

#include <array>
#include <span>

#include "eventstore/envelope.hpp"

namespace riskflow::eventstore {

using Salt = std::array<std::uint8_t, 16>;

// `leaves` are the keys of `subjects`, one each and in their order.  A salt is used once only.
Bytes seal_under(std::span<const Key> leaves, std::span<const SubjectRef> subjects, Purpose purpose,
                 const Place& place, BytesView plaintext, const Salt& salt);

// Error: corrupt.
Result<Bytes> open_under(std::span<const Key> leaves, const Place& place, BytesView envelope);

}  // namespace riskflow::eventstore
