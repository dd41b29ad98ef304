#include "runtime/engine/run_queue.hpp"

#include <algorithm>

namespace riskflow::runtime {

void RunQueue::add(const RunId& run) {
  const std::scoped_lock lock(mutex_);
  if (working_.contains(run)) {
    again_.insert(run);
  } else if (queued_.insert(run).second) {
    waiting_in(Lane::inside).emplace(Moment{}, Taken{run});
  }
  changed_.notify_all();
}

std::optional<Taken> RunQueue::next(Lane lane) {
  std::unique_lock lock(mutex_);
  auto& waiting = waiting_in(lane);
  while (!closed_) {
    if (waiting.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting.begin();
    const auto due = first->first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    const Taken taken = first->second;
    waiting.erase(first);
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
      waiting_in(again->lane)
          .emplace(std::chrono::steady_clock::now() + again->in, Taken{run, again->broken_off});
    } else {
      waiting_in(Lane::inside).emplace(Moment{}, Taken{run});
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
    const auto now = std::chrono::steady_clock::now();
    const bool due = std::ranges::any_of(waiting_, [&](const Waiting& waiting) {
      return !waiting.empty() && waiting.begin()->first <= now;
    });
    return closed_ || (working_.empty() && !due);
  });
}

}  // namespace riskflow::runtime
