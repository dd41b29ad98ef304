#include "domain/subject.hpp"

#include <algorithm>

#include "domain/decision.hpp"
#include "domain/scope_entries.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::subject {

StreamId stream(const SubjectRef& ref) { return {"subject-" + to_text(ref)}; }

// A pseudonym is [A-Za-z0-9-]; stream names are lower case.
StreamId pseudonym_stream(std::string_view pseudonym) {
  std::string name = "pseudonym-";
  for (const char c : pseudonym) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return {name};
}

bool State::is_in_scope(const PolicyId& policy, Instant now) const {
  const auto window = scope.find(policy);
  return window != scope.end() && now < window->second;
}
bool State::is_in_any_scope(Instant now) const {
  return std::any_of(scope.begin(), scope.end(),
                     [&](const auto& window) { return now < window.second; });
}

void add_former(FormerIdentities& former, const std::optional<PersonalRef>& identity) {
  if (!identity) return;
  former.insert(former.begin(), *identity);
  if (former.size() > former_identities_max) former.pop_back();
}

void evolve(State& s, const Registered& e) {
  s.ref = e.subject;
  s.pseudonym = e.pseudonym;
  s.identity = e.identity.ref();
  s.manager = e.manager;
}
void evolve(State& s, const IdentityChanged& e) {
  add_former(s.former, s.identity);
  s.identity = e.identity.ref();
}
void evolve(State& s, const ManagerChanged& e) { s.manager = e.manager; }
void evolve(State& s, const HrEventRecorded& e) { s.hr.emplace_back(e.scenario, e.effective); }
void evolve(State& s, const EnteredPolicyScope& e) { s.scope[e.policy] = e.until; }
void evolve(State& s, const LeftPolicyScope& e) { s.scope.erase(e.policy); }
void evolve(Reservation& s, const PseudonymReserved& e) { s.subject = e.subject; }

// What a sighting of a known person changes.
static void record_changes(Desk& desk, const State& known, const Sighting& seen) {
  const auto id = stream(seen.subject);
  if (seen.identity) desk.record(id, IdentityChanged{seen.subject, *seen.identity});
  if (seen.manager && seen.manager != known.manager)
    desk.record(id, ManagerChanged{seen.subject, seen.manager});
}

Result<Decision> decide(const ImportSubjects& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  if (command.sightings.size() > sightings_max)
    return fail(Errc::too_large, "at most " + std::to_string(sightings_max) + " persons at a time",
                "sightings");
  std::set<SubjectRef> people;
  for (const auto& seen : command.sightings)
    if (!people.insert(seen.subject).second)
      return fail(Errc::invalid, "a person stands twice", "sightings");
  desk.look<directory::State>(directory::stream());
  for (const auto& seen : command.sightings) {
    const auto& known = desk.look<State>(stream(seen.subject));
    if (!known.exists() && !seen.pseudonym.empty())
      desk.look<Reservation>(pseudonym_stream(seen.pseudonym));
  }
  if (desk.incomplete()) return desk.need();

  if (desk.version_of(directory::stream()) != command.known_at)
    return fail(Errc::conflict, "the directory changed meanwhile: look people up again",
                "directory", {{"reason", "directory_changed"}});

  directory::Changed changed;
  std::set<StreamId> reserved;  // in this command
  for (const auto& seen : command.sightings) {
    const auto& known = desk.look<State>(stream(seen.subject));
    if (known.exists()) {
      record_changes(desk, known, seen);
    } else {
      if (!seen.identity) return fail(Errc::invalid, "a new user needs an identity", "identity");
      if (seen.pseudonym.empty())
        return fail(Errc::invalid, "a new user needs a pseudonym", "pseudonym");
      const auto place = pseudonym_stream(seen.pseudonym);
      if (desk.look<Reservation>(place).subject || !reserved.insert(place).second)
        return fail(Errc::conflict, "the pseudonym is taken", "pseudonym",
                    {{"reason", "pseudonym_taken"}});
      desk.record(pseudonym_stream(seen.pseudonym), PseudonymReserved{seen.subject});
      desk.record(stream(seen.subject),
                  Registered{seen.subject, seen.pseudonym, *seen.identity, seen.manager});
    }
    if (seen.identity) changed.subjects.push_back(seen.subject);
  }
  if (!changed.subjects.empty()) desk.record(directory::stream(), changed);
  return desk.done();
}

