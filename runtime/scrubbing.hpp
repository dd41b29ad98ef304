#pragma once
// A scrub of everything that a server keeps: the log, the key pages, the fields that were purged,
// the views.  One routine, for who asks for it and for the one in the background.

#include <functional>

#include "eventstore/disk_room.hpp"
#include "projections/views.hpp"
#include "runtime/purges.hpp"

namespace riskflow::runtime {

// The disk that the views lie on, and the log: it takes nothing while less than `least` is free.
struct ScrubRoom {
  std::filesystem::path folder;
  std::uint64_t least = 0;
  eventstore::FreeBytes free = eventstore::free_bytes;
};

struct ScrubParts {
  const eventstore::Log& log;
  const eventstore::Keyring& keys;
  const Purges& purges;
  projections::Views& views;
  ScrubRoom room;
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
  std::optional<projections::StateHash> views;  // equal to that of views made anew
  std::optional<Error> skipped;                 // else why they were not compared
};

// Reads the log as Log::scrub does, opens each key page that counts, holds the fields that are gone
// against the purges on record, and the views against views made anew; these only while the disk
// has room for them beside what the log needs.  Errors: corrupt, whose
// target says where it is: "log", "keys" or "proj"; unavailable; those of the pace.  Cost: some
// replays of the log.  Thread rule: any thread.
Result<ScrubReport> scrub(const ScrubParts& parts, const ScrubPace& pace = {});

}  // namespace riskflow::runtime
