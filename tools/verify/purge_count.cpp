#include "tools/verify/purge_count.hpp"

#include <fmt/format.h>

#include "eventstore/proof/pieces.hpp"

namespace riskflow::verify {

// The payload of erasure.purge-ended: a version, who (16 bytes), and five numbers, little-endian
// (docs/format.md, "Purges on record").
static constexpr std::size_t until_at = 17;
static constexpr std::size_t fields_at = 25;
static constexpr std::size_t record_bytes = 57;

static std::uint64_t number_at(BytesView bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 8; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

static bool is_record(const proof::ExportedEvent& event) {
  return event.leaf.event.stream == "erasures" && event.leaf.event.type == "erasure.purge-ended" &&
         event.leaf.event.schema == 1 && event.payload_bytes.size() == record_bytes;
}

// The carried one is newer than those that follow, but nobody has to believe that.
void PurgeCount::take_record(const proof::ExportedEvent& event) {
  if (event.leaf.position() < recorded_) return;
  recorded_ = event.leaf.position();
  purged_end_ = Position{number_at(event.payload_bytes, until_at)};
  on_record_ = number_at(event.payload_bytes, fields_at);
}

Status PurgeCount::take_carried(const proof::ExportedEvent* event) {
  if (event == nullptr) return {};
  if (!is_record(*event))
    return fail(Errc::corrupt,
                fmt::format("what it carries as a purge is event {}, which is none",
                            to_number(event->leaf.position())),
                "purge");
  take_record(*event);
  return {};
}

void PurgeCount::take(const proof::ExportedEvent& event) {
  if (const auto gone = proof::purged_in(event.payload()); gone > 0) {
    gone_ += gone;
    gone_end_ = event.leaf.position() + 1;
  }
  if (is_record(event)) take_record(event);
}

Status PurgeCount::check() const {
  if (gone_ == 0 || (gone_ <= on_record_ && gone_end_ <= purged_end_)) return {};
  return fail(Errc::corrupt,
              fmt::format("{} personal fields are gone, the last before position {}, and the "
                          "purges on record in this export took {}, before position {}: no event "
                          "was changed, but what is gone may have been dropped by anybody (if a "
                          "purge took it, an export that is made once it has ended shows that)",
                          gone_, to_number(gone_end_), on_record_, to_number(purged_end_)),
              "purged");
}

}  // namespace riskflow::verify
