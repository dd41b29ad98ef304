#pragma once
// Does something at once and then again and again, in a thread of its own.  What is done says how
// long the pause after it is.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace riskflow::runtime {

// Thread rule: `do_now` from any thread between `start` and `stop`; the rest from one.
class Periodic {
 public:
  using Pause = std::chrono::milliseconds;

  explicit Periodic(std::function<Pause()> work) : work_(std::move(work)) {}
  ~Periodic() { stop(); }
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

  void start();
  // Waits for what is being done.  Idempotent.
  void stop();
  // Has it done now, and waits until it is.  Does nothing while the thread does not run.
  void do_now();
  // For work that may end early.  From any thread.
  bool is_stopping() const;
  // For work that takes its time: rests so long.  Whether it may go on.
  bool rest(Pause pause);

 private:
  void run();

  const std::function<Pause()> work_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool stopping_ = false;
  std::uint64_t asked_ = 0;  // calls of do_now
  std::uint64_t done_ = 0;   // of these, how many have been served
  std::thread thread_;
};

}  // namespace riskflow::runtime
