#pragma once
// How a command becomes events: the Desk holds what the decision may look at, the Decision is what
// came of it.
//
//   Result<Decision> decide(const AddNote& command, Desk& desk) {
//     const auto& c = desk.look<casework::State>(casework::stream(command.id));
//     if (desk.incomplete()) return desk.need();  // the bus loads what is missing, and calls again
//     if (!c.exists()) return fail(Errc::not_found, "no such case", "case");
//     desk.record(casework::stream(c.id), casework::note(...));
//     return desk.done();
//   }
//
// Pure: no I/O, no clock, no chance.  Every stream that was looked at becomes a part or a check of
// the frame, so that the decision holds or is taken anew.

#include <memory>
#include <unordered_map>
#include <variant>
#include <vector>

#include "domain/permissions.hpp"
#include "domain/registry.hpp"

namespace riskflow::domain {

// Who acts, and when.
struct Actor {
  enum class Kind : std::uint8_t { system = 1, person = 2, reactor = 3 };
  Kind kind = Kind::system;
  OperatorRef ref;  // of a person, or of the person a reactor acts for
  bool operator==(const Actor&) const = default;
};

// One stream as it was loaded.  The state is shared with whoever keeps it: an import looks at
// thousands.
struct LoadedStream {
  std::shared_ptr<const AnyState> state;
  Version version{};
};
using Loaded = std::unordered_map<StreamId, LoadedStream>;

// Events for one stream.  `version` is what the stream had when it was looked at; none: any version
// will do.
struct Change {
  StreamId stream;
  std::optional<Version> version;
  std::vector<AnyEvent> events;  // none: a check
};

// Streams to load before the decision can be taken.
struct Need {
  std::vector<StreamId> streams;
};

// What came of it: changes (perhaps none: nothing to do), or what is missing.
class Decision {
 public:
  explicit Decision(std::vector<Change> changes) : outcome_(std::move(changes)) {}
  explicit Decision(Need need) : outcome_(std::move(need)) {}
  const Need* need() const { return std::get_if<Need>(&outcome_); }
  const std::vector<Change>& changes() const { return std::get<std::vector<Change>>(outcome_); }

 private:
  std::variant<std::vector<Change>, Need> outcome_;
};

class Desk {
 public:
  Desk(const Loaded& loaded, const Actor& actor, Instant occurred)
      : loaded_(loaded), actor_(actor), occurred_(occurred) {}

  const Actor& actor() const { return actor_; }
  Instant now() const { return occurred_; }

  // The state of a stream; the initial one while it is not loaded (then the desk is incomplete).
  // Lives as long as `loaded`.
  template <class State>
  const State& look(const StreamId& stream);

  // Whether something looked at is not there yet.
  bool incomplete() const { return !missing_.empty(); }
  Decision need() const { return Decision(Need{missing_}); }

  // Forbidden unless the actor has the permission.  riskflow itself has every one.  Reactors act
  // with the rights of their person.
  Status may(Permission permission);

  // Records an event for a stream that was looked at, or (with `record_anyway`) for one whose
  // version does not matter.
  void record(const StreamId& stream, AnyEvent event);
  void record_anyway(const StreamId& stream, AnyEvent event);

  // The version a stream had when it was looked at.
  Version version_of(const StreamId& stream) const;

  // Everything that was recorded; nothing at all when nothing was.
  Decision done();

 private:
  const Loaded& loaded_;
  Actor actor_;
  Instant occurred_;
  std::vector<StreamId> missing_;
  std::vector<Change> changes_;
  std::unordered_map<StreamId, std::size_t> place_;  // of a stream in changes_
};

template <class State>
const State& Desk::look(const StreamId& stream) {
  static const State initial{};
  const auto found = loaded_.find(stream);
  if (found == loaded_.end()) {
    missing_.push_back(stream);
    return initial;
  }
  if (!place_.contains(stream)) {
    place_[stream] = changes_.size();
    changes_.push_back({stream, found->second.version, {}});
  }
  const auto* state = std::get_if<State>(found->second.state.get());
  return state != nullptr ? *state : initial;
}

// Every command there is.
using Command = std::variant<
    subject::ImportSubjects, subject::ImportHrEvents, subject::AddToScope, subject::RemoveFromScope,
    subject::EndExpiredScopes, erasure::Request, erasure::Withdraw, erasure::Approve,
    erasure::Certify, erasure::CarryOver, erasure::BeginPurge, erasure::EndPurge,
    erasure::PlaceHold, erasure::ReleaseHold, group::ImportGroup, policy::Create,
    policy::ImportPolicy, policy::Edit, alert::ImportAlerts, alert::Dismiss, casework::ConfirmAlert,
    casework::AddNote, casework::ResolveCase, casework::AddContributor, casework::RemoveContributor,
    flow::Create, flow::Save, flow::TurnOn, flow::TurnOff, flow::Delete, flow::ShareFlow,
    flow::UnshareFlow, run::Start, run::Advance, roles::Assign, roles::Remove, roles::CreateTeam,
    roles::AddTeamMember, roles::RemoveTeamMember, roles::AssignTeam, operators::Register,
    operators::IssueToken, operators::RevokeToken, operators::Found, settings::Change,
    privacy::ChangeMode, reads::Record, imports::RecordRun, safekeeping::BeginBackup,
    safekeeping::RecordEscrow, safekeeping::AddSigningKey, safekeeping::BeginSigningAnew,
    safekeeping::RetireSigningKey, safekeeping::RecordDiscardedTail>;

// Takes the decision that `command` asks for.  Pure.
Result<Decision> decide(const Loaded& loaded, const Actor& actor, Instant occurred,
                        const Command& command);

}  // namespace riskflow::domain
