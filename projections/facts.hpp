#pragma once
// What one view works out from an event and others count.  An event such as "alert dismissed" names
// the alert only; the alerts view knows whose it is, and tells.  Others take a fact as they take an
// event, `on(const AlertMoved&, ...)`, within the same commit, so that no view reads another's
// rows.

#include <optional>

#include "domain/vocabulary.hpp"
#include "projections/batch.hpp"
#include "projections/envelope.hpp"

namespace riskflow::projections {

// How an alert stands.
struct Standing {
  domain::AlertStatus status{};
  domain::Severity severity{};
  CaseId in_case;
  bool operator==(const Standing&) const = default;

  // Whether it still asks for something: it needs review, or its case is worked on.
  bool is_active() const {
    return status == domain::AlertStatus::needs_review || status == domain::AlertStatus::confirmed;
  }
};

// An alert stands differently than before; at first it stood nowhere.
struct AlertMoved {
  AlertId alert;
  SubjectRef subject;
  PolicyId policy;
  std::optional<Standing> before;
  Standing after;
};

// A person came into the scope of a policy or left it; not when they only stay longer.
struct ScopeMoved {
  SubjectRef subject;
  PolicyId policy;
  int by = 0;  // 1 or -1
};

// Gives the fact to every view that takes it.  Defined beside the list of views.
void tell(const AlertMoved& fact, const Envelope& at, Batch& batch);
void tell(const ScopeMoved& fact, const Envelope& at, Batch& batch);

}  // namespace riskflow::projections
