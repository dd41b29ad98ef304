#pragma once
// What a Log is made of, and the door through which tests bring their own limits, a file system
// that fails and a disk that is full. For log.cpp, log_internals.cpp, follower.cpp and tests.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "eventstore/committer.hpp"
#include "eventstore/disk_room.hpp"
#include "eventstore/gate.hpp"
#include "eventstore/log.hpp"
#include "eventstore/log_folder.hpp"
#include "eventstore/records.hpp"
#include "eventstore/sequencer.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/tile_nodes.hpp"

namespace riskflow::eventstore {

// Those who want to know of new commits.
class Watches {
 public:
  struct Entry {
    std::mutex mutex;            // held while `wake` runs, so that an end waits for it
    std::function<void()> wake;  // empty: ended
  };
  std::shared_ptr<Entry> add(std::function<void()> wake);
  void wake_all();

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Entry>> entries_;
};

class Log::Watch {
 public:
  explicit Watch(std::shared_ptr<Watches::Entry> entry) : entry_(std::move(entry)) {}
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  std::shared_ptr<Watches::Entry> entry_;
};

// What only a test sets.
struct Seams {
  Limits limits{};              // of a log that is made
  rocksdb::Env* env = nullptr;  // outlives the log
  FreeBytes free = free_bytes;
};

// What rests on one opening of the log's files.
struct Opening {
  Opening(OpenedLog opened, DurableHead& durable, AckLedger* ledger,
          std::function<void()> published);

  const std::unique_ptr<Tables> tables;
  mutable Skeletons skeletons;
  mutable TileCache tiles;
  Committer committer;
};

struct Log::Internals {
  static Result<std::unique_ptr<Log>> open(const LogOptions& options, const Seams& seams);

  Internals(const LogOptions& options_, const Seams& seams_);

  // Opens the files and holds them to the floors: for reading only where a full disk lets no more,
  // which `cramped` tells.  The gate is closed and appends are refused, or nobody is there yet.
  Status open_files();
  Status mend();
  // Takes note of damage that was found: the log is broken from now on, also when it is opened
  // again.
  void condemn(const Error& damage);

  // Does `work` with what is open now, which stays open meanwhile.  Error besides those of `work`:
  // what broke the log.
  template <class Work>
  std::invoke_result_t<const Work&, const Opening&> reading(const Work& work) const {
    const Gate::Pass pass(gate);
    if (!opening) return fail(opening_failed());
    return work(std::as_const(*opening));
  }

  const LogOptions options;
  const Seams seams;
  SystemClock system_clock;
  Clock& clock;
  Genesis genesis;                         // written once, before anybody is there
  std::atomic<std::uint64_t> dropped = 0;  // bytes of torn ends
  Watches watches;
  DurableHead durable;
  HealthRecord health;

  std::mutex mending;  // held by the one that does; taken before `writing`
  // Guards the next five while the log is not REOPENING; held while a group is committed.
  std::mutex writing;
  DiskRoom room;
  std::optional<AckLedger> ledger;  // of strict durability
  std::optional<Error> cramped;     // why the files could be opened for reading only
  bool is_closed = false;
  std::optional<proof::TreeHead> acknowledged;  // when the files were closed to be opened anew

  std::mutex rewriting;  // held by the one that purges, or stages

  mutable Gate gate;  // closed while `opening` changes
  std::unique_ptr<Opening> opening;

  Sequencer sequencer;  // last: it answers all before the rest goes

 private:
  Result<Floors> floors() const;
  Result<OpenedLog> open_folder();
  Result<OpenedLog> open_without_room(Error full);
  std::optional<Error> begin_mending();
  Error opening_failed() const;
  std::optional<Error> fault();
  void commit(const Sequencer::Group& group);
  Status reopen();
  void break_because(Error cause);
};

}  // namespace riskflow::eventstore
