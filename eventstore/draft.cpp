#include "eventstore/draft.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "domain/core/ensure.hpp"
#include "eventstore/commit_record.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static bool is_stream_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '$' || c == '.' || c == '-';
}

static bool is_type_char(char c) { return c != '$' && is_stream_char(c); }

template <class IsAllowed>
static bool is_name(std::string_view name, std::size_t limit, IsAllowed is_allowed) {
  return !name.empty() && name.size() <= limit && std::ranges::all_of(name, is_allowed);
}

static constexpr std::size_t sealed_max = 1'000;  // pieces of one event

static bool are_sealed_pieces(const EncodedEvent& event) {
  std::uint64_t end = 0;
  for (const SealedPiece& piece : event.sealed) {
    if (piece.offset < end || std::uint64_t{piece.offset} + piece.size > event.payload.size())
      return false;
    const auto bytes = BytesView(event.payload).substr(piece.offset, piece.size);
    if (!proof::is_sealed_piece(bytes) || proof::is_purged(bytes)) return false;
    end = std::uint64_t{piece.offset} + piece.size;
  }
  return event.sealed.size() <= sealed_max;
}

static Status check_event(const EncodedEvent& event, std::size_t part, std::size_t index) {
  const auto field = [&](std::string_view name) {
    return fmt::format("parts[{}].events[{}].{}", part, index, name);
  };
  if (!is_name(event.type, type_name_limit, is_type_char))
    return fail(Errc::invalid,
                fmt::format("an event type is 1 to {} characters of a-z, 0-9, '.' and '-'",
                            type_name_limit),
                field("type"));
  if (event.schema == 0) return fail(Errc::invalid, "schema versions start at 1", field("schema"));
  if (!are_sealed_pieces(event))
    return fail(Errc::invalid, "sealed pieces are a size and an envelope each, in order",
                field("sealed"));
  return {};
}

static Status check_part(const Part& part, std::size_t index) {
  if (!is_name(part.stream.name, stream_name_limit, is_stream_char))
    return fail(Errc::invalid,
                fmt::format("a stream name is 1 to {} characters of a-z, 0-9, '$', '.' and '-'",
                            stream_name_limit),
                fmt::format("parts[{}].stream", index));
  if (part.expected.kind < Expected::Kind::exact || part.expected.kind > Expected::Kind::exists)
    return fail(Errc::invalid, "not a kind of expectation",
                fmt::format("parts[{}].expected", index));
  for (std::size_t i = 0; i < part.events.size(); ++i)
    if (auto held = check_event(part.events[i], index, i); !held) return held;
  return {};
}

static Status check_streams_differ(const Frame& frame) {
  std::vector<std::string_view> names;
  names.reserve(frame.parts.size());
  for (const Part& part : frame.parts) names.push_back(part.stream.name);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end()) return {};
  return fail(Errc::invalid, fmt::format("the stream {} has two parts: join them", *twice),
              "parts");
}

static Status check_within(std::string_view target, std::size_t actual, std::size_t limit) {
  if (actual <= limit) return {};
  return fail(Errc::too_large, fmt::format("the frame has {} where {} is allowed", actual, limit),
              std::string(target),
              {{"reason", "too_large"},
               {"limit", fmt::format("{}", limit)},
               {"actual", fmt::format("{}", actual)}});
}

static Status check_size(const Frame& frame, const Limits& limits) {
  std::size_t bytes = 0;
  std::size_t events = 0;
  for (const Part& part : frame.parts) {
    bytes += part.stream.name.size();
    events += part.events.size();
    for (const EncodedEvent& event : part.events) bytes += event.type.size() + event.payload.size();
  }
  if (auto held = check_within("parts", frame.parts.size(), limits.frame_events); !held)
    return held;
  if (auto held = check_within("events", events, limits.frame_events); !held) return held;
  return check_within("bytes", bytes, limits.frame_bytes);
}

static Status check(const Frame& frame, const Limits& limits) {
  if (!frame.request) return fail(Errc::invalid, "a frame needs a request id", "request");
  if (frame.actor.kind < ActorRef::Kind::system || frame.actor.kind > ActorRef::Kind::reactor)
    return fail(Errc::invalid, "not a kind of actor", "actor.kind");
  if (!proof::has_text(frame.occurred))
    return fail(Errc::invalid, "a time lies in the years 1 to 9999", "occurred");
  if (frame.parts.empty()) return fail(Errc::invalid, "a frame needs a part", "parts");
  if (auto held = check_size(frame, limits); !held) return held;
  for (std::size_t i = 0; i < frame.parts.size(); ++i)
    if (auto held = check_part(frame.parts[i], i); !held) return held;
  return check_streams_differ(frame);
}

