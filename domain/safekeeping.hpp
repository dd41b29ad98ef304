#pragma once
// What keeps the data from being lost, and what that means for what is to be forgotten: backups
// that were made, roots of the keys that are kept in escrow, and where a log goes on from.
// Stream: $store.

#include "domain/deciding.hpp"
#include "domain/described.hpp"

namespace riskflow::domain::safekeeping {

// ---- events ----

// A backup of the log's first `events`; it is made before it is told of, so it does not hold this.
struct BackedUp {
  std::uint64_t events = 0;
  std::string root;  // of their tree, base64
  Instant made;
  bool operator==(const BackedUp&) const = default;
};
RISKFLOW_DESCRIBE(BackedUp, events, root, made)

// A root of the keys was put in escrow.  Until then it opens, for whoever has its key, the key
// pages of that generation in a backup.
struct RootEscrowed {
  std::uint64_t key_generation = 0;
  Instant until;
  bool operator==(const RootEscrowed&) const = default;
};
RISKFLOW_DESCRIBE(RootEscrowed, key_generation, until)

// The first event of a log that goes on from a backup of another: which one that was, the newest
// checkpoint in the backup, and how many of its events were kept.
struct Continued {
  std::string origin;        // of the old log's checkpoints
  std::uint64_t events = 0;  // of the old checkpoint
  std::string root;          // of the old checkpoint, base64
  std::uint64_t kept = 0;
  bool operator==(const Continued&) const = default;
};
RISKFLOW_DESCRIBE(Continued, origin, events, root, kept)

// ---- state ----

struct State {
  Instant backed_up;                 // when the newest backup was made; the epoch: never
  Instant roots_gone;                // when the last root that was put in escrow is gone
  std::uint64_t key_generation = 0;  // of the newest root in escrow; 0: none was ever
};
StreamId stream();
void evolve(State&, const BackedUp&);
void evolve(State&, const RootEscrowed&);
void evolve(State&, const Continued&);

// ---- commands ----

struct RecordBackup {
  std::uint64_t events = 0;
  std::string root;
  Instant made;
};

struct RecordEscrow {
  std::uint64_t key_generation = 0;
  Instant until;
};

Result<Decision> decide(const RecordBackup&, Desk&);
Result<Decision> decide(const RecordEscrow&, Desk&);

}  // namespace riskflow::domain::safekeeping
