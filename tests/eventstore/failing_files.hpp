#pragma once
// A file system for RocksDB whose syncs fail when they are told to.

#include <atomic>
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
  // How often a sync was asked for.
  int syncs() const;

  struct Switch {
    std::atomic<bool> fails = false;
    std::atomic<int> syncs = 0;
  };

 private:
  std::shared_ptr<Switch> switch_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace riskflow::eventstore
