#pragma once
// Every event there is: its wire name, its version, the part of the audit log it belongs to, and
// how a person would say it. Adding an event is one struct in its aggregate and one row here.  Wire
// names are storage: never change one.
//
// Changing the fields of an event that was released: its struct as it was moves to a namespace `vN`
// beside it, with an `upcast` to what follows, and gets a row among the earlier forms; the row here
// gets the next version.

#include <cstddef>
#include <variant>

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "domain/alert.hpp"
#include "domain/casework.hpp"
#include "domain/directory.hpp"
#include "domain/erasure.hpp"
#include "domain/flow.hpp"
#include "domain/group.hpp"
#include "domain/operators.hpp"
#include "domain/policy.hpp"
#include "domain/records.hpp"
#include "domain/roles.hpp"
#include "domain/run.hpp"
#include "domain/safekeeping.hpp"
#include "domain/settings.hpp"
#include "domain/subject.hpp"

namespace riskflow::domain {

// A string that can be a template argument.
template <std::size_t N>
struct Text {
  char chars[N]{};
  constexpr Text(const char (
      &text)[N]) {  // NOLINT(google-explicit-constructor): implicit, so that a row reads as a row
    for (std::size_t i = 0; i < N; ++i) chars[i] = text[i];
  }
  constexpr std::string_view view() const { return {chars, N - 1}; }
};

// One row: the event as it is today.
template <class E, Text Name, std::uint16_t Version, AuditCategory Category, Text Activity>
struct Current {
  using event = E;
  static constexpr std::string_view name = Name.view();
  static constexpr std::uint16_t version = Version;
  static constexpr AuditCategory category = Category;
  static constexpr std::string_view activity = Activity.view();
};

using Area = AuditCategory;

// clang-format off
using Registry = boost::mp11::mp_list<
  Current<subject::Registered, "subject.registered", 1, Area::users, "Added user">,
  Current<subject::IdentityChanged, "subject.identity-changed", 1, Area::users, "Changed directory entry of user">,
  Current<subject::ManagerChanged, "subject.manager-changed", 1, Area::users, "Changed the manager of a user">,
  Current<subject::HrEventRecorded, "subject.hr-event-recorded", 1, Area::users, "Recorded an HR event">,
  Current<subject::EnteredPolicyScope, "subject.entered-policy-scope", 1, Area::users, "User entered policy scope">,
  Current<subject::LeftPolicyScope, "subject.left-policy-scope", 1, Area::users, "User left policy scope">,
  Current<erasure::Requested, "erasure.requested", 1, Area::privacy, "Asked for the erasure of user">,
  Current<erasure::Withdrawn, "erasure.withdrawn", 1, Area::privacy, "Withdrew the erasure of user">,
  Current<erasure::Approved, "erasure.approved", 1, Area::privacy, "Approved the erasure of user">,
  Current<erasure::Erased, "erasure.erased", 1, Area::privacy, "Erased user">,
  Current<erasure::CarriedOver, "erasure.carried-over", 1, Area::privacy, "Carried over the erasure of user">,
  Current<erasure::HoldPlaced, "erasure.hold-placed", 1, Area::privacy, "Placed a legal hold on user">,
  Current<erasure::HoldReleased, "erasure.hold-released", 1, Area::privacy, "Released the legal hold on user">,
  Current<erasure::Due, "erasure.due", 1, Area::privacy, "Erasure is due">,
  Current<erasure::Done, "erasure.done", 1, Area::privacy, "Erasure is done">,
  Current<erasure::PurgeBegun, "erasure.purge-begun", 1, Area::privacy, "Began a purge">,
  Current<erasure::PurgeEnded, "erasure.purge-ended", 1, Area::privacy, "Purged what was erased">,
  Current<subject::PseudonymReserved, "pseudonym.reserved", 1, Area::privacy, "Reserved a pseudonym">,
  Current<directory::Changed, "directory.changed", 1, Area::users, "Changed the directory">,
  Current<case_register::Entered, "case-register.entered", 1, Area::cases, "Entered a case in the register">,
  Current<case_register::Struck, "case-register.struck", 1, Area::cases, "Struck a case from the register">,
  Current<policy_register::Entered, "policy-register.entered", 1, Area::policies, "Entered a policy in the register">,
  Current<group::Registered, "group.registered", 1, Area::users, "Added group">,
  Current<group::MembersChanged, "group.members-changed", 1, Area::users, "Changed the members of a group">,
  Current<policy::Created, "policy.created", 1, Area::policies, "Added policy">,
  Current<policy::Edited, "policy.edited", 1, Area::policies, "Edited policy">,
  Current<alert::Imported, "alert.imported", 1, Area::alerts, "Added alert">,
  Current<alert::SourceChanged, "alert.source-changed", 1, Area::alerts, "Alert changed at its source">,
  Current<alert::Confirmed, "alert.confirmed", 1, Area::alerts, "Confirmed alert">,
  Current<alert::Dismissed, "alert.dismissed", 1, Area::alerts, "Dismissed alert">,
  Current<casework::Opened, "case.opened", 1, Area::cases, "Added case">,
  Current<casework::AlertAdded, "case.alert-added", 1, Area::cases, "Added alert to case">,
  Current<casework::NoteAdded, "case.note-added", 1, Area::cases, "Added note to case">,
  Current<casework::ContributorAdded, "case.contributor-added", 1, Area::cases, "Added contributor to case">,
  Current<casework::ContributorRemoved,"case.contributor-removed", 1, Area::cases, "Removed contributor from case">,
  Current<casework::Resolved, "case.resolved", 1, Area::cases, "Resolved case">,
  Current<flow::Created, "flow.created", 1, Area::flows, "Added flow">,
  Current<flow::Saved, "flow.saved", 1, Area::flows, "Edited flow">,
  Current<flow::TurnedOn, "flow.turned-on", 1, Area::flows, "Turned flow on">,
  Current<flow::TurnedOff, "flow.turned-off", 1, Area::flows, "Turned flow off">,
  Current<flow::Suspended, "flow.suspended", 1, Area::flows, "Suspended flow">,
  Current<flow::Shared, "flow.shared", 1, Area::flows, "Shared flow">,
  Current<flow::Unshared, "flow.unshared", 1, Area::flows, "Stopped sharing flow">,
  Current<flow::Deleted, "flow.deleted", 1, Area::flows, "Deleted flow">,
  Current<run::Started, "run.started", 1, Area::flow_runs, "Ran flow">,
  Current<run::Refused, "run.refused", 1, Area::flow_runs, "Flow run refused">,
  Current<run::StepScheduled, "run.step-scheduled", 1, Area::flow_runs, "Step scheduled">,
  Current<run::DeliveryCommitted, "run.delivery-committed", 1, Area::flow_runs, "Committed to delivery">,
  Current<run::StepSettled, "run.step-settled", 1, Area::flow_runs, "Step done">,
  Current<run::Ended, "run.ended", 1, Area::flow_runs, "Flow run ended">,
  Current<roles::Assigned, "roles.assigned", 1, Area::access, "Gave role group">,
  Current<roles::Removed, "roles.removed", 1, Area::access, "Took role group">,
  Current<roles::TeamCreated, "roles.team-created", 1, Area::access, "Added team">,
  Current<roles::TeamMemberAdded, "roles.team-member-added", 1, Area::access, "Added team member">,
  Current<roles::TeamMemberRemoved, "roles.team-member-removed", 1, Area::access, "Removed team member">,
  Current<roles::TeamAssigned, "roles.team-assigned", 1, Area::access, "Gave role group to team">,
  Current<operators::Registered, "operator.registered", 1, Area::access, "Added operator">,
  Current<operators::TokenIssued, "token.issued", 1, Area::access, "Issued token">,
  Current<operators::TokenRevoked, "token.revoked", 1, Area::access, "Revoked token">,
  Current<settings::Changed, "settings.changed", 1, Area::settings, "Edited setting">,
  Current<privacy::ModeChanged, "privacy.mode-changed", 1, Area::privacy, "Edited privacy setting">,
  Current<reads::IdentitiesRead, "reads.identities-read", 2, Area::privacy, "Viewed identity">,
  Current<safekeeping::BackupBegun, "safekeeping.backup-begun", 1, Area::settings, "Began a backup">,
  Current<safekeeping::RootEscrowed, "safekeeping.root-escrowed", 1, Area::privacy, "Put the keys' root in escrow">,
  Current<safekeeping::Continued, "safekeeping.continued", 1, Area::settings, "Went on from a backup as a new log">,
  Current<safekeeping::SigningKeyAdded, "safekeeping.signing-key-added", 1, Area::settings, "Added signing key">,
  Current<safekeeping::SigningKeyRetired, "safekeeping.signing-key-retired", 1, Area::settings, "Retired signing key">,
  Current<safekeeping::SigningBegunAnew, "safekeeping.signing-begun-anew", 1, Area::settings, "Began signing anew">,
  Current<safekeeping::TailDiscarded, "safekeeping.tail-discarded", 1, Area::settings, "Cut off a torn end of the log">,
  Current<imports::Ran, "imports.ran", 1, Area::imports, "Imported data">,
  Current<requests::Keyed, "request.keyed", 1, Area::access, "Took a request with a key">>;
// clang-format on

// One row: an event as it was stored once.  `upcast(E)`, in its namespace, makes the next form of
// it.
template <class E, Text Name, std::uint16_t Version>
struct Earlier {
  using event = E;
  static constexpr std::string_view name = Name.view();
  static constexpr std::uint16_t version = Version;
};

using EarlierForms =
    boost::mp11::mp_list<Earlier<reads::v1::IdentitiesRead, "reads.identities-read", 1>>;

template <class Row>
using event_of = typename Row::event;

// Any event of the domain.
using AnyEvent =
    boost::mp11::mp_rename<boost::mp11::mp_transform<event_of, Registry>, std::variant>;

// The state of any aggregate; which one, the kind of the stream says.
using AnyState =
    std::variant<std::monostate, subject::State, subject::Reservation, group::State,
                 directory::State, erasure::Register, case_register::State, policy_register::State,
                 policy::State, alert::State, casework::State, flow::State, run::State,
                 roles::State, operators::State, operators::Token, settings::State, privacy::State,
                 safekeeping::State>;

// The initial state of the aggregate that lives in `stream`; monostate for streams that are only
// appended to.
AnyState initial_state(const StreamId& stream);

// Folds one event into a state.  Total: an event that says nothing to the state changes nothing.
void evolve(AnyState& state, const AnyEvent& event);

// The row of an event, for those who print: name, version, category, activity.
struct RowFacts {
  std::string_view name;
  std::uint16_t version;
  AuditCategory category;
  std::string_view activity;
};
RowFacts facts_of(const AnyEvent& event);
std::span<const RowFacts> registry_rows();

// A form that events are stored in no more.
struct EarlierForm {
  std::string_view name;
  std::uint16_t version;
};
std::span<const EarlierForm> earlier_forms();

}  // namespace riskflow::domain
