#include "projections/pump.hpp"

#include "domain/core/ensure.hpp"

namespace riskflow::projections {

Pump::Pump(eventstore::Log& log, std::unique_ptr<Fold> fold)
    : follower_(log, fold->position()),
      fold_(std::move(fold)),
      position_(fold_->position()),
      told_(fold_->position()),
      thread_([this] { run(); }) {}

Pump::~Pump() { follower_.stop(); }

void Pump::run() {
  Result<bool> more = true;
  while (more && *more) {
    try {
      more = turn();
    } catch (const std::exception& bad) {
      more =
          fail(Errc::internal, std::string("the pump of the views failed: ") + bad.what(), "proj");
    }
  }
  const std::lock_guard lock(state_);
  if (!more) failure_ = more.error();
  moved_.notify_all();
}

// Takes the first commit and as many as are there, until the group is full.
Status Pump::take_group(const eventstore::Commit& first, std::vector<Happened>& group) {
  const auto take = [&](const eventstore::Commit& commit) -> Status {
    auto happened = decode(commit);
    if (!happened) return fail(happened.error());
    auto taken = fold_->take(*happened);
    if (taken) group.push_back(std::move(*happened));
    return taken;
  };
  auto taken = take(first);
  while (taken && fold_->bytes() < group_bytes_max) {
    const auto next = follower_.next(eventstore::Follower::Wait::no);
    if (!next) return fail(next.error());
    if (*next == nullptr) break;
    taken = take(**next);
  }
  return taken;
}

// One group.  What came before a commit that cannot be taken is in the views.  False: it was told
// to stop.
Result<bool> Pump::turn() {
  const auto first = follower_.next();
  if (!first) return fail(first.error());
  if (*first == nullptr) return false;
  for (int waiting = waiting_; waiting > 0; waiting = waiting_) waiting_.wait(waiting);
  std::vector<Happened> group;
  std::unique_lock group_lock(group_);
  const auto taken = take_group(**first, group);
  const auto written = fold_->write();
  if (written) publish(fold_->written());
  group_lock.unlock();
  if (!written) return fail(written.error());
  call_hooks(group, position());
  if (!taken) return fail(taken.error());
  return true;
}

void Pump::publish(Position position) {
  const std::lock_guard lock(state_);
  position_.store(position, std::memory_order_release);
  moved_.notify_all();
}

Status Pump::wait_for(Position wanted, std::chrono::milliseconds limit) const {
  if (position() >= wanted) return {};
  std::unique_lock lock(state_);
  moved_.wait_for(lock, limit, [&] { return failure_ || position() >= wanted; });
  if (position() >= wanted) return {};
  if (failure_) return fail(*failure_);
  const auto lag = to_number(wanted) - to_number(position());
  return fail(Errc::unavailable,
              "the views are " + std::to_string(lag) + " events behind: try again shortly", "views",
              {{"reason", "view_behind"}, {"lag", std::to_string(lag)}});
}

std::optional<Error> Pump::failure() const {
  const std::lock_guard lock(state_);
  return failure_;
}

Status Pump::between_groups(const std::function<Status(std::unique_ptr<Fold>&)>& work) {
  ++waiting_;
  Status outcome;
  {
    const std::lock_guard lock(group_);
    outcome = work(fold_);
    ensure(fold_->written() == position(), "a fold is replaced by one that stands where it stood");
  }
  --waiting_;
  waiting_.notify_all();
  return outcome;
}

// ---- hooks ----

void Pump::call_hooks(const std::vector<Happened>& group, Position after) {
  const std::lock_guard lock(hooks_);
  for (const auto& commit : group)
    for (const auto& [number, hook] : hook_by_number_) hook(commit);
  told_ = after;
}

Pump::Subscription::Subscription(Pump& pump, Hook hook) : pump_(pump) {
  const std::lock_guard lock(pump_.hooks_);
  number_ = ++pump_.last_hook_;
  from_ = pump_.told_;
  pump_.hook_by_number_.emplace(number_, std::move(hook));
}

Pump::Subscription::~Subscription() {
  const std::lock_guard lock(pump_.hooks_);
  pump_.hook_by_number_.erase(number_);
}

}  // namespace riskflow::projections
