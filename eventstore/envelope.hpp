#pragma once
// Sealing: personal bytes become an envelope that only the keys of the persons it is about can
// open.
//
// key = HKDF-SHA256(leaf keys of all subjects, in order of their refs; salt = 16 fresh random
// bytes); AES-256-GCM; a 16-byte key commitment is checked first, since GCM does not commit.  The
// associated data binds the envelope to its place, so that moved bytes do not open.  Bytes:
// docs/format.md, "Envelope".

#include <span>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"
#include "eventstore/keyring.hpp"

namespace riskflow::eventstore {

// The place an envelope belongs to (its associated data).
struct Place {
  LogId log;
  RequestId request;
  std::uint32_t ordinal = 0;  // of the event within its frame
  std::string_view event;     // the wire name it was first written under
  std::uint16_t field = 0;    // which personal field of the event, counted from 0
};

// Seals `plaintext` about `subjects` (at least one; sorted, distinct).  A value about several
// people is sealed under the combination of their keys: erasing one erases it.  Errors: erased,
// invalid (no subject).
Result<Bytes> seal(const Keyring& keys, std::span<const SubjectRef> subjects, Purpose purpose,
                   const Place& place, BytesView plaintext);

// Opens what `seal` made for the same place.  Errors: erased (a key is gone, or the envelope was
// purged), corrupt (damaged, moved or forged).
Result<Bytes> open(const Keyring& keys, const Place& place, BytesView envelope);

// Whom an envelope is about, and which of their keys it is sealed under.
struct About {
  std::vector<SubjectRef> subjects;
  Purpose purpose{};
};
// Read without opening the envelope.  Errors: erased (it was purged), corrupt.
Result<About> about_of(BytesView envelope);

}  // namespace riskflow::eventstore
