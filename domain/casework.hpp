#pragma once
// A case: the alerts of one person, worked on until it is resolved.  Opened only from an alert, by
// a person.  Stream: case-<id>. Active -> Closed, only with a resolution and its reasons; there is
// no way back.  Notes are only ever added.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::casework {

// ---- events ----

struct Opened {
  CaseId id;
  std::uint64_t number = 0;
  SubjectRef subject;
  Instant opened;
  PersonalText name;
  bool operator==(const Opened&) const = default;
};
RISKFLOW_DESCRIBE(Opened, id, number, subject, opened, name)

struct AlertAdded {
  CaseId id;
  AlertId alert;
  PolicyId policy;
  bool operator==(const AlertAdded&) const = default;
};
RISKFLOW_DESCRIBE(AlertAdded, id, alert, policy)

struct NoteAdded {
  CaseId id;
  std::uint32_t number = 0;  // of the note in its case: 1, 2, 3, ...
  NoteAuthor by{};
  OperatorRef author;        // who wrote it, or who started the flow that did
  std::optional<RunId> run;  // of the flow that wrote it
  PersonalText text;
  bool operator==(const NoteAdded&) const = default;
};
RISKFLOW_DESCRIBE(NoteAdded, id, number, by, author, run, text)

struct ContributorAdded {
  CaseId id;
  OperatorRef contributor;
  bool operator==(const ContributorAdded&) const = default;
};
RISKFLOW_DESCRIBE(ContributorAdded, id, contributor)

struct ContributorRemoved {
  CaseId id;
  OperatorRef contributor;
  bool operator==(const ContributorRemoved&) const = default;
};
RISKFLOW_DESCRIBE(ContributorRemoved, id, contributor)

// One event resolves the case and every alert in it.
struct Resolved {
  CaseId id;
  SubjectRef subject;
  Resolution as{};
  std::vector<AlertId> alerts;
  std::vector<PolicyId> policies;  // of those alerts, one each: parallel to `alerts`
  bool operator==(const Resolved&) const = default;
};
RISKFLOW_DESCRIBE(Resolved, id, subject, as, alerts, policies)

// ---- state ----

struct State {
  CaseId id;  // none: no such case
  std::uint64_t number = 0;
  SubjectRef subject;
  CaseStatus status{};
  Instant opened;
  std::optional<PersonalRef> name;
  std::vector<AlertId> alerts;
  std::vector<PolicyId> policies;  // parallel to `alerts`
  std::set<OperatorRef> contributors;
  std::uint32_t notes = 0;

  bool exists() const { return bool(id); }
  bool is_active() const { return status == CaseStatus::active; }
};

StreamId stream(const CaseId&);
void evolve(State&, const Opened&);
void evolve(State&, const AlertAdded&);
void evolve(State&, const NoteAdded&);
void evolve(State&, const ContributorAdded&);
void evolve(State&, const ContributorRemoved&);
void evolve(State&, const Resolved&);

// ---- commands ----

// Confirms an alert into a new case, or into the case that `into` names.
struct ConfirmAlert {
  AlertId alert;
  std::optional<CaseId> into;  // an active case of the same person
  CaseId new_case;             // the id a new case will have
  std::string name;            // of a new case, 1 to 100 characters
  std::string comment;         // becomes the first note; may be empty
  std::vector<OperatorRef> contributors;
};

// Adds a note that stays for ever.
struct AddNote {
  CaseId id;
  std::string text;  // 1 to 10,000 characters
};

struct ResolveCase {
  CaseId id;
  Resolution as{};
  std::string reasons;  // the action taken: becomes a note; 1 to 10,000 characters
};

struct AddContributor {
  CaseId id;
  OperatorRef contributor;
};
struct RemoveContributor {
  CaseId id;
  OperatorRef contributor;
};

Result<Decision> decide(const ConfirmAlert&, Desk&);
Result<Decision> decide(const AddNote&, Desk&);
Result<Decision> decide(const ResolveCase&, Desk&);
Result<Decision> decide(const AddContributor&, Desk&);
Result<Decision> decide(const RemoveContributor&, Desk&);

// A note as the case will hold it: for decisions that leave one behind (resolution, flows).
NoteAdded note(const State&, NoteAuthor, const OperatorRef& author, std::optional<RunId> run,
               std::string text);
NoteAdded note(const State&, NoteAuthor, const OperatorRef& author, std::optional<RunId> run,
               PersonalText text);

}  // namespace riskflow::domain::casework
