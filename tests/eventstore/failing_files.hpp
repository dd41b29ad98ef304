#pragma once
// A file system for RocksDB whose syncs fail, whose disk is full, which loses what was written, or
// takes its time to remove it, when it is told to.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace rocksdb {
class Env;
}

namespace riskflow::eventstore {

class FailingFiles {
 public:
  FailingFiles();
  ~FailingFiles();

  rocksdb::Env* env() { return env_.get(); }
  void fail_syncs();
  void heal();
  // No file can be made while `is_full` says so.
  void fill_while(std::function<bool()> is_full);
  // Nothing of what is written to the next file whose name has `part` in it is there afterwards.
  void lose_next(std::string part);
  bool has_lost() const;
  // The next table that is removed is there for a while longer, unless it is let go before.
  void delay_next_removal();
  void let_go();
  // How often a sync was asked for.
  int syncs() const;

  struct Switch {
    std::atomic<bool> fails = false;
    std::atomic<int> syncs = 0;
    std::function<bool()> is_full = [] { return false; };
    bool loses(const std::string& name);
    void hold(const std::string& name);

    std::mutex mutex;     // guards what follows
    std::string to_lose;  // empty: none
    bool is_held = false;
    std::condition_variable let_go;
  };

 private:
  std::shared_ptr<Switch> switch_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace riskflow::eventstore
