#include "eventstore/skeleton.hpp"

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/mending.hpp"

namespace riskflow::eventstore {

static constexpr std::size_t checksum_size = 4;
static constexpr std::size_t hash_size = 32;

// The record without its checksum, which holds.
static Result<BytesView> checked(BytesView record, Position first) {
  if (record.size() < proof::skeleton_header_size + checksum_size)
    return fail(corrupt_at(first, "the skeleton is cut short"));
  const BytesView body = record.substr(0, record.size() - checksum_size);
  if (crc32c(body) != load_number<std::uint32_t>(record.data() + body.size()))
    return fail(corrupt_at(first, "the skeleton's checksum is wrong"));
  return body;
}

static Status read_checked_header(ByteReader& in, Position first, CommitHeader& header,
                                  Fingerprint& fingerprint) {
  header.format = in.number<std::uint8_t>();
  if (header.format < proof::first_format || header.format > proof::newest_format)
    return fail(corrupt_at(first, fmt::format("skeleton format {} is not known", header.format)));
  if (!proof::read_header(in, header, fingerprint))
    return fail(corrupt_at(first, "the skeleton's header says what is never written"));
  if (header.first != first)
    return fail(corrupt_at(
        first, fmt::format("the skeleton belongs to position {}", to_number(header.first))));
  if (header.events == 0) return fail(corrupt_at(first, "the skeleton has no event"));
  return {};
}

// The events of one part: its streams and versions stand once, before all events.  false: it has no
// event, or is of the same stream as the part before.
static bool read_part(ByteReader& parts, ByteReader& events, std::vector<EventSkeleton>& into) {
  const std::string_view stream = parts.bytes(parts.number<std::uint8_t>());
  const Version before{parts.number<std::uint64_t>()};
  const auto count = parts.number<std::uint16_t>();
  const bool is_new = into.empty() || into.back().stream != stream;
  for (std::uint64_t i = 1; i <= count && events.intact(); ++i) {
    EventSkeleton& event = into.emplace_back();
    event.stream = stream;
    event.version = before + i;
    event.type = events.bytes(events.number<std::uint8_t>());
    event.schema = events.number<std::uint16_t>();
    event.payload_size = events.number<std::uint32_t>();
    event.payload_hash = events.bytes(hash_size);
  }
  return is_new && count > 0;
}

Status decode_skeleton(BytesView record, Position first, Skeleton& into) {
  const auto body = checked(record, first);
  if (!body) return fail(body.error());
  ByteReader parts(*body);
  if (auto read = read_checked_header(parts, first, into.header, into.fingerprint); !read)
    return read;
  const auto part_count = parts.number<std::uint16_t>();
  const ByteReader first_part = parts;
  for (std::uint32_t i = 0; i < part_count; ++i) {
    parts.bytes(parts.number<std::uint8_t>());
    parts.bytes(sizeof(std::uint64_t) + sizeof(std::uint16_t));
  }
  ByteReader events = parts;
  parts = first_part;
  into.events.clear();
  for (std::uint32_t i = 0; i < part_count; ++i)
    if (!read_part(parts, events, into.events))
      return fail(corrupt_at(first, "a part of the skeleton is never written so"));
  if (!events.intact() || !events.rest().empty() || into.events.size() != into.header.events)
    return fail(corrupt_at(first, "the skeleton's events do not fill it"));
  return {};
}

Result<SkeletonHeader> decode_skeleton_header(BytesView record, Position first) {
  const auto body = checked(record, first);
  if (!body) return fail(body.error());
  ByteReader in(*body);
  SkeletonHeader out;
  if (auto read = read_checked_header(in, first, out.header, out.fingerprint); !read)
    return fail(read.error());
  return out;
}

proof::Leaf leaf_of(const Skeleton& skeleton, std::size_t index) {
  return {skeleton.header, skeleton.fingerprint, static_cast<std::uint32_t>(index),
          skeleton.events[index]};
}

Error corrupt_at(Position position, std::string_view what) {
  return {Errc::corrupt,
          fmt::format("the log is damaged at position {}: {}; {}", to_number(position), what,
                      log_mending),
          "log",
          {{"position", fmt::format("{}", to_number(position))}}};
}

}  // namespace riskflow::eventstore
