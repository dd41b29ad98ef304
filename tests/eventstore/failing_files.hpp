#pragma once
// A file system for RocksDB whose syncs fail, or whose disk is full, when it is told to.

#include <atomic>
#include <functional>
#include <memory>

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
  // How often a sync was asked for.
  int syncs() const;

  struct Switch {
    std::atomic<bool> fails = false;
    std::atomic<int> syncs = 0;
    std::function<bool()> is_full = [] { return false; };
  };

 private:
  std::shared_ptr<Switch> switch_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace riskflow::eventstore
