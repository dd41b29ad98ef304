#pragma once
// An alert: a policy matched what a person did.  It comes from outside; its triage is ours. Stream:
// alert-<id>, the id a hash of organisation and provider alert id, so that the same alert from two
// exports is one. NeedsReview -> Confirmed | Dismissed; Confirmed -> Resolved, only with its case.

#include <optional>
#include <string>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::alert {

// What the source wrote: it may name the person.  Always inside a Personal.
struct Text {
  std::string title, description;
  bool operator==(const Text&) const = default;
};
RISKFLOW_DESCRIBE(Text, title, description)

// ---- events ----

struct Imported {
  AlertId id;
  std::string provider_alert_id;
  SubjectRef subject;
  PolicyId policy;
  Severity severity{};
  SourceStatus source_status{};
  std::string category;
  Instant detected;
  Instant source_updated;
  Personal<Text> text;
  bool operator==(const Imported&) const = default;
};
RISKFLOW_DESCRIBE(Imported, id, provider_alert_id, subject, policy, severity, source_status,
                  category, detected, source_updated, text)

// The source says something newer.  Triage is not touched.
struct SourceChanged {
  AlertId id;
  Severity severity{};
  SourceStatus source_status{};
  Instant source_updated;
  bool operator==(const SourceChanged&) const = default;
};
RISKFLOW_DESCRIBE(SourceChanged, id, severity, source_status, source_updated)

struct Confirmed {
  AlertId id;
  CaseId into;
  bool operator==(const Confirmed&) const = default;
};
RISKFLOW_DESCRIBE(Confirmed, id, into)

struct Dismissed {
  AlertId id;
  DismissalReason reason{};
  PersonalText comment;
  bool operator==(const Dismissed&) const = default;
};
RISKFLOW_DESCRIBE(Dismissed, id, reason, comment)

// ---- state ----

struct State {
  AlertId id;  // none: no such alert
  SubjectRef subject;
  PolicyId policy;
  AlertStatus status{};
  Severity severity{};
  SourceStatus source_status{};
  Instant detected;
  Instant source_updated;
  std::optional<CaseId> in_case;

  bool exists() const { return bool(id); }
};

StreamId stream(const AlertId&);
void evolve(State&, const Imported&);
void evolve(State&, const SourceChanged&);
void evolve(State&, const Confirmed&);
void evolve(State&, const Dismissed&);

// The triage that an alert starts with, by the source's state.  Applies at first sight only: from
// then on the triage here wins.
AlertStatus triage_at_first_sight(SourceStatus);

// ---- commands ----

// An alert as its source gives it.
struct Arrival {
  Imported alert;
  Instant scope_until;  // when the activation window of its policy ends for this person
};

// Takes alerts in: the new ones, and what changed at the source.  By a new one a person enters the
// scope of the policy that matched, or stays in it longer.
struct ImportAlerts {
  std::vector<Arrival> arrivals;
};

struct Dismiss {
  AlertId alert;
  DismissalReason reason{};
  std::string comment;  // may be empty; at most as long as a case note
};

Result<Decision> decide(const ImportAlerts&, Desk&);
Result<Decision> decide(const Dismiss&, Desk&);

}  // namespace riskflow::domain::alert
