#pragma once
// A scrub of everything that a server keeps: the log, the key pages, the fields that were purged,
// the views.  One routine, for who asks for it and for the one in the background.

#include <functional>

#include "projections/views.hpp"
#include "runtime/purges.hpp"

namespace riskflow::runtime {

struct ScrubParts {
  const eventstore::Log& log;
  const eventstore::Keyring& keys;
  const Purges& purges;
  projections::Views& views;
};

// How fast it goes: `rest` is called after so many events; an error of it ends the scrub.
struct ScrubPace {
  std::uint64_t events = 20'000;
  std::function<Status()> rest{};
};

// What was read and found sound.
struct ScrubReport {
  eventstore::Scrubbed log;
  std::uint64_t key_pages = 0;
  projections::StateHash views;  // equal to that of views made anew
};

// Reads the log as Log::scrub does, opens each key page that counts, holds the fields that are gone
// against the purges on record, and the views against views made anew.  Errors: corrupt, whose
// target says where it is: "log", "keys" or "proj"; unavailable; those of the pace.  Cost: some
// replays of the log.  Thread rule: any thread.
Result<ScrubReport> scrub(const ScrubParts& parts, const ScrubPace& pace = {});

}  // namespace riskflow::runtime
