#include "domain/erasure.hpp"

#include "domain/decision.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::erasure {

using subject::stream;

// ---- state ----

void evolve(subject::State& s, const Requested& e) {
  s.erasure = {ErasureState::requested, e.basis, e.by, {}};
}
void evolve(subject::State& s, const Withdrawn&) { s.erasure = {}; }
void evolve(subject::State& s, const Approved& e) {
  if (s.erasure.state != ErasureState::requested) return;
  s.erasure.state = ErasureState::approved;
  s.erasure.approved_by = e.by;
}
static void erase(subject::State& s, std::uint64_t key_generation) {
  s.erasure.state = ErasureState::erased;
  s.erasure.key_generation = key_generation;
  s.identity.reset();
  s.former.clear();
  s.scope.clear();
}
void evolve(subject::State& s, const Erased& e) { erase(s, e.key_generation); }
void evolve(subject::State& s, const CarriedOver& e) { erase(s, e.key_generation); }
void evolve(subject::State& s, const HoldPlaced&) { s.is_held = true; }
void evolve(subject::State& s, const HoldReleased&) { s.is_held = false; }

StreamId register_stream() { return {"erasures"}; }
void evolve(Register& s, const Due& e) { s.due.insert(e.subject); }
void evolve(Register& s, const Done& e) {
  s.due.erase(e.subject);
  s.newest = e.subject;
}
void evolve(Register& s, const PurgeBegun& e) { s.purging = Purging{e.by, e.until}; }
void evolve(Register& s, const PurgeEnded& e) {
  s.purging.reset();
  s.purged_fields = e.fields;
}

// ---- decisions ----

static std::unexpected<Error> no_such_user() {
  return fail(Errc::not_found, "no such user", "user");
}

// The state is not one that the command can be carried out in.
static std::unexpected<Error> not_now(std::string what) {
  return fail(Errc::rejected, std::move(what), "user");
}

static Status not_erased(const subject::State& person) {
  if (!person.exists()) return no_such_user();
  if (person.erasure.state == ErasureState::erased) return not_now("the user is erased already");
  if (person.erasure.state == ErasureState::approved)
    return not_now("the erasure of the user is approved: it is being carried out");
  return {};
}

static Status not_held(const subject::State& person) {
  if (person.is_held)
    return not_now("the user is under a legal hold: release it first, if it has ended");
  return {};
}

// Neither riskflow itself nor a flow that acts for somebody.
static Status by_a_person(Desk& desk) {
  if (auto ok = desk.may(Permission::erase_persons); !ok) return ok;
  if (!desk.incomplete() && desk.actor().kind != Actor::Kind::person)
    return fail(Errc::forbidden, "people ask for erasures and approve them, in person");
  return {};
}

Result<Decision> decide(const Request& command, Desk& desk) {
  if (auto ok = by_a_person(desk); !ok) return fail(ok.error());
  const auto& person = desk.look<subject::State>(stream(command.subject));
  if (desk.incomplete()) return desk.need();

  const auto& now = person.erasure;
  if (now.state == ErasureState::requested && now.requested_by == desk.actor().ref &&
      now.basis == command.basis)
    return desk.done();
  if (auto ok = not_erased(person); !ok) return fail(ok.error());
  if (auto ok = not_held(person); !ok) return fail(ok.error());
  if (now.state == ErasureState::requested)
    return not_now("the erasure of the user is asked for already: another person must approve it");
  desk.record(stream(command.subject), Requested{command.subject, command.basis, desk.actor().ref});
  return desk.done();
}

Result<Decision> decide(const Withdraw& command, Desk& desk) {
  if (auto ok = desk.may(Permission::erase_persons); !ok) return fail(ok.error());
  const auto& person = desk.look<subject::State>(stream(command.subject));
  if (desk.incomplete()) return desk.need();

  if (auto ok = not_erased(person); !ok) return fail(ok.error());
  if (person.erasure.state == ErasureState::none) return desk.done();
  desk.record(stream(command.subject), Withdrawn{command.subject});
  return desk.done();
}

Result<Decision> decide(const Approve& command, Desk& desk) {
  if (auto ok = by_a_person(desk); !ok) return fail(ok.error());
  const auto& person = desk.look<subject::State>(stream(command.subject));
  desk.look<Register>(register_stream());
  if (desk.incomplete()) return desk.need();

  if (person.erasure.approved_by == desk.actor().ref) return desk.done();
  if (auto ok = not_erased(person); !ok) return fail(ok.error());
  if (auto ok = not_held(person); !ok) return fail(ok.error());
  if (person.erasure.state == ErasureState::none)
    return not_now("nobody has asked for the erasure of the user: it takes two people");
  if (person.erasure.requested_by == desk.actor().ref)
    return fail(Errc::forbidden,
                "whoever asked for an erasure cannot approve it: it takes two people", "user");
  desk.record(stream(command.subject), Approved{command.subject, desk.actor().ref});
  desk.record(register_stream(), Due{command.subject});
  return desk.done();
}

