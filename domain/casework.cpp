#include "domain/casework.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/decision.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::casework {

StreamId stream(const CaseId& id) { return {"case-" + to_text(id)}; }

void evolve(State& s, const Opened& e) {
  s.id = e.id;
  s.number = e.number;
  s.subject = e.subject;
  s.opened = e.opened;
  s.status = CaseStatus::active;
  s.name = e.name.ref();
}
void evolve(State& s, const AlertAdded& e) {
  s.alerts.push_back(e.alert);
  s.policies.push_back(e.policy);
}
void evolve(State& s, const NoteAdded& e) { s.notes = e.number; }
void evolve(State& s, const ContributorAdded& e) { s.contributors.insert(e.contributor); }
void evolve(State& s, const ContributorRemoved& e) { s.contributors.erase(e.contributor); }
void evolve(State& s, const Resolved&) { s.status = CaseStatus::closed; }

static constexpr TextRule name_rule{1, 100};

NoteAdded note(const State& on, NoteAuthor by, const OperatorRef& author, std::optional<RunId> run,
               PersonalText text) {
  return {on.id, on.notes + 1, by, author, run, std::move(text)};
}
NoteAdded note(const State& on, NoteAuthor by, const OperatorRef& author, std::optional<RunId> run,
               std::string text) {
  return note(on, by, author, run,
              PersonalText::about(on.subject, Purpose::casework, std::move(text)));
}

// Everybody who may work on cases may work on this one; so may its contributors.
static Status may_work_on(Desk& desk, const State& on) {
  auto allowed = desk.may(Permission::work_on_cases);
  if (!allowed && on.contributors.contains(desk.actor().ref)) return {};
  return allowed;
}

static Status check_note(Desk& desk, std::string_view text, std::string_view target) {
  const auto& rules = desk.look<settings::State>(settings::stream());
  if (desk.incomplete()) return {};
  const auto most = static_cast<std::size_t>(rules[settings::Key::max_note_characters]);
  return check_text(text, {1, most, TextRule::Lines::many}, target);
}

static Status check_confirmation(Desk& desk, const ConfirmAlert& command) {
  if (!command.into)
    if (auto ok = check_text(command.name, name_rule, "caseName"); !ok) return ok;
  return command.comment.empty() ? Status{} : check_note(desk, command.comment, "comment");
}

// Whether this very alert already is where the command wants it.
static bool is_done(const ConfirmAlert& command, const alert::State& alert) {
  return alert.status == AlertStatus::confirmed && alert.in_case &&
         (command.into ? alert.in_case == command.into : alert.in_case == command.new_case);
}

static Result<Decision> confirm_into_new(const ConfirmAlert& command, const alert::State& alert,
                                         Desk& desk) {
  const auto& active = desk.look<case_register::State>(case_register::stream());
  const auto& rules = desk.look<settings::State>(settings::stream());
  const auto id = stream(command.new_case);
  const auto& fresh = desk.look<State>(id);
  const std::set<OperatorRef> contributors(command.contributors.begin(),
                                           command.contributors.end());
  for (const auto& person : contributors)
    if (!desk.look<operators::State>(operators::stream(person)).exists() && !desk.incomplete())
      return fail(Errc::not_found, "no such operator", "contributor");
  if (desk.incomplete()) return desk.need();

  if (fresh.exists()) return fail(Errc::conflict, "there is a case of this id already", "case");
  if (const auto open = active.active.find(alert.subject); open != active.active.end())
    return fail(Errc::rejected,
                "the user has an active case already: confirm the alert into that case", "case",
                {{"case", to_text(open->second)}});
  const auto most = static_cast<std::size_t>(rules[settings::Key::max_active_cases]);
  if (active.active.size() >= most)
    return fail(
        Errc::rejected,
        fmt::format("there are {} active cases, as many as may be: resolve one first, or raise the "
                    "setting maxActiveCases",
                    most),
        "case", {{"limit", std::to_string(most)}});

  const auto number = active.last_number + 1;
  desk.record(case_register::stream(),
              case_register::Entered{command.new_case, number, alert.subject});
  State after = fresh;
  const Opened opened{command.new_case, number, alert.subject, desk.now(),
                      PersonalText::about(alert.subject, Purpose::casework, command.name)};
  desk.record(id, opened);
  evolve(after, opened);
  desk.record(id, AlertAdded{command.new_case, alert.id, alert.policy});
  for (const auto& person : contributors)
    desk.record(id, ContributorAdded{command.new_case, person});
  if (!command.comment.empty())
    desk.record(id, note(after, NoteAuthor::person, desk.actor().ref, {}, command.comment));
  desk.record(alert::stream(alert.id), alert::Confirmed{alert.id, command.new_case});
  return desk.done();
}

