#pragma once
// What goes into the log and what comes out: a Frame is accepted or refused whole; a Commit is an
// accepted frame. The store knows no event type: a payload is bytes with a name and a schema
// version.  Bytes on disk: docs/format.md.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"
#include "eventstore/proof/pieces.hpp"

namespace riskflow::eventstore {

// The version a stream must have for a part to be accepted.
struct Expected {
  enum class Kind : std::uint8_t {
    exact = 1,  // just `version` events
    any = 2,    // whatever it is
    exists = 3  // at least one event
  };
  Kind kind = Kind::any;
  Version version{};

  static Expected exactly(Version v) { return {Kind::exact, v}; }
  static Expected no_stream() { return {Kind::exact, Version{0}}; }
  static Expected any() { return {Kind::any, {}}; }
  static Expected exists() { return {Kind::exists, {}}; }
  bool operator==(const Expected&) const = default;
};

// One event on its way in: a wire name ([a-z0-9.-], at most 64 bytes), a schema version, its bytes,
// and what of them is sealed, in order, and so can be purged.
struct EncodedEvent {
  std::string type;
  std::uint16_t schema = 1;
  Bytes payload;
  std::vector<SealedPiece> sealed{};
  bool operator==(const EncodedEvent&) const = default;
};

// What happens to one stream.  Without events it is a check: it only must hold.
struct Part {
  StreamId stream;
  Expected expected;
  std::vector<EncodedEvent> events;
};

using proof::ActorRef;
using proof::Cause;
using proof::CommitHeader;

// What one request wants to happen.  Accepted whole or refused whole.  Limits: 512 KiB of payload
// and names, 4,096 events.
struct Frame {
  RequestId request;
  ActorRef actor;
  Cause cause;
  Instant occurred;
  std::vector<Part> parts;
};

enum class Outcome : std::uint8_t {
  appended = 1,  // it is in the log now
  repeated = 2   // it already was: the same request was accepted before, at `first`
};

// The answer to a frame: durable when it is given.
struct Receipt {
  Position first{};  // of its events; the head for a frame of checks only
  std::uint32_t events = 0;
  Instant recorded;
  Outcome outcome = Outcome::appended;
  bool operator==(const Receipt&) const = default;
};

// An event as it lies in the log.  Views into the Commit that owns it.
struct StoredEvent {
  Position position{};
  std::string_view stream;
  Version version{};  // the stream's version after this event
  std::string_view type;
  std::uint16_t schema = 1;
  BytesView payload;
  BytesView pieces{};  // of the payload: proof::Payload
};

// An accepted frame as it is read back.  Owns its bytes; `events` views into them.  Move-only.
class Commit {
 public:
  Commit() = default;
  Commit(Commit&&) = default;
  Commit& operator=(Commit&&) = default;
  Commit(const Commit&) = delete;
  Commit& operator=(const Commit&) = delete;

  CommitHeader header;
  std::vector<StoredEvent> events;

  // The two values `events` views into: std::string on the heap, so that a move keeps the views.
  std::unique_ptr<Bytes> skeletons;
  std::unique_ptr<Bytes> payloads;
};

}  // namespace riskflow::eventstore
