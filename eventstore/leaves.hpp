#pragma once
// The leaves of the Merkle tree, made again from the skeletons: they are stored nowhere else.

#include <functional>

#include "eventstore/proof/hash.hpp"
#include "eventstore/skeleton.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Gives `visit` the leaf hash of every event of a skeleton, in order.
using LeafHashVisitor = std::function<Status(const proof::Hash&)>;
Status each_leaf(const Skeleton& skeleton, const LeafHashVisitor& visit);

// Gives `visit` the leaf hash of every event from `from` up to `end`, both within the log.  Stops
// at the first error of `visit`.  Errors besides: corrupt, also when a commit is missing.
// Cost: about 0.5 us an event.
Status each_leaf(const Tables& tables, Position from, Position end, const LeafHashVisitor& visit);

}  // namespace riskflow::eventstore
