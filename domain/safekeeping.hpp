#pragma once
// What keeps the data from being lost or forged, and what that means for what is to be forgotten:
// backups, roots of the keys that are kept in escrow, where a log goes on from, and the keys that
// sign it.
// Stream: safekeeping.

#include "domain/deciding.hpp"
#include "domain/described.hpp"

namespace riskflow::domain::safekeeping {

// ---- events ----

// A backup is about to be made of a log that has so many events; it holds this one too.  Whoever
// takes a copy of everything is on record before there is one.
struct BackupBegun {
  std::uint64_t events = 0;
  bool operator==(const BackupBegun&) const = default;
};
RISKFLOW_DESCRIBE(BackupBegun, events)

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

// A second key signs the log, which this one is to replace: from here on, whoever trusts the old
// key learns the new one from what the old one signs.
struct SigningKeyAdded {
  std::string key;  // as auditors are given it
  bool operator==(const SigningKeyAdded&) const = default;
};
RISKFLOW_DESCRIBE(SigningKeyAdded, key)

// A key signs no more, and its secret is destroyed: what it signs later is forged.
struct SigningKeyRetired {
  std::string key;
  bool operator==(const SigningKeyRetired&) const = default;
};
RISKFLOW_DESCRIBE(SigningKeyRetired, key)

// The keys that signed the log are lost, and this one signs from here on.  Nothing that they signed
// vouches for it: whoever verifies learns of it from who runs the server.
struct SigningBegunAnew {
  std::string key;
  bool operator==(const SigningBegunAnew&) const = default;
};
RISKFLOW_DESCRIBE(SigningBegunAnew, key)

// A torn end, which a power cut leaves of what was never acknowledged; so much was cut off when the
// log was opened with the events before this one.
struct TailDiscarded {
  std::uint64_t bytes = 0;
  bool operator==(const TailDiscarded&) const = default;
};
RISKFLOW_DESCRIBE(TailDiscarded, bytes)

// ---- state ----

struct State {
  Instant roots_gone;                // when the last root that was put in escrow is gone
  std::uint64_t key_generation = 0;  // of the newest root in escrow; 0: none was ever
  std::vector<std::string> keys_added;
  std::vector<std::string> keys_retired;
  std::vector<std::string> keys_lost;
};
StreamId stream();
void evolve(State&, const RootEscrowed&);
void evolve(State&, const SigningKeyAdded&);
void evolve(State&, const SigningKeyRetired&);
void evolve(State&, const SigningBegunAnew&);

// ---- commands ----

struct BeginBackup {
  std::uint64_t events = 0;
};

struct RecordEscrow {
  std::uint64_t key_generation = 0;
  Instant until;
};

struct AddSigningKey {
  std::string key;
};

struct RetireSigningKey {
  std::string key;
};

struct BeginSigningAnew {
  std::string key;
};

struct RecordDiscardedTail {
  std::uint64_t bytes = 0;
};

// Nothing to do when the key was added, or retired, before.
Result<Decision> decide(const AddSigningKey&, Desk&);
Result<Decision> decide(const BeginSigningAnew&, Desk&);
Result<Decision> decide(const RetireSigningKey&, Desk&);
Result<Decision> decide(const BeginBackup&, Desk&);
Result<Decision> decide(const RecordEscrow&, Desk&);
Result<Decision> decide(const RecordDiscardedTail&, Desk&);

}  // namespace riskflow::domain::safekeeping
