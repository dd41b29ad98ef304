#pragma once
// Between the codec and the keyring: seals the personal fields of one frame, and opens what was
// sealed. Only this file and the lens have to do with keys.

#include "domain/codec/codec.hpp"
#include "eventstore/envelope.hpp"
#include "eventstore/log.hpp"

namespace riskflow::runtime {

// Seals the fields of one frame's events.  Used by one thread.
class FrameSealer final : public codec::Sealer {
 public:
  FrameSealer(const eventstore::Keyring& keys, const LogId& log, const RequestId& request)
      : keys_(keys), log_(log), request_(request) {}

  Result<Bytes> seal(std::span<const SubjectRef> subjects, Purpose purpose, std::uint32_t ordinal,
                     std::string_view event, std::uint16_t field, BytesView plaintext) override;

 private:
  const eventstore::Keyring& keys_;
  LogId log_;
  RequestId request_;
};

// What was sealed, opened: the bytes, whom they are about, and for what purpose they were sealed.
struct Opened {
  Bytes plaintext;
  std::vector<SubjectRef> about;
  Purpose purpose{};
};

// Opens one personal field of an event at hand.  Errors: erased, corrupt.
Result<Opened> open_field(const LogId& log, const eventstore::Keyring& keys,
                          const eventstore::CommitHeader& header,
                          const eventstore::StoredEvent& event, std::uint16_t field);

// Opens the personal value at `ref`.  Reads one event.  Errors: erased, corrupt, not_found.
Result<Opened> open_sealed(const eventstore::Log& log, const eventstore::Keyring& keys,
                           const PersonalRef& ref);

}  // namespace riskflow::runtime
