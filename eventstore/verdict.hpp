#pragma once
// Accepted, repeated or refused: what becomes of a frame, as a pure function of the frames and
// stamps before.
//
// It reads no clock, no random number and no configuration, so every node that sees the same frames
// in the same order reaches the same verdicts.  What it must know of the past it asks of a `Past`.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "eventstore/draft.hpp"

namespace riskflow::eventstore {

// A frame that was accepted once.
struct Acceptance {
  RequestId request;
  Fingerprint fingerprint{};
  Receipt receipt;
};

// The past as the verdict asks for it, frames of the group at hand included.
// An Error says that the past could not be read: then there is no verdict at all.
class Past {
 public:
  virtual ~Past() = default;
  virtual Result<Version> version_of(std::string_view stream) = 0;
  // Who made event number `version` of `stream`; there is one.
  virtual Result<Acceptance> maker_of(std::string_view stream, Version version) = 0;
  // The acceptance of `request`, when the window still holds it.
  virtual Result<std::optional<Acceptance>> remembered(const RequestId& request) = 0;
  // The newest time carried by a request that left the window.
  virtual Instant edge() const = 0;
};

// Where the log ends for the frame at hand.
struct Tail {
  Position head{};
  Instant last_recorded{};
};

struct Verdict {
  enum class Kind : std::uint8_t {
    accepted,  // its events are to be written at answer->first
    answered   // repeated, refused, or a check that holds: nothing is to be written
  };
  Kind kind = Kind::answered;
  Result<Receipt> answer;
  std::vector<Version> before;  // accepted: each part's stream until now
};

// Judges one frame that came at `stamp`.  Cost: one look-up for each part.
Result<Verdict> judge(const Draft& draft, Instant stamp, const Tail& tail, Past& past);

// Whether an acceptance of `parts` can only be recognised by the window: events, but no exact
// version with any.
bool needs_window(std::span<const Claim> parts);

}  // namespace riskflow::eventstore
