#pragma once
// Scrubs a log that is in use, step by step: between two steps it holds nothing of the log.

#include <memory>

#include "eventstore/log.hpp"

namespace riskflow::eventstore {

class Scrub;

// A pass over all events that are durable when it is made.  `log` outlives it.  Thread rule: one
// thread.
class Scrubber {
 public:
  explicit Scrubber(const Log& log);
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  // Looks at about `events` more events; what was found, when there is no more, and nothing before.
  // Errors, and what damage does: as Log::scrub; then the pass is over.  Cost: about a microsecond
  // an event.
  Result<std::optional<Scrubbed>> step(std::uint64_t events);

 private:
  const Log& log_;
  std::unique_ptr<Scrub> pass_;
};

}  // namespace riskflow::eventstore
