#pragma once
// The command bus: the one way to change anything.  Loads what a decision needs, takes it, seals,
// commits, and tries again when somebody else was first.  A request that was accepted before is
// recognised and answered as it was then. Thread rule: any thread; `execute` blocks for about a
// flush of the disk and runs on the work pool.

#include <array>
#include <functional>
#include <mutex>

#include "domain/decision.hpp"
#include "eventstore/keyring.hpp"
#include "eventstore/log.hpp"
#include "runtime/core/aggregates.hpp"

namespace riskflow::runtime {

// Who asks for what reason and when.  The face makes it; a retry carries the same one.
struct RequestContext {
  RequestId request;
  domain::Actor actor;
  Instant occurred;
  eventstore::Cause cause;
  // A hash of what is asked, when the sender may send it again, however late: then the commit
  // itself remembers it.  Only for an actor who is an operator.
  std::string asked{};
};

class CommandBus {
 public:
  CommandBus(eventstore::Log& log, const eventstore::Keyring& keys, Aggregates& aggregates)
      : log_(log), keys_(keys), aggregates_(aggregates) {}

  // Takes the decision and commits what came of it.  Durable when it returns.  Nothing to do is a
  // success without events. Errors: those of the decision; conflict after ten tries, with the
  // actual version; conflict with {"reason","request_reused"} when something else was asked under
  // the same repeatable request; those of the store.
  Result<eventstore::Receipt> execute(const domain::Command& command,
                                      const RequestContext& context);

  // The same, and tells `seen` the wire name of every event that was appended.
  using Seen = std::function<void(std::string_view event)>;
  Result<eventstore::Receipt> execute(const domain::Command& command, const RequestContext& context,
                                      const Seen& seen);

  // Calls `seen` for every commit of this bus before it is acknowledged, with the streams it wrote.
  // Set before any request.
  void on_commit(std::function<void(const std::vector<StreamId>&)> seen) {
    committed_ = std::move(seen);
  }

 private:
  Result<eventstore::Receipt> attempt(const domain::Command& command, const RequestContext& context,
                                      const Seen& seen);
  Result<eventstore::Receipt> commit(const std::vector<domain::Change>& changes,
                                     const RequestContext& context, const Seen& seen);
  Result<std::optional<eventstore::Receipt>> answered_before(const RequestContext& context) const;
  Status check_same(const RequestContext& context, const eventstore::CommitHeader& header,
                    const eventstore::StoredEvent& stored) const;
  void take_in(const std::vector<domain::Change>& changes,
               const std::vector<eventstore::EncodedEvent>& encoded, const RequestContext& context,
               const eventstore::Receipt& receipt);

  eventstore::Log& log_;
  const eventstore::Keyring& keys_;
  Aggregates& aggregates_;
  std::function<void(const std::vector<StreamId>&)> committed_;
  // Who lost a race for a stream tries again one after the other.  Held while the log is waited
  // for, never while another is asked for.
  std::array<std::mutex, 16> contended_;
};

}  // namespace riskflow::runtime
