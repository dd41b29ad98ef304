#include "runtime/engine/run_queue.hpp"

namespace riskflow::runtime {

void RunQueue::add(const RunId& run) {
  const std::scoped_lock lock(mutex_);
  if (working_.contains(run)) {
    again_.insert(run);
  } else if (queued_.insert(run).second) {
    waiting_.emplace(Moment{}, run);
  }
  changed_.notify_all();
}

std::optional<RunId> RunQueue::next() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    const auto due = first->first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    const RunId run = first->second;
    waiting_.erase(first);
    queued_.erase(run);
    working_.insert(run);
    return run;
  }
  return {};
}

void RunQueue::done_with(const RunId& run, std::optional<std::chrono::milliseconds> again_in) {
  const std::scoped_lock lock(mutex_);
  working_.erase(run);
  // What a run put on record in its own turn does not cut its wait short.
  const bool at_once = again_.erase(run) > 0 && !again_in;
  if ((at_once || again_in) && queued_.insert(run).second)
    waiting_.emplace(at_once ? Moment{} : std::chrono::steady_clock::now() + *again_in, run);
  changed_.notify_all();
}

void RunQueue::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

bool RunQueue::is_closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

void RunQueue::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    const bool due =
        !waiting_.empty() && waiting_.begin()->first <= std::chrono::steady_clock::now();
    return closed_ || (working_.empty() && !due);
  });
}

}  // namespace riskflow::runtime
