#include "eventstore/follower.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "eventstore/commit_reader.hpp"
#include "eventstore/log_internals.hpp"

namespace riskflow::eventstore {

struct Follower::Place {
  const Log& log;
  const Log::Internals& internals;
  std::atomic<Position> position;
  std::deque<std::unique_ptr<Commit>> ahead{};  // read, and not given out yet

  std::mutex mutex{};
  std::condition_variable woken{};
  bool stopped = false;  // guarded by mutex

  // Registered before the first look at the head, so that no commit falls between the two.
  std::shared_ptr<Log::Watch> watch{};
};

Follower::Follower(Log& log, Position from)
    : place_(new Place{.log = log, .internals = *log.internals_, .position = from}) {
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

// Enough that finding the place anew each time costs nothing to speak of.
static constexpr std::uint64_t ahead_events = 2'000;
static constexpr std::size_t ahead_bytes = 1024 * 1024;

// Reads some of what is durable already: the log's files are held only meanwhile.
Status Follower::read_ahead() {
  Place& place = *place_;
  const Position at = place.position;
  const Position head = place.log.head();
  if (at == head) return {};
  if (at > head)
    return fail(Errc::not_found, "the log does not reach to where it is to be followed from",
                "position");
  return place.internals.reading([&](const Opening& open) -> Status {
    CommitReader reader(*open.tables, at, std::min(at + ahead_events, head));
    for (std::size_t bytes = 0; bytes < ahead_bytes;) {
      auto commit = std::make_unique<Commit>();
      const auto more = reader.next(*commit);
      if (!more) return fail(more.error());
      if (!*more) return {};
      bytes += commit->payloads->size();
      place.ahead.push_back(std::move(commit));
    }
    return {};
  });
}

// The next commit of what is durable already; nullptr when there is none.
Result<std::unique_ptr<Commit>> Follower::read_next() {
  Place& place = *place_;
  if (place.ahead.empty())
    if (auto ok = read_ahead(); !ok) return fail(ok.error());
  if (place.ahead.empty()) return nullptr;
  auto commit = std::move(place.ahead.front());
  place.ahead.pop_front();
  place.position = commit->header.first + commit->header.events;
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
