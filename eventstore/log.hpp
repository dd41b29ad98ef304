#pragma once
// The log: frames in, commits out, in one total order without gaps.
//
// Durable when acknowledged: `append` answers after the group it was written with has been synced.
// A reader never sees past the durable head.  All frames pass one sequencer (sequencer.hpp);
// whoever finds it free does the work for all that wait.
// Thread rule: every member function may be called from any thread at any time, but for the
// destructor.
//
//   auto log = Log::open({.folder = "data/log"});
//   auto receipt = (*log)->append_and_wait(
//       {.request = id, .occurred = now, .parts = {{{"case-1"}, Expected::no_stream(), events}}});
//   (*log)->read(Position{0}, [](const Commit& c) { ...; return Reading::more; });

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"
#include "eventstore/frame.hpp"
#include "eventstore/health.hpp"
#include "eventstore/proof/merkle.hpp"

namespace riskflow::eventstore {

// What an acknowledgement rests on.
enum class Durability : std::uint8_t {
  synced,  // the log's files are synced
  strict   // besides, the ack ledger beside them holds how far: a damaged end is told from a lost
           // one
};

// The defaults suit a server with 2 cores.
struct LogOptions {
  std::filesystem::path folder;  // created when it is not there
  Clock* clock = nullptr;  // stamps `recorded`; the machine's clock when null; outlives the log
  std::size_t write_buffer_bytes = 32 * 1024 * 1024;  // RocksDB memtables, all families together
  std::size_t block_cache_bytes = 32 * 1024 * 1024;
  // What the log must hold: the tree of a checkpoint that was signed (notary.hpp).
  std::optional<proof::TreeHead> floor{};
  Durability durability = Durability::synced;
  // Appends are refused while the disk has less; a quarter of it is kept in a file, `ballast`,
  // beside the folder.  0: no limit.
  std::uint64_t free_bytes_min = 0;
};

// What a reader wants after a commit.
enum class Reading : std::uint8_t { more, enough };
using Visitor = std::function<Reading(const Commit&)>;
using LeafVisitor = std::function<Reading(const proof::Leaf&, const proof::Payload&)>;
using EventVisitor = std::function<Reading(const CommitHeader&, const StoredEvent&)>;

// What a scrub has read and found sound.
struct Scrubbed {
  proof::TreeHead tree;
  std::uint64_t commits = 0;
  std::uint64_t parts = 0;
  std::uint64_t tiles = 0;
  std::uint64_t requests = 0;  // that are remembered
  std::uint64_t files = 0;     // of the tables
  std::uint64_t purged = 0;    // sealed pieces that are gone
};

// Whether an envelope is of no use any more, and may go.
using MayGo = std::function<Result<bool>(BytesView envelope)>;

// What a purge has done.
struct Purged {
  std::uint64_t fields = 0;        // sealed pieces that are gone, also since before
  std::uint64_t events = 0;        // events that have lost one
  std::uint64_t bytes_before = 0;  // of the payloads' files on the disk
  std::uint64_t bytes_after = 0;
};

using Acknowledge = std::move_only_function<void(Result<Receipt>)>;

// Facts of the store's errors (`Error::details`), so that callers branch on them and not on words:
//   conflict          {"reason","conflict"} {"stream",..} {"expected_version", n or "exists"}
//                     {"actual_version",..}                             Errc::conflict
//   too_large         {"reason","too_large"} {"limit",..} {"actual",..} Errc::too_large
//   request_expired   {"reason","request_expired"}                      Errc::expired
//   request_reused    {"reason","request_reused"} {"first",..}          Errc::conflict
//   invalid frame     Errc::invalid, target names the part
//   disk_full         {"reason","disk_full"} {"free",..} {"needed",..}  Errc::unavailable
//                     nothing was written
//   unhealthy         {"reason","unhealthy"}                            Errc::unavailable
//                     it may be written or not: send it again, under the same request
//   damaged           {"reason","damaged"}                              Errc::corrupt
//                     nothing was written: a scrub has found damage, and what is acknowledged upon
//                     a past that cannot be proved could not be proved either.  Reading goes on
//   closed            {"reason","closed"}                               Errc::unavailable
//   read_only         {"reason","read_only"}                            Errc::rejected
class Log {
 public:
  // Opens or makes the log in `options.folder` and takes its lock.  Where the disk is too full to
  // write what the write-ahead log holds to tables, it is opened for reading only and not locked:
  // it is READ_ONLY, and `mend` opens it again when there is room.  Errors: unavailable (another
  // process has it; the disk is full, {"reason","disk_full"}), corrupt (what is there is not a log,
  // or damaged, or written by a newer format, or less than was vouched for:
  // {"reason","below_floor"} and {"reason","another_history"}).
  static Result<std::unique_ptr<Log>> open(const LogOptions& options);

  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // What it can do now, as it was found last.
  Health health() const;

  // Looks whether anything keeps the log from appending, and mends it if the disk lets it: a log
  // whose write failed is opened anew (RocksDB 7.8.3 cannot be resumed) and held to all that was
  // acknowledged.  To be called every second or so.  Opening waits for reads that are under way,
  // half a second at most, in which those that begin wait too; a longer one is waited for by the
  // next calls, and until then the log is REOPENING and refuses appends.  Error:
  // what still keeps it, as `health` says it.  Cost: some microseconds while it is healthy.
  Status mend();

  // How many bytes of a torn end were cut off when it was opened: a power cut left them of what was
  // never acknowledged.
  std::uint64_t dropped() const;