static Result<Decision> confirm_into_existing(const ConfirmAlert& command,
                                              const alert::State& alert, Desk& desk) {
  const auto id = stream(*command.into);
  const auto& into = desk.look<State>(id);
  if (desk.incomplete()) return desk.need();

  if (!into.exists()) return fail(Errc::not_found, "no such case", "case");
  if (!into.is_active()) return fail(Errc::rejected, "the case is closed", "case");
  if (into.subject != alert.subject)
    return fail(Errc::rejected, "the case is about another user: a case is about one user", "case");
  desk.record(id, AlertAdded{into.id, alert.id, alert.policy});
  if (!command.comment.empty())
    desk.record(id, note(into, NoteAuthor::person, desk.actor().ref, {}, command.comment));
  desk.record(alert::stream(alert.id), alert::Confirmed{alert.id, into.id});
  return desk.done();
}

Result<Decision> decide(const ConfirmAlert& command, Desk& desk) {
  if (auto ok = desk.may(Permission::work_on_alerts); !ok) return fail(ok.error());
  if (auto ok = check_confirmation(desk, command); !ok) return fail(ok.error());
  const auto& alert = desk.look<alert::State>(alert::stream(command.alert));
  if (desk.incomplete()) return desk.need();

  if (!alert.exists()) return fail(Errc::not_found, "no such alert", "alert");
  if (is_done(command, alert)) return desk.done();
  if (alert.status != AlertStatus::needs_review)
    return fail(Errc::rejected,
                fmt::format("the alert is {}: only an alert that needs review can be confirmed",
                            to_text(alert.status)),
                "alert");
  return command.into ? confirm_into_existing(command, alert, desk)
                      : confirm_into_new(command, alert, desk);
}

Result<Decision> decide(const AddNote& command, Desk& desk) {
  const auto& on = desk.look<State>(stream(command.id));
  if (auto ok = may_work_on(desk, on); !ok) return fail(ok.error());
  if (auto ok = check_note(desk, command.text, "text"); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();

  if (!on.exists()) return fail(Errc::not_found, "no such case", "case");
  desk.record(stream(command.id), note(on, NoteAuthor::person, desk.actor().ref, {}, command.text));
  return desk.done();
}

Result<Decision> decide(const ResolveCase& command, Desk& desk) {
  const auto& on = desk.look<State>(stream(command.id));
  if (auto ok = may_work_on(desk, on); !ok) return fail(ok.error());
  if (auto ok = check_note(desk, command.reasons, "actionTaken"); !ok) return fail(ok.error());
  desk.look<case_register::State>(case_register::stream());
  if (desk.incomplete()) return desk.need();

  if (!on.exists()) return fail(Errc::not_found, "no such case", "case");
  if (!on.is_active())
    return fail(Errc::rejected, "the case is closed already: a case is resolved once", "case");
  desk.record(stream(on.id), note(on, NoteAuthor::person, desk.actor().ref, {}, command.reasons));
  desk.record(stream(on.id), Resolved{on.id, on.subject, command.as, on.alerts, on.policies});
  desk.record(case_register::stream(), case_register::Struck{on.id, on.subject});
  return desk.done();
}

Result<Decision> decide(const AddContributor& command, Desk& desk) {
  if (auto ok = desk.may(Permission::work_on_cases); !ok) return fail(ok.error());
  const auto& on = desk.look<State>(stream(command.id));
  const auto& person = desk.look<operators::State>(operators::stream(command.contributor));
  if (desk.incomplete()) return desk.need();

  if (!on.exists()) return fail(Errc::not_found, "no such case", "case");
  if (!person.exists()) return fail(Errc::not_found, "no such operator", "contributor");
  if (on.contributors.contains(command.contributor)) return desk.done();
  desk.record(stream(on.id), ContributorAdded{on.id, command.contributor});
  return desk.done();
}

Result<Decision> decide(const RemoveContributor& command, Desk& desk) {
  if (auto ok = desk.may(Permission::work_on_cases); !ok) return fail(ok.error());
  const auto& on = desk.look<State>(stream(command.id));
  if (desk.incomplete()) return desk.need();

  if (!on.exists()) return fail(Errc::not_found, "no such case", "case");
  if (!on.contributors.contains(command.contributor)) return desk.done();
  desk.record(stream(on.id), ContributorRemoved{on.id, command.contributor});
  return desk.done();
}

}  // namespace riskflow::domain::casework
