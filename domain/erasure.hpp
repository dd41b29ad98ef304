#pragma once
// Erasing a person: one asks, another approves, riskflow destroys the keys and certifies it.  What
// was written about them is noise from then on; that something was, and their pseudonym, stay.  A
// legal hold keeps a person from being erased.  Stream: subject-<ref>.  Who is approved and not yet
// erased stands in `erasures` too, so that a crash forgets nobody; so do purges, which drop the
// noise itself.

#include <optional>
#include <set>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/subject.hpp"

namespace riskflow::domain::erasure {

// ---- events ----

struct Requested {
  SubjectRef subject;
  ErasureBasis basis{};
  OperatorRef by;
  bool operator==(const Requested&) const = default;
};
RISKFLOW_DESCRIBE(Requested, subject, basis, by)

struct Withdrawn {
  SubjectRef subject;
  bool operator==(const Withdrawn&) const = default;
};
RISKFLOW_DESCRIBE(Withdrawn, subject)

struct Approved {
  SubjectRef subject;
  OperatorRef by;
  bool operator==(const Approved&) const = default;
};
RISKFLOW_DESCRIBE(Approved, subject, by)

// The certificate: the keys are gone.
struct Erased {
  SubjectRef subject;
  ErasureBasis basis{};
  OperatorRef requested_by;
  OperatorRef approved_by;
  std::uint64_t key_generation = 0;  // of the keys: the first that cannot derive the person's
  std::uint32_t nodes = 0;           // that confirmed it
  Instant copies_gone;               // when roots that are kept in escrow are gone too
  bool operator==(const Erased&) const = default;
};
RISKFLOW_DESCRIBE(Erased, subject, basis, requested_by, approved_by, key_generation, nodes,
                  copies_gone)

// The certificate of a log that goes on from another, which had erased the person after the backup
// was made: a restore has destroyed the keys again.
struct CarriedOver {
  SubjectRef subject;
  std::string origin;                // of the other log's checkpoints
  std::uint64_t key_generation = 0;  // as above
  Instant copies_gone;               // as above
  bool operator==(const CarriedOver&) const = default;
};
RISKFLOW_DESCRIBE(CarriedOver, subject, origin, key_generation, copies_gone)

struct HoldPlaced {
  SubjectRef subject;
  PersonalText reason;
  bool operator==(const HoldPlaced&) const = default;
};
RISKFLOW_DESCRIBE(HoldPlaced, subject, reason)

struct HoldReleased {
  SubjectRef subject;
  bool operator==(const HoldReleased&) const = default;
};
RISKFLOW_DESCRIBE(HoldReleased, subject)

void evolve(subject::State&, const Requested&);
void evolve(subject::State&, const Withdrawn&);
void evolve(subject::State&, const Approved&);
void evolve(subject::State&, const Erased&);
void evolve(subject::State&, const CarriedOver&);
void evolve(subject::State&, const HoldPlaced&);
void evolve(subject::State&, const HoldReleased&);

// Who is approved and not yet erased.
struct Due {
  SubjectRef subject;
  bool operator==(const Due&) const = default;
};
RISKFLOW_DESCRIBE(Due, subject)

struct Done {
  SubjectRef subject;
  bool operator==(const Done&) const = default;
};
RISKFLOW_DESCRIBE(Done, subject)

// What is sealed about erased people is being dropped from the events before `until`.
struct PurgeBegun {
  OperatorRef by;
  Position until{};
  bool operator==(const PurgeBegun&) const = default;
};
RISKFLOW_DESCRIBE(PurgeBegun, by, until)

// It is gone.
struct PurgeEnded {
  OperatorRef by;
  Position until{};
  std::uint64_t fields = 0;  // personal fields that are gone, by this purge and those before
  std::uint64_t held = 0;    // that stay, since they are also about somebody under a legal hold
  std::uint64_t bytes_before = 0;  // of the payloads on the disk
  std::uint64_t bytes_after = 0;
  bool operator==(const PurgeEnded&) const = default;
};
RISKFLOW_DESCRIBE(PurgeEnded, by, until, fields, held, bytes_before, bytes_after)

// A purge that was begun and has not ended.
struct Purging {
  OperatorRef by;
  Position until{};
};

struct Register {
  std::set<SubjectRef> due;
  SubjectRef newest;  // of those who are certified; none: nobody is
  std::optional<Purging> purging;
  std::uint64_t purged_fields = 0;  // as the last purge has counted them
};
StreamId register_stream();
void evolve(Register&, const Due&);
void evolve(Register&, const Done&);
void evolve(Register&, const PurgeBegun&);
void evolve(Register&, const PurgeEnded&);

// ---- commands ----

struct Request {
  SubjectRef subject;
  ErasureBasis basis{};
};

struct Withdraw {
  SubjectRef subject;
};

// By somebody else than who asked for it.  It cannot be undone.
struct Approve {
  SubjectRef subject;
};

// By riskflow itself: the keys of these people cannot be derived any more.
struct Certify {
  std::set<SubjectRef> subjects;  // at most `certified_max`
  std::uint64_t key_generation = 0;
  std::uint32_t nodes = 0;
  Instant copies_gone;
};
inline constexpr std::size_t certified_max = 100;

// By riskflow itself: a restore has destroyed the keys of these people, whom another log erased.
// Who is unknown here, or erased, is left out; who is due here too is certified as such.
struct CarryOver {
  std::set<SubjectRef> subjects;  // at most `certified_max`
  std::string origin;
  std::uint64_t key_generation = 0;
  Instant copies_gone;
};

// Of all events before `until`.  One that was begun before and has not ended goes on instead.
struct BeginPurge {
  Position until{};
};

// By riskflow itself: what the purge that was begun has done.
struct EndPurge {
  std::uint64_t fields = 0;
  std::uint64_t held = 0;
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
};

struct PlaceHold {
  SubjectRef subject;
  std::string reason;  // 1 to 1,000 characters
};

struct ReleaseHold {
  SubjectRef subject;
};

Result<Decision> decide(const Request&, Desk&);
Result<Decision> decide(const Withdraw&, Desk&);
Result<Decision> decide(const Approve&, Desk&);
Result<Decision> decide(const Certify&, Desk&);
Result<Decision> decide(const CarryOver&, Desk&);
Result<Decision> decide(const BeginPurge&, Desk&);
Result<Decision> decide(const EndPurge&, Desk&);
Result<Decision> decide(const PlaceHold&, Desk&);
Result<Decision> decide(const ReleaseHold&, Desk&);

}  // namespace riskflow::domain::erasure