// Without payloads, since a retry seals anew, and without versions, since the first exact one has
// been compared already.
static Fingerprint fingerprint_of(const Frame& frame) {
  Bytes text;
  append_number(text, static_cast<std::uint8_t>(frame.actor.kind));
  text += view_of(frame.actor.ref);
  for (const Part& part : frame.parts) {
    append_number(text, static_cast<std::uint8_t>(part.stream.name.size()));
    text += part.stream.name;
    append_number(text, static_cast<std::uint8_t>(part.expected.kind));
    append_number(text, static_cast<std::uint32_t>(part.events.size()));
    for (const EncodedEvent& event : part.events) {
      append_number(text, static_cast<std::uint8_t>(event.type.size()));
      text += event.type;
      append_number(text, event.schema);
    }
  }
  const Digest digest = sha256(text);
  Fingerprint out;
  std::ranges::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

static void append_parts(Bytes& to, const Frame& frame) {
  const auto writing =
      std::ranges::count_if(frame.parts, [](const Part& p) { return !p.events.empty(); });
  append_number(to, static_cast<std::uint16_t>(writing));
  for (const Part& part : frame.parts) {
    if (part.events.empty()) continue;
    append_number(to, static_cast<std::uint8_t>(part.stream.name.size()));
    to += part.stream.name;
    append_number(to, std::uint64_t{0});  // the version before: `place` knows it
    append_number(to, static_cast<std::uint16_t>(part.events.size()));
  }
}

// Plain and sealed in turn: plain ones may be empty.
static Bytes piece_sizes(const EncodedEvent& event) {
  Bytes sizes;
  sizes.reserve((2 * event.sealed.size() + 1) * sizeof(std::uint32_t));
  std::uint32_t end = 0;
  for (const SealedPiece& piece : event.sealed) {
    append_number(sizes, piece.offset - end);
    append_number(sizes, piece.size);
    end = piece.offset + piece.size;
  }
  append_number(sizes, static_cast<std::uint32_t>(event.payload.size() - end));
  return sizes;
}

static void append_events(Draft& draft, const Frame& frame) {
  for (const Part& part : frame.parts) {
    for (const EncodedEvent& event : part.events) {
      append_number(draft.skeleton, static_cast<std::uint8_t>(event.type.size()));
      draft.skeleton += event.type;
      append_number(draft.skeleton, event.schema);
      append_number(draft.skeleton, static_cast<std::uint32_t>(event.payload.size()));
      const Bytes sizes = piece_sizes(event);
      const auto hash = proof::hash_of({event.payload, sizes});
      ensure(hash.has_value(), "the sizes of the pieces are made from the payload");
      draft.skeleton += view_of(*hash);
      append_payload(draft.payloads, {event.payload, sizes});
    }
  }
}

static void lay_out(Draft& draft, const Frame& frame) {
  std::size_t skeleton = proof::skeleton_header_size + 6;
  std::size_t payloads = 1;
  for (const Part& part : frame.parts) {
    skeleton += part.stream.name.size() + 11;
    for (const EncodedEvent& event : part.events) {
      skeleton += event.type.size() + 39;
      payloads += event.payload.size() + payload_front_size(event.sealed.size());
    }
  }
  draft.skeleton.reserve(skeleton);
  draft.payloads.reserve(payloads);
  proof::append_header(draft.skeleton,
                       {.request = frame.request,
                        .first = {},  // `place` knows it, and when it was recorded
                        .events = draft.events,
                        .actor = frame.actor,
                        .cause = frame.cause,
                        .occurred = frame.occurred,
                        .recorded = {}},
                       draft.fingerprint);
  append_parts(draft.skeleton, frame);
  append_number(draft.payloads, proof::newest_format);
  append_events(draft, frame);
  append_number(draft.skeleton, std::uint32_t{0});  // the checksum
}

Result<Draft> make_draft(Frame frame, const Limits& limits) {
  if (auto held = check(frame, limits); !held) return fail(held.error());
  Draft draft;
  draft.request = frame.request;
  draft.fingerprint = fingerprint_of(frame);
  for (const Part& part : frame.parts)
    draft.events += static_cast<std::uint32_t>(part.events.size());
  if (draft.events > 0) lay_out(draft, frame);
  draft.parts.reserve(frame.parts.size());
  for (Part& part : frame.parts)
    draft.parts.push_back({std::move(part.stream.name), part.expected,
                           static_cast<std::uint32_t>(part.events.size())});
  return draft;
}

void place(Draft& draft, Position first, Instant recorded, std::span<const Version> before) {
  ensure(draft.events > 0 && before.size() == draft.parts.size(), "a placed frame has events");
  char* const bytes = draft.skeleton.data();
  store_number(bytes + skeleton_first_offset, to_number(first));
  store_number(bytes + skeleton_recorded_offset,
               static_cast<std::uint64_t>(recorded.time_since_epoch().count()));
  std::size_t at = proof::skeleton_header_size + sizeof(std::uint16_t);
  for (std::size_t i = 0; i < draft.parts.size(); ++i) {
    if (draft.parts[i].events == 0) continue;
    at += 1 + draft.parts[i].stream.size();
    store_number(bytes + at, to_number(before[i]));
    at += sizeof(std::uint64_t) + sizeof(std::uint16_t);
  }
  const std::size_t body = draft.skeleton.size() - sizeof(std::uint32_t);
  store_number(bytes + body, crc32c(BytesView(bytes, body)));
}

}  // namespace riskflow::eventstore
