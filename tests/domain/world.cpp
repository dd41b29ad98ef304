#include "tests/domain/world.hpp"

#include <gtest/gtest.h>

#include "tests/domain/printing.hpp"

namespace riskflow::domain::tests {

template <class E, class... Es>
concept OneOf = (std::same_as<E, Es> || ...);

// One overload a kind of stream; an event that fits none says nothing of its stream.
struct Home {
  using Place = std::optional<StreamId>;

  template <OneOf<subject::Registered, subject::IdentityChanged, subject::ManagerChanged,
                  subject::HrEventRecorded, subject::EnteredPolicyScope, subject::LeftPolicyScope>
                E>
  Place operator()(const E& e) const {
    return subject::stream(e.subject);
  }
  template <OneOf<erasure::Requested, erasure::Withdrawn, erasure::Approved, erasure::Erased,
                  erasure::CarriedOver, erasure::HoldPlaced, erasure::HoldReleased>
                E>
  Place operator()(const E& e) const {
    return subject::stream(e.subject);
  }
  template <OneOf<erasure::Due, erasure::Done, erasure::PurgeBegun, erasure::PurgeEnded> E>
  Place operator()(const E&) const {
    return erasure::register_stream();
  }
  template <OneOf<safekeeping::BackupBegun, safekeeping::RootEscrowed, safekeeping::Continued,
                  safekeeping::SigningKeyAdded, safekeeping::SigningKeyRetired,
                  safekeeping::SigningBegunAnew, safekeeping::TailDiscarded>
                E>
  Place operator()(const E&) const {
    return safekeeping::stream();
  }
  Place operator()(const directory::Changed&) const { return directory::stream(); }
  template <OneOf<case_register::Entered, case_register::Struck> E>
  Place operator()(const E&) const {
    return case_register::stream();
  }
  Place operator()(const policy_register::Entered&) const { return policy_register::stream(); }
  template <OneOf<group::Registered, group::MembersChanged> E>
  Place operator()(const E& e) const {
    return group::stream(e.id);
  }
  template <OneOf<policy::Created, policy::Edited> E>
  Place operator()(const E& e) const {
    return policy::stream(e.id);
  }
  template <OneOf<alert::Imported, alert::SourceChanged, alert::Confirmed, alert::Dismissed> E>
  Place operator()(const E& e) const {
    return alert::stream(e.id);
  }
  template <OneOf<casework::Opened, casework::AlertAdded, casework::NoteAdded,
                  casework::ContributorAdded, casework::ContributorRemoved, casework::Resolved>
                E>
  Place operator()(const E& e) const {
    return casework::stream(e.id);
  }
  template <OneOf<flow::Created, flow::Saved, flow::TurnedOn, flow::TurnedOff, flow::Suspended,
                  flow::Shared, flow::Unshared, flow::Deleted>
                E>
  Place operator()(const E& e) const {
    return flow::stream(e.id);
  }
  template <OneOf<run::Started, run::Refused, run::StepScheduled, run::DeliveryCommitted,
                  run::StepSettled, run::Ended>
                E>
  Place operator()(const E& e) const {
    return run::stream(e.id);
  }
  template <OneOf<roles::Assigned, roles::Removed, roles::TeamCreated, roles::TeamMemberAdded,
                  roles::TeamMemberRemoved, roles::TeamAssigned>
                E>
  Place operator()(const E&) const {
    return roles::stream();
  }
  Place operator()(const operators::Registered& e) const { return operators::stream(e.ref); }
  template <OneOf<operators::TokenIssued, operators::TokenRevoked> E>
  Place operator()(const E& e) const {
    return operators::stream(e.token);
  }
  Place operator()(const settings::Changed&) const { return settings::stream(); }
  Place operator()(const privacy::ModeChanged&) const { return privacy::stream(); }
  Place operator()(const imports::Ran&) const { return imports::stream(); }
  Place operator()(const requests::Keyed& e) const { return requests::stream(e.request); }
  template <class E>
  Place operator()(const E&) const {
    return {};
  }
};

std::optional<StreamId> home_of(const AnyEvent& event) { return std::visit(Home{}, event); }

std::string text_of(const Story& story) {
  if (story.empty()) return "nothing";
  std::string out;
  for (const auto& happened : story)
    out += "in " + happened.stream.name + ": " + text_of(happened.event) + "\n";
  return out;
}

void World::append(const Happened& happened) {
  if (const auto home = home_of(happened.event); home && *home != happened.stream)
    ADD_FAILURE() << "not the stream of this event:\n" << text_of(Story{happened});
  PlainSealer sealer;
  const auto encoded = codec::encode(happened.event, 0, sealer);
  ASSERT_TRUE(encoded) << encoded.error().message;
  const auto read =
      codec::decode(encoded->type, encoded->schema, encoded->payload, Position{head_});
  ASSERT_TRUE(read) << read.error().message;
  auto& stream = streams_.try_emplace(happened.stream, load(happened.stream)).first->second;
  auto state = *stream.state;
  evolve(state, *read);
  stream.state = std::make_shared<const AnyState>(std::move(state));
  stream.version = stream.version + 1;
  ++head_;
}

LoadedStream World::load(const StreamId& stream) const {
  const auto found = streams_.find(stream);
  if (found != streams_.end()) return found->second;
  return {std::make_shared<const AnyState>(initial_state(stream)), {}};
}

Loaded World::everything() const { return {streams_.begin(), streams_.end()}; }

// Every stream that the decision rests on must be a part or a check, at the version it had.
static void must_rest_on(const Decision& decision, const Loaded& loaded) {
  if (decision.changes().empty()) return;
  std::set<StreamId> held;
  for (const auto& change : decision.changes()) {
    held.insert(change.stream);
    const auto found = loaded.find(change.stream);
    if (change.version && (found == loaded.end() || found->second.version != *change.version))
      ADD_FAILURE() << change.stream.name << " is decided at a version that was not loaded";
  }
  for (const auto& [stream, state] : loaded)
    if (!held.contains(stream))
      ADD_FAILURE() << stream.name << " was asked for, but is neither a part nor a check";
}

Result<Decision> World::ask(const Asking& asking, const Command& command) const {
  Loaded loaded;
  for (int rounds = 0; rounds < 10; ++rounds) {
    auto decided = decide(loaded, asking.actor, asking.now, command);
    if (!decided) return decided;
    const auto* need = decided->need();
    if (need == nullptr) {
      must_rest_on(*decided, loaded);
      return decided;
    }
    for (const auto& stream : need->streams) loaded.insert_or_assign(stream, load(stream));
  }
  ADD_FAILURE() << "the decision never has enough";
  return fail(Errc::internal, "the decision never has enough");
}

Story events_of(const Decision& decision) {
  Story story;
  for (const auto& change : decision.changes())
    for (const auto& event : change.events) story.emplace_back(change.stream, event);
  return story;
}

void World::apply(const Decision& decision) {
  for (const auto& change : decision.changes())
    if (change.version && *change.version != version_of(change.stream))
      ADD_FAILURE() << change.stream.name << " has moved on: the decision does not hold any more";
  for (const auto& happened : events_of(decision)) append(happened);
}

}  // namespace riskflow::domain::tests
