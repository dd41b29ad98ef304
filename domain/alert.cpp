#include "domain/alert.hpp"

#include <algorithm>

#include "domain/decision.hpp"
#include "domain/scope_entries.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::alert {

StreamId stream(const AlertId& id) { return {"alert-" + to_text(id)}; }

AlertStatus triage_at_first_sight(SourceStatus status) {
  // Confirmed and Resolved need a case of ours, which no source can give: such alerts start in
  // review.
  return status == SourceStatus::dismissed ? AlertStatus::dismissed : AlertStatus::needs_review;
}

void evolve(State& s, const Imported& e) {
  s.id = e.id;
  s.subject = e.subject;
  s.policy = e.policy;
  s.status = triage_at_first_sight(e.source_status);
  s.severity = e.severity;
  s.source_status = e.source_status;
  s.detected = e.detected;
  s.source_updated = e.source_updated;
}
void evolve(State& s, const SourceChanged& e) {
  s.severity = e.severity;
  s.source_status = e.source_status;
  s.source_updated = e.source_updated;
}
void evolve(State& s, const Confirmed& e) {
  s.status = AlertStatus::confirmed;
  s.in_case = e.into;
}
void evolve(State& s, const Dismissed&) { s.status = AlertStatus::dismissed; }

// What an arrival says that the alert does not know yet.
static std::optional<SourceChanged> news(const State& known, const Imported& seen) {
  if (seen.source_updated <= known.source_updated) return {};
  if (seen.severity == known.severity && seen.source_status == known.source_status) return {};
  return SourceChanged{seen.id, seen.severity, seen.source_status, seen.source_updated};
}

Result<Decision> decide(const ImportAlerts& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  for (const auto& arrival : command.arrivals) {
    desk.look<State>(stream(arrival.alert.id));
    desk.look<subject::State>(subject::stream(arrival.alert.subject));
  }
  if (desk.incomplete()) return desk.need();

  std::map<AlertId, State> after;  // an alert may stand twice in one command
  subject::ScopeEntries entries(desk.now());
  for (const auto& [seen, until] : command.arrivals) {
    auto& known = after.try_emplace(seen.id, desk.look<State>(stream(seen.id))).first->second;
    if (known.exists()) {
      if (const auto change = news(known, seen)) {
        desk.record(stream(seen.id), *change);
        evolve(known, *change);
      }
      // What came later counts, also when it changed nothing: the order within a file does not
      // matter.
      known.source_updated = std::max(known.source_updated, seen.source_updated);
      continue;
    }
    const auto& person = desk.look<subject::State>(subject::stream(seen.subject));
    if (!person.exists()) return fail(Errc::not_found, "no such user", "userAccount");
    desk.record(stream(seen.id), seen);
    evolve(known, seen);
    entries.add(person, {seen.subject, seen.policy, ScopeCause::alert, seen.id, until, {}});
  }
  entries.record(desk);
  return desk.done();
}

static Status check_comment(const std::string& comment, const settings::State& rules) {
  const auto most = static_cast<std::size_t>(rules[settings::Key::max_note_characters]);
  return check_text(comment, {0, most, TextRule::Lines::many}, "comment");
}

Result<Decision> decide(const Dismiss& command, Desk& desk) {
  if (auto ok = desk.may(Permission::work_on_alerts); !ok) return fail(ok.error());
  const auto& alert = desk.look<State>(stream(command.alert));
  const auto& rules = desk.look<settings::State>(settings::stream());
  if (desk.incomplete()) return desk.need();

  if (auto ok = check_comment(command.comment, rules); !ok) return fail(ok.error());
  if (!alert.exists()) return fail(Errc::not_found, "no such alert", "alert");
  if (alert.status == AlertStatus::dismissed) return desk.done();
  if (alert.status != AlertStatus::needs_review)
    return fail(Errc::rejected,
                "the alert is confirmed: only an alert that needs review can be dismissed",
                "alert");
  Dismissed dismissed{command.alert, command.reason, {}};
  if (!command.comment.empty())
    dismissed.comment = PersonalText::about(alert.subject, Purpose::casework, command.comment);
  desk.record(stream(command.alert), std::move(dismissed));
  return desk.done();
}

}  // namespace riskflow::domain::alert
