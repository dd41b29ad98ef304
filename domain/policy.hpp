#pragma once
// A policy: what is watched for.  Name and template are fixed when it is created.  Stream:
// policy-<id>.

#include <optional>
#include <string>
#include <string_view>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::policy {

// How long a person stays in scope after a trigger, or is put in scope by hand: in days.
constexpr int window_days_least = 5;
constexpr int window_days_most = 30;
// Status: invalid, naming `target`, when `days` is not between the two.
Status check_window(int days, std::string_view target);

// ---- events ----

struct Created {
  PolicyId id;
  std::string name;
  PolicyTemplate from{};
  std::string description;
  int window_days = 30;  // how long a person stays in scope after a trigger
  bool operator==(const Created&) const = default;
};
RISKFLOW_DESCRIBE(Created, id, name, from, description, window_days)

struct Edited {
  PolicyId id;
  std::string description;
  int window_days = 30;
  bool operator==(const Edited&) const = default;
};
RISKFLOW_DESCRIBE(Edited, id, description, window_days)

// ---- state ----

struct State {
  PolicyId id;  // none: no such policy
  std::string name;
  PolicyTemplate from{};
  std::string description;
  int window_days = 30;

  bool exists() const { return bool(id); }
};

StreamId stream(const PolicyId&);
void evolve(State&, const Created&);
void evolve(State&, const Edited&);

// Whether an HR report of this kind is a triggering event of the template: whether it brings the
// person into the scope of such policies.
bool triggers(HrScenario, PolicyTemplate);

// ---- commands ----

struct Create {
  PolicyId id;
  std::string name;  // 1 to 128 characters
  PolicyTemplate from{};
  std::string description;         // at most 256 characters
  std::optional<int> window_days;  // none: as the setting scopeWindowDays has it now
};

// The same, as an import meets the policy of an alert: nothing to do when it is there.  The limit
// on policies of one template does not hold it up: the policy is a fact of the source.
struct ImportPolicy {
  Create policy;
};

struct Edit {
  PolicyId id;
  std::string description;
  int window_days = 30;
};

Result<Decision> decide(const Create&, Desk&);
Result<Decision> decide(const ImportPolicy&, Desk&);
Result<Decision> decide(const Edit&, Desk&);

}  // namespace riskflow::domain::policy
