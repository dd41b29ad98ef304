#pragma once
// The guards: streams whose only task is that two requests cannot both be right.
// `directory`: every new subject or changed UPN, mail or object id is a part here, so one person is
// not registered twice. `case-register`: the limit on active cases, the number of the next case,
// and which case a subject has.  `policy-register`: the limit on policies of one template.

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::directory {

// Persons who came into the directory or whose keys of identity changed.  The index in memory reads
// their streams.
struct Changed {
  std::vector<SubjectRef> subjects;
  bool operator==(const Changed&) const = default;
};
RISKFLOW_DESCRIBE(Changed, subjects)

struct State {
  std::uint64_t changes = 0;
};

StreamId stream();
void evolve(State&, const Changed&);

}  // namespace riskflow::domain::directory

namespace riskflow::domain::case_register {

struct Entered {
  CaseId id;
  std::uint64_t number = 0;  // what people call it: 1, 2, 3, ...
  SubjectRef subject;
  bool operator==(const Entered&) const = default;
};
RISKFLOW_DESCRIBE(Entered, id, number, subject)

struct Struck {
  CaseId id;
  SubjectRef subject;
  bool operator==(const Struck&) const = default;
};
RISKFLOW_DESCRIBE(Struck, id, subject)

struct State {
  std::map<SubjectRef, CaseId> active;  // one active case a subject at most
  std::uint64_t last_number = 0;
};

StreamId stream();
void evolve(State&, const Entered&);
void evolve(State&, const Struck&);

}  // namespace riskflow::domain::case_register

namespace riskflow::domain::policy_register {

struct Entered {
  PolicyId id;
  PolicyTemplate from{};
  bool operator==(const Entered&) const = default;
};
RISKFLOW_DESCRIBE(Entered, id, from)

struct State {
  std::map<PolicyTemplate, std::set<PolicyId>> of;
  std::size_t count(PolicyTemplate from) const;
};

StreamId stream();
void evolve(State&, const Entered&);

}  // namespace riskflow::domain::policy_register
