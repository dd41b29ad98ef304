#pragma once
// Has checkpoints signed while the server runs: at most one a second, so that what was acknowledged
// a second ago is vouched for, and none while nothing happens; and sent off the box.  A failure to
// sign holds nothing up; it is logged and tried again.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "eventstore/notary.hpp"
#include "runtime/checkpoint_post.hpp"

namespace riskflow::runtime {

// Thread rule: one thread.
class Checkpoints {
 public:
  Checkpoints(eventstore::Log& log, eventstore::Notary& notary, PostOptions post)
      : log_(log), notary_(notary), post_(std::move(post)) {}
  ~Checkpoints() { stop(); }
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  void start();
  // Signs what is there now, and ends.  Idempotent.
  void stop();

  const CheckpointPost& post() const { return post_; }

 private:
  void work();
  bool sign();

  eventstore::Log& log_;
  eventstore::Notary& notary_;
  CheckpointPost post_;
  std::shared_ptr<eventstore::Log::Watch> watch_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool is_behind_ = true;  // something may have come since the last checkpoint
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace riskflow::runtime
