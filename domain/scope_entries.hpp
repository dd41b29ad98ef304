#pragma once
// Who enters the scope of a policy by the triggers of one command, or stays in it longer.  One
// entry a person and policy, for the trigger that lasts longest.

#include <chrono>
#include <map>

#include "domain/subject.hpp"

namespace riskflow::domain::subject {

// A trigger that would keep somebody in scope for less than this much longer is no entry of its
// own.  The window of an alert opens when it is imported, so the ends of all alerts of one import
// differ by seconds: without this, every alert of somebody in scope would record another entry.
inline constexpr std::chrono::hours prolonged_least{24};

class ScopeEntries {
 public:
  explicit ScopeEntries(Instant now) : now_(now) {}

  // Takes in a trigger of a person, as they stand before the command.  It counts while its window
  // is open, if they are not in the scope of its policy or would leave it sooner.
  void add(const State& person, EnteredPolicyScope entry);

  // Records the entries, in streams that were looked at.
  void record(Desk& desk) const;

 private:
  Instant now_;
  std::map<std::pair<SubjectRef, PolicyId>, EnteredPolicyScope> entries_;
};

}  // namespace riskflow::domain::subject
