#pragma once
// A frame made ready for the sequencer: checked, hashed and laid out, so that inside only
// positions, versions and times are written into bytes that stand already.

#include <span>
#include <string>
#include <vector>

#include "eventstore/frame.hpp"
#include "eventstore/limits.hpp"
#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

// A part of a frame as the verdict sees it.
struct Claim {
  std::string stream;
  Expected expected;
  std::uint32_t events = 0;  // 0: a check
};

struct Draft {
  RequestId request;
  Fingerprint fingerprint{};
  std::vector<Claim> parts;
  std::uint32_t events = 0;
  Bytes skeleton;  // without events: empty
  Bytes payloads;
};

// Errors: invalid, naming the field ("parts[2].events[0].type"); too_large with limit and actual.
// Cost: about 1 us for an event of 256 bytes, nearly all of it hashing.
Result<Draft> make_draft(Frame frame, const Limits& limits);

// Writes into the draft's skeleton what the sequencer decided.  `before` holds the version of each
// part's stream until now, for checks too.
void place(Draft& draft, Position first, Instant recorded, std::span<const Version> before);

}  // namespace riskflow::eventstore
