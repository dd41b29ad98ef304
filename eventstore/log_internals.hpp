#pragma once
// What a Log is made of, and the door through which tests bring their own limits and a file system
// that fails. For log.cpp, follower.cpp and tests.

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "eventstore/committer.hpp"
#include "eventstore/log.hpp"
#include "eventstore/log_folder.hpp"
#include "eventstore/records.hpp"
#include "eventstore/sequencer.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tables.hpp"

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
  Limits limits;                // of a log that is made
  rocksdb::Env* env = nullptr;  // outlives the log
};

struct Log::Internals {
  static Result<std::unique_ptr<Log>> open(const LogOptions& options, const Seams& seams);

  Internals(OpenedLog opened, Clock* clock_);

  const Genesis genesis;
  const std::unique_ptr<Tables> tables;
  Skeletons skeletons;
  SystemClock system_clock;
  Clock& clock;
  Watches watches;
  Committer committer;
  Sequencer sequencer;  // last: it answers all before the rest goes
};

}  // namespace riskflow::eventstore