// How long a trigger of the policy lasts: within the bounds, unless the log was written by
// something else.
static std::chrono::days window_of(const policy::State& policy) {
  return std::chrono::days{
      std::clamp(policy.window_days, policy::window_days_least, policy::window_days_most)};
}

Result<Decision> decide(const ImportHrEvents& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  std::map<PolicyId, const policy::State*> policies;
  for (const auto& report : command.reports) {
    desk.look<State>(stream(report.event.subject));
    for (const auto& id : report.triggered)
      policies[id] = &desk.look<policy::State>(policy::stream(id));
  }
  if (desk.incomplete()) return desk.need();
  for (const auto& [id, policy] : policies)
    if (!policy->exists()) return fail(Errc::not_found, "no such policy", "policy");

  ScopeEntries entries(desk.now());
  std::map<SubjectRef, State> after;  // two reports of one person may stand in one command
  for (const auto& report : command.reports) {
    const auto id = stream(report.event.subject);
    auto& person = after.try_emplace(report.event.subject, desk.look<State>(id)).first->second;
    if (!person.exists()) return fail(Errc::not_found, "no such user", "EmailAddress");
    const auto same = std::pair{report.event.scenario, report.event.effective};
    if (std::find(person.hr.begin(), person.hr.end(), same) == person.hr.end()) {
      desk.record(id, report.event);
      evolve(person, report.event);
    }
    // Also of a report that is known: a policy that it triggers may be new.
    for (const auto& policy : report.triggered) {
      if (!policy::triggers(report.event.scenario, policies.at(policy)->from)) continue;
      const auto until = report.event.effective + window_of(*policies.at(policy));
      entries.add(person, {report.event.subject, policy, ScopeCause::hr_event, {}, until, {}});
    }
  }
  entries.record(desk);
  return desk.done();
}

Result<Decision> decide(const AddToScope& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  if (auto ok = policy::check_window(command.days, "days"); !ok) return fail(ok.error());
  if (auto ok = check_text(command.reason, {1, 1'000, TextRule::Lines::many}, "reason"); !ok)
    return fail(ok.error());
  const auto& person = desk.look<State>(stream(command.subject));
  const auto& policy = desk.look<policy::State>(policy::stream(command.policy));
  if (desk.incomplete()) return desk.need();

  if (!person.exists()) return fail(Errc::not_found, "no such user", "user");
  if (!policy.exists()) return fail(Errc::not_found, "no such policy", "policy");
  // Whoever is added by hand stays no shorter than a trigger would have them stay.
  const auto until = desk.now() + std::max(std::chrono::days{command.days}, window_of(policy));
  const auto in_scope = person.scope.find(command.policy);
  if (in_scope != person.scope.end() && in_scope->second >= until) return desk.done();
  desk.record(
      stream(command.subject),
      EnteredPolicyScope{command.subject,
                         command.policy,
                         ScopeCause::manual,
                         {},
                         until,
                         PersonalText::about(command.subject, Purpose::casework, command.reason)});
  return desk.done();
}

Result<Decision> decide(const RemoveFromScope& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  const auto& person = desk.look<State>(stream(command.subject));
  if (desk.incomplete()) return desk.need();

  if (!person.exists()) return fail(Errc::not_found, "no such user", "user");
  if (!person.scope.contains(command.policy)) return desk.done();
  desk.record(stream(command.subject),
              LeftPolicyScope{command.subject, command.policy, ScopeEnd::removed});
  return desk.done();
}

Result<Decision> decide(const EndExpiredScopes& command, Desk& desk) {
  if (desk.actor().kind != Actor::Kind::system)
    return fail(Errc::forbidden, "only riskflow itself ends a scope whose window has passed");
  if (command.subjects.size() > expiring_max)
    return fail(Errc::too_large, "at most " + std::to_string(expiring_max) + " persons at a time",
                "subjects");
  for (const auto& subject : command.subjects) desk.look<State>(stream(subject));
  if (desk.incomplete()) return desk.need();

  std::size_t ended = 0;
  for (const auto& subject : command.subjects)
    for (const auto& [policy, until] : desk.look<State>(stream(subject)).scope) {
      if (until > desk.now()) continue;
      if (ended++ == ends_in_one_command) return desk.done();
      desk.record(stream(subject), LeftPolicyScope{subject, policy, ScopeEnd::expired});
    }
  return desk.done();
}

}  // namespace riskflow::domain::subject
