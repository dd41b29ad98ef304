#pragma once
// Decisions as sentences:
//
//   given({mira_is_known, alert_arrived})
//       .by(RoleGroup::analysts)
//       .when(alert::Dismiss{.alert = alert_one, .reason = DismissalReason::other, .comment = {}})
//       .then({alert::Dismissed{alert_one, DismissalReason::other, {}}});
//
// `then` applies what came of it and gives the world back, so that the story can go on.  Events are
// compared stream by stream; the order of streams does not matter.

#include <source_location>

#include "tests/domain/world.hpp"

namespace riskflow::domain::tests {

using Here = std::source_location;

// The one who acts when `by` names a role group: a person who has just that group.
OperatorRef person_in(RoleGroup group);

class Outcome;

class Scenario {
 public:
  explicit Scenario(World world) : world_(std::move(world)) {}

  // More that has happened.
  Scenario& and_then(const Story& story);
  // A person who has this role group; it is given to them now if they do not have it.
  Scenario& by(RoleGroup group);
  // A person with whatever role groups the story gave them.
  Scenario& by(const OperatorRef& person);
  // A reactor that acts for this person; riskflow itself.
  Scenario& by_reactor_for(const OperatorRef& person);
  Scenario& by_riskflow();
  Scenario& at(Instant now);

  Outcome when(const Command& command) const;
  // What was decided has happened.
  void go_on(const Decision& decision);

  const World& world() const { return world_; }
  const Asking& asking() const { return asking_; }

 private:
  World world_;
  Asking asking_;
};

class Outcome {
 public:
  Outcome(Scenario before, Result<Decision> decided)
      : before_(std::move(before)), decided_(std::move(decided)) {}

  // These events, each in its stream, and no other.
  Scenario then(const Story& expected, Here here = Here::current()) const;
  // Success without an event.
  Scenario then_nothing(Here here = Here::current()) const;
  // Refused with this code; the message holds `part`, and the error is about `target`.
  Scenario then_rejected(Errc code, std::string_view part, std::string_view target,
                         Here here = Here::current()) const;
  // The error's detail `name` is `value`.
  Outcome with_detail(std::string_view name, std::string_view value,
                      Here here = Here::current()) const;

  const Result<Decision>& decided() const { return decided_; }

 private:
  Scenario before_;
  Result<Decision> decided_;
};

// Midday of a Monday, unless `at` says otherwise.
Instant noon();

Scenario given(const Story& story);

}  // namespace riskflow::domain::tests
