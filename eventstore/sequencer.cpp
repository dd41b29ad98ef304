#include "eventstore/sequencer.hpp"

#include <algorithm>

namespace riskflow::eventstore {

static std::unexpected<Error> closed() {
  return fail(Errc::unavailable, "the log is closed", "log", {{"reason", "closed"}});
}

static void tell(Submission& submission, Submission::State state) {
  // Under the lock: the waiting thread owns the submission and drops it as soon as it sees the
  // state.
  const std::lock_guard lock(submission.mutex);
  submission.state = state;
  submission.changed.notify_one();
}

Result<Receipt> Sequencer::submit_and_wait(Draft draft, Instant stamp) {
  Submission submission{.draft = std::move(draft), .stamp = stamp};
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return closed();
    waiting_.push_back(&submission);
    if (!busy_) {
      busy_ = true;
      submission.state = Submission::State::promoted;
    }
  }
  Lock own(submission.mutex);
  submission.changed.wait(own, [&] { return submission.state != Submission::State::waiting; });
  const bool promoted = submission.state == Submission::State::promoted;
  own.unlock();
  if (promoted) work(&submission);
  return std::move(submission.outcome);
}

void Sequencer::submit(Draft draft, Instant stamp, Acknowledge done) {
  auto submission = std::make_unique<Submission>();
  submission->draft = std::move(draft);
  submission->stamp = stamp;
  submission->done = std::move(done);
  Lock lock(mutex_);
  if (closed_) {
    lock.unlock();
    submission->done(closed());
    return;
  }
  waiting_.push_back(submission.release());
  if (busy_ && relief_ != Relief::wanted) return;
  // Called by a `done`: this thread looks at the queue again when it has answered, without nesting.
  if (std::ranges::find(inside_, std::this_thread::get_id()) != inside_.end()) return;
  if (busy_) wait_for_role(lock);
  busy_ = true;
  lock.unlock();
  work(nullptr);
}

void Sequencer::wait_for_role(Lock& lock) {
  relief_ = Relief::here;
  relieved_.wait(lock, [&] { return relief_ == Relief::passed; });
  relief_ = Relief::none;
}

// Serves group after group until a successor has the role or nobody waits.
void Sequencer::work(const Submission* own) {
  Group group;
  Own state = Own::waits;
  Lock lock(mutex_);
  inside_.push_back(std::this_thread::get_id());
  for (int groups = 0;;) {
    // To somebody who came while the last group was answered.
    bool handed_over = groups > 0 && hand_over(state, groups);
    if (!handed_over) {
      if (waiting_.empty()) break;
      take_group(group);
      lock.unlock();
      process_(group);
      ++groups;
      if (std::ranges::find(group, own) != group.end()) state = Own::served;
      lock.lock();
      // Before answering, so that the successor wakes meanwhile.
      handed_over = hand_over(state, groups);
      lock.unlock();
      answer(group, own);
      lock.lock();
    }
    if (!handed_over) continue;
    if (busy_) return leave();
    busy_ = true;  // the successor is gone, and what a `done` appended may still wait
  }
  busy_ = false;
  relief_ = Relief::none;
  leave();
}

void Sequencer::leave() {
  std::erase(inside_, std::this_thread::get_id());
  if (inside_.empty()) left_.notify_all();
}

void Sequencer::take_group(Group& group) {
  group.clear();
  std::size_t bytes = 0;
  auto end = waiting_.begin();
  for (; end != waiting_.end(); ++end) {
    bytes += (*end)->bytes();
    if (bytes > group_bytes && end != waiting_.begin()) break;
  }
  group.assign(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
}

// Whether somebody else is the worker now.  A thread that waits goes first: it has nothing else to
// do.
bool Sequencer::hand_over(Own own, int groups) {
  if (relief_ == Relief::here) {
    relief_ = Relief::passed;
    relieved_.notify_one();
    return true;
  }
  const bool turn_over = own == Own::served || groups >= groups_a_turn;
  if (!turn_over) return false;
  const auto blocked = std::ranges::find_if(waiting_, [](const Submission* s) { return !s->done; });
  if (blocked != waiting_.end()) {
    relief_ = Relief::none;
    tell(**blocked, Submission::State::promoted);
    return true;
  }
  if (groups >= groups_a_turn) relief_ = Relief::wanted;
  return false;
}

void Sequencer::answer(const Group& group, const Submission* own) {
  for (Submission* const submission : group) {
    if (submission == own) continue;  // its thread is this one
    if (!submission->done) {
      tell(*submission, Submission::State::answered);
      continue;
    }
    const std::unique_ptr<Submission> owned(submission);
    owned->done(std::move(owned->outcome));
  }
}

void Sequencer::close() {
  Lock lock(mutex_);
  closed_ = true;
  left_.wait(lock, [&] { return waiting_.empty() && !busy_ && inside_.empty(); });
}

}  // namespace riskflow::eventstore
