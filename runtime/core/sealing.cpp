#include "runtime/core/sealing.hpp"

#include <algorithm>

namespace riskflow::runtime {

Result<Bytes> FrameSealer::seal(std::span<const SubjectRef> subjects, Purpose purpose,
                                std::uint32_t ordinal, std::string_view event, std::uint16_t field,
                                BytesView plaintext) {
  return eventstore::seal(keys_, subjects, purpose, {log_, request_, ordinal, event, field},
                          plaintext);
}

Result<Opened> open_field(const LogId& log, const eventstore::Keyring& keys,
                          const eventstore::CommitHeader& header,
                          const eventstore::StoredEvent& event, std::uint16_t field) {
  const auto envelope = codec::envelope_of(event.type, event.schema, event.payload, field);
  if (!envelope) return fail(envelope.error());
  const auto ordinal = to_number(event.position) - to_number(header.first);
  const eventstore::Place place{log, header.request, static_cast<std::uint32_t>(ordinal),
                                event.type, field};
  auto plaintext = eventstore::open(keys, place, *envelope);
  if (!plaintext) return fail(plaintext.error());
  auto about = eventstore::about_of(*envelope);
  if (!about) return fail(about.error());
  return Opened{std::move(*plaintext), std::move(about->subjects), about->purpose};
}

Result<Opened> open_sealed(const eventstore::Log& log, const eventstore::Keyring& keys,
                           const PersonalRef& ref) {
  Result<Opened> opened;
  const auto read = log.read_event(ref.position, [&](const eventstore::CommitHeader& header,
                                                     const eventstore::StoredEvent& event) {
    opened = open_field(log.id(), keys, header, event, ref.field);
    return eventstore::Reading::enough;
  });
  if (!read) return fail(read.error());
  return opened;
}

}  // namespace riskflow::runtime
