#pragma once
// Reads a whole log, every family to its end, and trusts nothing that is stored twice: each against
// the other.  Some of it at a time, so that nobody need hold the log's files for as long as that
// takes.

#include <memory>

#include "eventstore/log.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Thread rule: one thread.
class Scrub {
 public:
  // Of the first `head` events, which are durable; what is appended meanwhile is not looked at.
  explicit Scrub(Position head);
  ~Scrub();
  Scrub(const Scrub&) = delete;
  Scrub& operator=(const Scrub&) = delete;

  // Looks at about `events` more of them, or at as many entries of an index, or KiB of files.  What
  // was found, when there is no more; nothing before.  Errors: as Log::scrub; then there is no
  // going on.
  Result<std::optional<Scrubbed>> step(const Tables& tables, std::uint64_t events);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All at once.
Result<Scrubbed> scrub(const Tables& tables, Position head);

}  // namespace riskflow::eventstore
