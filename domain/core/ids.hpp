#pragma once
// Identifiers: 128-bit values told apart by their type, and the numbers that order the log.
// No id contains or hashes personal data.  An id has one text form: 32 lower-case hexadecimal
// digits.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"

namespace riskflow {

// Bytes as they are stored and sent.  A std::string that is not text: RocksDB, sockets and the
// codec all take it as it is.
using Bytes = std::string;
using BytesView = std::string_view;

// A 128-bit identifier of the kind `Tag`.  Zero means "none".
template <class Tag>
struct Id {
  std::array<std::uint8_t, 16> bytes{};

  constexpr auto operator<=>(const Id&) const = default;
  constexpr explicit operator bool() const { return *this != Id{}; }
};

using SubjectRef = Id<struct SubjectTag>;    // a natural person named in the data: random, never
                                             // derived from the name
using OperatorRef = Id<struct OperatorTag>;  // somebody who works with riskflow
using RequestId =
    Id<struct RequestTag>;  // one request, however often it is sent: a UUIDv7 (RFC 9562, 5.7)
using PolicyId = Id<struct PolicyTag>;
using AlertId = Id<struct AlertTag>;
using CaseId = Id<struct CaseTag>;
using FlowId = Id<struct FlowTag>;
using RunId = Id<struct RunTag>;
using GroupId = Id<struct GroupTag>;
using TokenId = Id<struct TokenTag>;  // the hash of a token, cut to 16 bytes
using LogId = Id<struct LogTag>;      // one log, from its first event to its last

// 32 lower-case hexadecimal digits, and back.  `id_bytes_from_text` also takes the 36 characters of
// a UUID.
std::string hex(BytesView bytes);
Result<std::array<std::uint8_t, 16>> id_bytes_from_text(std::string_view text,
                                                        std::string_view target);

template <class Tag>
std::string to_text(const Id<Tag>& id) {
  return hex({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

// Error: invalid, naming `target`, when the text is not an id.
template <class AnId>
Result<AnId> id_from_text(std::string_view text, std::string_view target = "id") {
  auto bytes = id_bytes_from_text(text, target);
  if (!bytes) return fail(bytes.error());
  return AnId{*bytes};
}

// A UUIDv7 with time `at` and the 74 remaining bits taken from `rest`.
RequestId request_id(Instant at, const std::array<std::uint8_t, 10>& rest);

// The millisecond a UUIDv7 carries.
Instant time_of(const RequestId& id);

// What a person's key may be used for, so that one purpose can be ended without the other.  Stored:
// never renumber.
enum class Purpose : std::uint8_t {
  identity = 1,   // who somebody is: name, addresses, department; values of flows that hold such
  casework = 2,   // free text about a subject: notes, case names, descriptions, answers
  operations = 3  // operators' own names
};

// The number of an event in the log: 0, 1, 2, ... without a gap.  `Position{n}` as a head means "n
// events".
enum class Position : std::uint64_t {};
constexpr std::uint64_t to_number(Position p) { return static_cast<std::uint64_t>(p); }
constexpr Position operator+(Position p, std::uint64_t n) { return Position{to_number(p) + n}; }

// How many events a stream has.  The first event of a stream takes it from version 0 to version 1.
enum class Version : std::uint64_t {};
constexpr std::uint64_t to_number(Version v) { return static_cast<std::uint64_t>(v); }
constexpr Version operator+(Version v, std::uint64_t n) { return Version{to_number(v) + n}; }

// The name of a stream: `kind-id`, or just `kind` for a singleton.  At most 96 bytes of
// [a-z0-9$.-].
struct StreamId {
  std::string name;
  auto operator<=>(const StreamId&) const = default;
};

// The part of the name before the first '-' that starts the id: "case" of "case-00ff..."; the whole
// name of a singleton.
std::string_view kind_of(const StreamId& stream);

// Where a sealed personal value lies: field `field` of the event at `position`.  All that rows and
// states hold of a person.
struct PersonalRef {
  Position position{};
  std::uint16_t field = 0;
  auto operator<=>(const PersonalRef&) const = default;
};

// Where something sealed lies in a payload: its size (u32, little-endian) and its envelope.
struct SealedPiece {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  bool operator==(const SealedPiece&) const = default;
};

}  // namespace riskflow

template <class Tag>
struct std::hash<riskflow::Id<Tag>> {
  std::size_t operator()(const riskflow::Id<Tag>& id) const noexcept {
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};

template <>
struct std::hash<riskflow::StreamId> {
  std::size_t operator()(const riskflow::StreamId& s) const noexcept {
    return std::hash<std::string>{}(s.name);
  }
};
