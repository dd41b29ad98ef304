#pragma once
// What a view is told beside the event: where it lies, and the commit it came with.

#include "eventstore/frame.hpp"

namespace riskflow::projections {

// Lives as long as the call it is given to.
struct Envelope {
  Position position{};                     // of the event
  const eventstore::CommitHeader& commit;  // who, why and when; shared by the commit's events

  Instant recorded() const { return commit.recorded; }
  // The operator who acted, or for whom a reactor did; nobody when it was riskflow itself.
  OperatorRef operator_ref() const {
    return commit.actor.kind == eventstore::ActorRef::Kind::system ? OperatorRef{}
                                                                   : commit.actor.ref;
  }
};

}  // namespace riskflow::projections
