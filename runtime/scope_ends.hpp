#pragma once
// Ends scopes: takes people out of the scope of a policy once their window has passed.  A timer: it
// looks at the clock, finds who is due in the users' view, and records that as riskflow itself.  It
// keeps nothing of its own: what ended while no server ran is due at the next start, and what a
// crash cut off is found again.

#include <optional>

#include "projections/views.hpp"
#include "runtime/core/bus.hpp"
#include "runtime/core/periodic.hpp"

namespace riskflow::runtime {

// Thread rule: `look_now` from any thread between `start` and `stop`; the rest from one.
class ScopeEnds {
 public:
  ScopeEnds(CommandBus& bus, const projections::Views& views, Clock& clock)
      : bus_(bus), views_(views), clock_(clock), timer_([this] { return look(); }) {}

  // Starts the thread.  It looks at once, when the next scope ends, and every minute.
  void start() { timer_.start(); }
  // Records the commit under way, no more, and waits.  Idempotent.
  void stop() { timer_.stop(); }
  // Looks now, and waits until it has.  Does nothing while the thread does not run.
  void look_now() { timer_.do_now(); }

 private:
  // Who is due, a bounded number of them; and when the first of the others is.
  struct Due {
    domain::subject::EndExpiredScopes command;
    RequestContext context;
    std::optional<Instant> next;
  };

  Periodic::Pause look();
  Result<Due> due() const;

  CommandBus& bus_;
  const projections::Views& views_;
  Clock& clock_;
  Position after_{};  // the end of the last commit: who left with it is not due again

  Periodic timer_;
};

}  // namespace riskflow::runtime
