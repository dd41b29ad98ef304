#pragma once
// What was vouched for outside a log, and so must be in it: a signed checkpoint, the ack ledger.

#include <functional>

#include "domain/core/result.hpp"
#include "eventstore/proof/merkle.hpp"

namespace riskflow::eventstore {

// Holds the log of `head` events, whose tree of any size `tree_of` tells, to `floor`.  Errors:
// corrupt with {"reason","below_floor"}, naming the positions that are missing, when the log is
// shorter; {"reason","another_history"} when its events are others; those of `tree_of`.
using TreeOf = std::function<Result<proof::TreeHead>(std::uint64_t size)>;
Status check_floor(const proof::TreeHead& floor, std::uint64_t head, const TreeOf& tree_of);

}  // namespace riskflow::eventstore
