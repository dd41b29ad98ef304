#pragma once
// Keeps the log able to append: looks at it every second, has it mended when it can be (a full disk
// that has room again, files to be opened anew), and writes each change of its condition down.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "eventstore/log.hpp"

namespace riskflow::runtime {

// Thread rule: one thread.
class LogKeeper {
 public:
  explicit LogKeeper(eventstore::Log& log) : log_(log) {}
  ~LogKeeper() { stop(); }
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  void start();
  // Idempotent.
  void stop();

 private:
  void work();
  void look();

  eventstore::Log& log_;
  eventstore::Condition known_ = eventstore::Condition::healthy;  // of the worker

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace riskflow::runtime
