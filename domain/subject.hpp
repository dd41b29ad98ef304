#pragma once
// A subject: a natural person named in the data.  Their identity is sealed; everywhere else they
// are a reference. Stream: subject-<ref>.  Their pseudonym is reserved in pseudonym-<text>; new
// subjects and changed keys of identity pass the directory guard (directory.hpp).

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::subject {

// Who somebody is, as a directory or an alert says.  Always inside a Personal: one envelope a
// person and change.
struct Identity {
  std::string object_id, user_principal_name, mail, display_name, given_name, surname, alias;
  std::string job_title, department, office, company, employee_id, usage_location;
  bool operator==(const Identity&) const = default;
};
RISKFLOW_DESCRIBE(Identity, object_id, user_principal_name, mail, display_name, given_name, surname,
                  alias, job_title, department, office, company, employee_id, usage_location)

// What HR reported, in the words of the report.  Always inside a Personal.
struct HrFacts {
  std::string remarks, rating, old_level, new_level;
  bool operator==(const HrFacts&) const = default;
};
RISKFLOW_DESCRIBE(HrFacts, remarks, rating, old_level, new_level)

// ---- events ----

struct Registered {
  SubjectRef subject;
  std::string pseudonym;
  Personal<Identity> identity;
  std::optional<SubjectRef> manager;
  bool operator==(const Registered&) const = default;
};
RISKFLOW_DESCRIBE(Registered, subject, pseudonym, identity, manager)

struct IdentityChanged {
  SubjectRef subject;
  Personal<Identity> identity;
  bool operator==(const IdentityChanged&) const = default;
};
RISKFLOW_DESCRIBE(IdentityChanged, subject, identity)

struct ManagerChanged {
  SubjectRef subject;
  std::optional<SubjectRef> manager;
  bool operator==(const ManagerChanged&) const = default;
};
RISKFLOW_DESCRIBE(ManagerChanged, subject, manager)

struct HrEventRecorded {
  SubjectRef subject;
  HrScenario scenario{};
  Instant effective;                        // resignation or effective date
  std::optional<Instant> last_working_day;  // of a resignation
  Personal<HrFacts> facts;
  bool operator==(const HrEventRecorded&) const = default;
};
RISKFLOW_DESCRIBE(HrEventRecorded, subject, scenario, effective, last_working_day, facts)

struct EnteredPolicyScope {
  SubjectRef subject;
  PolicyId policy;
  ScopeCause cause{};
  std::optional<AlertId> alert;  // with cause alert
  Instant until;                 // when the activation window ends
  PersonalText reason;           // with cause manual
  bool operator==(const EnteredPolicyScope&) const = default;
};
RISKFLOW_DESCRIBE(EnteredPolicyScope, subject, policy, cause, alert, until, reason)

struct LeftPolicyScope {
  SubjectRef subject;
  PolicyId policy;
  ScopeEnd cause{};
  bool operator==(const LeftPolicyScope&) const = default;
};
RISKFLOW_DESCRIBE(LeftPolicyScope, subject, policy, cause)

// ---- state ----

// The identities that a person had before the present one, the latest first: older texts call them
// by names that they no longer bear.
using FormerIdentities = std::vector<PersonalRef>;
inline constexpr std::size_t former_identities_max = 16;
// Takes in that `identity` is no longer the present one.
void add_former(FormerIdentities& former, const std::optional<PersonalRef>& identity);

// How far the erasure of a person is (erasure.hpp).
struct Erasure {
  ErasureState state = ErasureState::none;
  ErasureBasis basis{};
  OperatorRef requested_by;
  OperatorRef approved_by;
  std::uint64_t key_generation = 0;  // once erased: as the certificate says
};

struct State {
  SubjectRef ref;  // none: no such subject
  std::string pseudonym;
  std::optional<PersonalRef> identity;
  FormerIdentities former;
  std::optional<SubjectRef> manager;
  std::map<PolicyId, Instant> scope;  // policies whose scope the person is in, and until when
  std::vector<std::pair<HrScenario, Instant>> hr;  // what HR reported, once each
  Erasure erasure;
  bool is_held = false;  // by a legal hold

  bool exists() const { return bool(ref); }
  // Whether the window of the policy, or of any, is open at that moment.
  bool is_in_scope(const PolicyId&, Instant now) const;
  bool is_in_any_scope(Instant now) const;
};

StreamId stream(const SubjectRef& ref);
StreamId pseudonym_stream(std::string_view pseudonym);

void evolve(State&, const Registered&);
void evolve(State&, const IdentityChanged&);
void evolve(State&, const ManagerChanged&);
void evolve(State&, const HrEventRecorded&);
void evolve(State&, const EnteredPolicyScope&);
void evolve(State&, const LeftPolicyScope&);

// The reservation of a pseudonym: written once, never released.
struct PseudonymReserved {
  SubjectRef subject;
  bool operator==(const PseudonymReserved&) const = default;
};
RISKFLOW_DESCRIBE(PseudonymReserved, subject)

struct Reservation {
  SubjectRef subject;
};
void evolve(Reservation&, const PseudonymReserved&);

// ---- commands ----

// A person as a source knows them now; the face has looked up whether they are known.
struct Sighting {
  SubjectRef subject;
  std::string pseudonym;                       // for somebody new: an unused one
  std::optional<Personal<Identity>> identity;  // when it is new or changed
  std::optional<SubjectRef> manager;
  bool operator==(const Sighting&) const = default;
};

// Takes up to 500 new or changed persons into the directory.
inline constexpr std::size_t sightings_max = 500;
struct ImportSubjects {
  std::vector<Sighting> sightings;
  Version known_at{};  // the version of the directory that the face looked people up in
};

// Takes an HR report: recorded once, and the person enters the scope of every policy that it
// triggers, or stays in it longer, unless the window that it opens has passed already.
struct ImportHrEvents {
  struct Report {
    HrEventRecorded event;
    std::vector<PolicyId> triggered;
  };
  std::vector<Report> reports;
};

struct AddToScope {
  SubjectRef subject;
  PolicyId policy;
  int days = 30;       // as long as the window of a policy may be
  std::string reason;  // 1 to 1,000 characters
};

struct RemoveFromScope {
  SubjectRef subject;
  PolicyId policy;
};

// Takes people out of the scopes whose windows have passed.  By riskflow itself only: it is time
// that ends them.
struct EndExpiredScopes {
  std::set<SubjectRef> subjects;  // at most `expiring_max`
};
inline constexpr std::size_t expiring_max = 200;
// How many ends one command records at most, so that they fit a commit; the rest are still due.
inline constexpr std::size_t ends_in_one_command = 1'000;

Result<Decision> decide(const ImportSubjects&, Desk&);
Result<Decision> decide(const ImportHrEvents&, Desk&);
Result<Decision> decide(const AddToScope&, Desk&);
Result<Decision> decide(const RemoveFromScope&, Desk&);
Result<Decision> decide(const EndExpiredScopes&, Desk&);

}  // namespace riskflow::domain::subject
