#pragma once
// Follows the log: first what is there, then what comes, without a gap and without a repeat.

#include <memory>

#include "eventstore/log.hpp"

namespace riskflow::eventstore {

// One reader's place in the log.  Thread rule: one thread calls `next`; `stop` may come from any.
//
//   Follower follower(log, checkpoint);
//   while (auto commit = follower.next()) fold(*commit);   // blocks until there is one, or stop()
class Follower {
 public:
  Follower(Log& log, Position from);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  enum class Wait { forever, no };

  // The next commit; blocks for one unless told not to.  nullptr value: stopped, or nothing there
  // yet with Wait::no.
  // Errors: corrupt, when the log is not dense where it must be; not_found, when it is to begin
  // past the head.
  Result<std::unique_ptr<Commit>> next(Wait wait = Wait::forever);

  // Where it stands: the position after the last commit given out.
  Position position() const;

  // Makes `next` return nullptr, now and ever after.
  void stop();

 private:
  Status read_ahead();
  Result<std::unique_ptr<Commit>> read_next();

  struct Place;
  std::unique_ptr<Place> place_;
};

}  // namespace riskflow::eventstore