  // The identity of this log, made when it was created; a restored one has it too, since what is
  // sealed is bound to it.
  LogId id() const;

  // What checkpoints of it are known by: its identity, but for a log that goes on from the past of
  // another, which has one of its own.
  LogId origin() const;

  // Whether it was restored for reading only: every append answers {"reason","read_only"}.
  bool is_read_only() const;

  // Appends and waits until it is durable.  The caller may do the sequencer's work for others
  // meanwhile. Cost: about one flush of the disk, shared by all that wait.
  Result<Receipt> append_and_wait(Frame frame);

  // Appends; `done` is called once, from some appending thread, when the outcome is durable.
  // `done` must neither block nor throw; it may append again.
  void append(Frame frame, Acknowledge done);

  // How many events are durable: the position the next event will get.
  Position head() const;
  // When the last durable commit was recorded; the epoch for an empty log.
  Instant last_recorded() const;

  // Reads whole commits in order, from the one that holds `from` (a commit is never cut) up to the
  // durable head at the call, until `visit` has enough.  Answers the position after the last commit
  // visited.  A commit lives until `visit` returns.  Errors: corrupt (a gap, a wrong hash);
  // not_found when `from` is past the head.
  Result<Position> read(Position from, const Visitor& visit) const;

  // Reads the events of one stream in order from version `after` on (0: from its first event).
  // Answers the stream's version, or that of the last event visited when `visit` had enough.
  // Cost: two gets for each commit.  Error: corrupt.
  Result<Version> read_stream(const StreamId& stream, Version after,
                              const EventVisitor& visit) const;

  // The stream's version now; 0 when there is no such stream.  Cost: one seek.
  Result<Version> version_of(const StreamId& stream) const;

  // The one commit that holds `position`.  Error: not_found past the head.
  Result<Commit> commit_at(Position position) const;

  // Shows the one event at `position`; only its own bytes are checked.  Cost: a seek and a get.
  // Errors: not_found past the head; corrupt.
  Status read_event(Position position, const EventVisitor& visit) const;

  // The position after the last commit recorded at or before `at`.  O(log n) seeks.
  Result<Position> position_at(Instant at) const;

  // The Merkle tree of the first `size` events, and proofs in it (RFC 9162): the leaf of the event
  // at a position is `leaf` of it, bytes that stay when its payload goes.  A proof of consistency
  // from the empty tree has no hash.  Errors: not_found past the head, corrupt.  Cost: O(log size)
  // gets.
  Result<proof::TreeHead> tree(std::uint64_t size) const;
  Result<std::vector<proof::Hash>> inclusion_proof(Position position, std::uint64_t size) const;
  Result<std::vector<proof::Hash>> consistency_proof(std::uint64_t from, std::uint64_t to) const;
  Result<Bytes> leaf(Position position) const;
  // `from` <= `to` <= `size`.
  Result<proof::RangeProof> range_proof(Position from, Position to, std::uint64_t size) const;

  // Reads events and their leaves in order from `from` up to `end`, until `visit` has enough.  Both
  // live until `visit` returns.  Errors: corrupt; not_found when `end` is past the head.
  Status read_leaves(Position from, Position end, const LeafVisitor& visit) const;

  // Reads everything: that no commit is missing, each record by its checksum, each payload by its
  // hash, that the streams lead to their events, the stored tree against one made anew, the
  // requests that are remembered against their commits, and each table from the disk by its
  // checksum, whatever of it lies in a cache; what is appended meanwhile is not looked at.  Damage
  // breaks the log (`health`): it takes no more, and no notary signs beyond what is signed, now and
  // when it is opened again, until a scrub has found it sound and it was opened after that.
  // Errors: corrupt, naming what and where; unavailable.  Cost: some replays.
  Result<Scrubbed> scrub() const;

  // Puts the files of the log as they are now into a folder, shows it to `take`, which copies them,
  // and removes it: `folder()` and ".staged", for the owner only.  Appends go on; a purge waits.
  // What a process that was killed left there goes when the log is opened, and before a purge.
  // Errors: unavailable; those of `take`.  Cost: a flush of what memory holds.
  Status stage(const std::function<Status(const std::filesystem::path& files)>& take) const;

  // Where its files are.
  const std::filesystem::path& folder() const;

  // Drops the sealed pieces of the events before `end` that may go, from the tables, from older
  // copies in their files, and from the write-ahead log; each leaves its hash, so that all proofs
  // hold.  What a crash cuts off is done by the next.  Files are removed, not overwritten.  One at
  // a time, and none while files are staged; appends and reads go on.  Errors: corrupt;
  // unavailable; those of `may_go`; not_found when `end` is past the head.  Cost: a replay, and
  // writing the payloads anew.
  Result<Purged> purge(Position end, const MayGo& may_go);

  // Calls `wake` after each durable group and before the group is answered, from an appending
  // thread; it must not block, append and wait, or drop its own handle.  Returns a handle that ends
  // it: once the handle is gone, no call begins or goes on.
  class Watch;
  std::shared_ptr<Watch> watch(std::function<void()> wake);

  // No more appends: waits for those under way, answers `closed` to later ones.  Reading goes on;
  // nothing is mended any more.  Idempotent.  What memory holds is written to files, so that the
  // next opening has nothing to make up for.  Cost: 32 MiB to write at most.
  void close();

  struct Internals;  // log_internals.hpp

 private:
  friend class Follower;  // reads commits that it gives away
  friend class Scrubber;
  explicit Log(std::unique_ptr<Internals> internals);
  std::unique_ptr<Internals> internals_;
};

}  // namespace riskflow::eventstore