// That riskflow itself may certify these, and everything it takes to do so is at hand.
static Status may_certify(const std::set<SubjectRef>& subjects, Desk& desk) {
  if (desk.actor().kind != Actor::Kind::system)
    return fail(Errc::forbidden, "only riskflow itself certifies that keys are gone");
  if (subjects.size() > certified_max)
    return fail(Errc::too_large, "at most " + std::to_string(certified_max) + " people at a time",
                "subjects");
  for (const auto& subject : subjects) desk.look<subject::State>(stream(subject));
  desk.look<Register>(register_stream());
  desk.look<directory::State>(directory::stream());
  return {};
}

Result<Decision> decide(const CarryOver& command, Desk& desk) {
  if (auto ok = may_certify(command.subjects, desk); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();

  directory::Changed gone;
  for (const auto& subject : command.subjects) {
    const auto& person = desk.look<subject::State>(stream(subject));
    const auto state = person.erasure.state;
    if (!person.exists() || state == ErasureState::approved || state == ErasureState::erased)
      continue;
    desk.record(stream(subject),
                CarriedOver{subject, command.origin, command.key_generation, command.copies_gone});
    desk.record(register_stream(), Done{subject});
    gone.subjects.push_back(subject);
  }
  if (!gone.subjects.empty()) desk.record(directory::stream(), std::move(gone));
  return desk.done();
}

Result<Decision> decide(const Certify& command, Desk& desk) {
  if (auto ok = may_certify(command.subjects, desk); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();

  directory::Changed gone;
  for (const auto& subject : command.subjects) {
    const auto& person = desk.look<subject::State>(stream(subject));
    const auto& approved = person.erasure;
    if (approved.state != ErasureState::approved) continue;  // certified already
    desk.record(stream(subject),
                Erased{subject, approved.basis, approved.requested_by, approved.approved_by,
                       command.key_generation, command.nodes, command.copies_gone});
    desk.record(register_stream(), Done{subject});
    gone.subjects.push_back(subject);
  }
  if (!gone.subjects.empty()) desk.record(directory::stream(), std::move(gone));
  return desk.done();
}

Result<Decision> decide(const BeginPurge& command, Desk& desk) {
  if (auto ok = by_a_person(desk); !ok) return fail(ok.error());
  const auto& known = desk.look<Register>(register_stream());
  if (desk.incomplete()) return desk.need();

  if (known.purging) return desk.done();
  desk.record(register_stream(), PurgeBegun{desk.actor().ref, command.until});
  return desk.done();
}

Result<Decision> decide(const EndPurge& command, Desk& desk) {
  if (desk.actor().kind != Actor::Kind::system)
    return fail(Errc::forbidden, "only riskflow itself says what a purge has done");
  const auto& known = desk.look<Register>(register_stream());
  if (desk.incomplete()) return desk.need();

  if (!known.purging) return desk.done();
  const auto& [by, until] = *known.purging;
  desk.record(register_stream(), PurgeEnded{by, until, command.fields, command.held,
                                            command.bytes_before, command.bytes_after});
  return desk.done();
}

Result<Decision> decide(const PlaceHold& command, Desk& desk) {
  if (auto ok = desk.may(Permission::erase_persons); !ok) return fail(ok.error());
  if (auto ok = check_text(command.reason, {1, 1'000, TextRule::Lines::many}, "reason"); !ok)
    return fail(ok.error());
  const auto& person = desk.look<subject::State>(stream(command.subject));
  if (desk.incomplete()) return desk.need();

  if (auto ok = not_erased(person); !ok) return fail(ok.error());
  if (person.is_held) return not_now("the user is under a legal hold already");
  desk.record(stream(command.subject),
              HoldPlaced{command.subject,
                         PersonalText::about(command.subject, Purpose::casework, command.reason)});
  // A hold ends what somebody asked for before it.
  if (person.erasure.state == ErasureState::requested)
    desk.record(stream(command.subject), Withdrawn{command.subject});
  return desk.done();
}

Result<Decision> decide(const ReleaseHold& command, Desk& desk) {
  if (auto ok = desk.may(Permission::erase_persons); !ok) return fail(ok.error());
  const auto& person = desk.look<subject::State>(stream(command.subject));
  if (desk.incomplete()) return desk.need();

  if (!person.exists()) return no_such_user();
  if (!person.is_held) return desk.done();
  desk.record(stream(command.subject), HoldReleased{command.subject});
  return desk.done();
}

}  // namespace riskflow::domain::erasure
