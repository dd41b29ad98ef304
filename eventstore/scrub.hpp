#pragma once
// Reads a whole log and trusts nothing that is stored twice: each against the other.

#include "eventstore/log.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Log::scrub for the events up to `head`, which are durable.  `now`: the head at that moment.
Result<Scrubbed> scrub(const Tables& tables, Position head, const std::function<Position()>& now);

}  // namespace riskflow::eventstore
