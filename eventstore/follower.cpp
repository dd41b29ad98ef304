#include "eventstore/follower.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "eventstore/commit_reader.hpp"
#include "eventstore/log_internals.hpp"

namespace riskflow::eventstore {

struct Follower::Place {
  const Log& log;
  const Tables& tables;
  std::atomic<Position> position;
  std::optional<CommitReader> reader{};  // while there is something to read: it holds on to files

  std::mutex mutex{};
  std::condition_variable woken{};
  bool stopped = false;  // guarded by mutex

  // Registered before the first look at the head, so that no commit falls between the two.
  std::shared_ptr<Log::Watch> watch{};
};

Follower::Follower(Log& log, Position from)
    : place_(new Place{.log = log, .tables = *log.internals_->tables, .position = from}) {
  place_->watch = log.watch([place = place_.get()] {
    const std::lock_guard lock(place->mutex);
    place->woken.notify_all();
  });
}

Follower::~Follower() { place_->watch.reset(); }

Position Follower::position() const { return place_->position; }

void Follower::stop() {
  const std::lock_guard lock(place_->mutex);
  place_->stopped = true;
  place_->woken.notify_all();
}

// The next commit of what is durable already; nullptr when there is none.
Result<std::unique_ptr<Commit>> Follower::read_next() {
  Place& place = *place_;
  const Position at = place.position;
  const Position head = place.log.head();
  if (!place.reader) {
    if (at == head) return nullptr;
    if (at > head)
      return fail(Errc::not_found, "the log does not reach to where it is to be followed from",
                  "position");
    place.reader.emplace(place.tables, at, head);
  }
  auto commit = std::make_unique<Commit>();
  const auto more = place.reader->next(*commit);
  if (!more) return fail(more.error());
  if (!*more) {
    place.reader.reset();
    return read_next();
  }
  place.position = place.reader->position();
  return commit;
}

Result<std::unique_ptr<Commit>> Follower::next(Wait wait) {
  for (;;) {
    {
      const std::lock_guard lock(place_->mutex);
      if (place_->stopped) return nullptr;
    }
    auto commit = read_next();
    if (!commit || *commit || wait == Wait::no) return commit;
    std::unique_lock lock(place_->mutex);
    place_->woken.wait(
        lock, [&] { return place_->stopped || place_->log.head() > place_->position.load(); });
  }
}

}  // namespace riskflow::eventstore
