#pragma once
// Events to bytes and back.  One format: the fields of the struct, in the order of their
// description, through cereal's portable binary archive; a personal field is the length and bytes
// of its envelope.  Unknown names and trailing bytes are errors. Bytes: docs/format.md, "Payloads".
// Feed `decode` only bytes whose hash was checked: the store does.

#include <span>
#include <string_view>

#include "domain/registry.hpp"

namespace riskflow::codec {

// Turns personal bytes into an envelope.  The runtime implements it over the event store's keyring.
class Sealer {
 public:
  virtual ~Sealer() = default;
  // Seals field number `field` of the event called `event`, the `ordinal`-th of its frame.  Errors:
  // erased.
  virtual Result<Bytes> seal(std::span<const SubjectRef> subjects, Purpose purpose,
                             std::uint32_t ordinal, std::string_view event, std::uint16_t field,
                             BytesView plaintext) = 0;
};

// An event as the store takes it.
struct Encoded {
  std::string_view type;  // lives for ever
  std::uint16_t schema = 1;
  Bytes payload;
  std::vector<SealedPiece> sealed;  // its personal fields, in order
};

// Encodes the `ordinal`-th event of a frame, sealing its fresh personal fields.  A field that was
// read from the log cannot be written again (a bug).  Errors: those of the sealer.
Result<Encoded> encode(const domain::AnyEvent& event, std::uint32_t ordinal, Sealer& sealer);

// Decodes what lies at `position`, in whatever form it was stored; personal fields become
// references to it, by their number in that form.  Errors: corrupt, with the event's name in it.
Result<domain::AnyEvent> decode(std::string_view type, std::uint16_t schema, BytesView payload,
                                Position position);

// The envelope of personal field `field`, for the lens.  Error: not_found when that field is
// absent, corrupt.
Result<Bytes> envelope_of(std::string_view type, std::uint16_t schema, BytesView payload,
                          std::uint16_t field);

// The plaintext that is sealed for a personal value of type T, and back.
Bytes personal_bytes(const domain::subject::Identity&);
Bytes personal_bytes(const domain::subject::HrFacts&);
Bytes personal_bytes(const domain::alert::Text&);
Bytes personal_bytes(const std::string&);
template <class T>
Result<T> personal_from_bytes(BytesView bytes);
template <>
Result<domain::subject::Identity> personal_from_bytes(BytesView bytes);
template <>
Result<domain::subject::HrFacts> personal_from_bytes(BytesView bytes);
template <>
Result<domain::alert::Text> personal_from_bytes(BytesView bytes);
template <>
Result<std::string> personal_from_bytes(BytesView bytes);

}  // namespace riskflow::codec
