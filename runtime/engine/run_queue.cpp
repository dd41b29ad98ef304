#include "runtime/engine/run_queue.hpp"

namespace riskflow::runtime {

void RunQueue::add(const RunId& run) {
  const std::scoped_lock lock(mutex_);
  if (working_.contains(run)) {
    again_.insert(run);
  } else if (queued_.insert(run).second) {
    waiting_.emplace(Moment{}, Taken{run});
  }
  changed_.notify_all();
}

std::optional<Taken> RunQueue::next() {
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
    const Taken taken = first->second;
    waiting_.erase(first);
    queued_.erase(taken.run);
    working_.insert(taken.run);
    return taken;
  }
  return {};
}

void RunQueue::done_with(const RunId& run, const std::optional<Again>& again) {
  const std::scoped_lock lock(mutex_);
  working_.erase(run);
  // What a run put on record in its own turn does not cut its wait short.
  const bool was_added = again_.erase(run) > 0;
  if ((again || was_added) && queued_.insert(run).second) {
    if (again) {
      waiting_.emplace(std::chrono::steady_clock::now() + again->in, Taken{run, again->broken_off});
    } else {
      waiting_.emplace(Moment{}, Taken{run});
    }
  }
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
