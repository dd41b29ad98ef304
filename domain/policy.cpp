#include "domain/policy.hpp"

#include <fmt/format.h>

#include "domain/decision.hpp"
#include "domain/text_rules.hpp"

namespace riskflow::domain::policy {

StreamId stream(const PolicyId& id) { return {"policy-" + to_text(id)}; }

void evolve(State& s, const Created& e) {
  s.id = e.id;
  s.name = e.name;
  s.from = e.from;
  s.description = e.description;
  s.window_days = e.window_days;
}
void evolve(State& s, const Edited& e) {
  s.description = e.description;
  s.window_days = e.window_days;
}

bool triggers(HrScenario scenario, PolicyTemplate from) {
  using enum PolicyTemplate;
  switch (scenario) {
    case HrScenario::resignation:
      return from == data_theft_by_departing_users ||
             from == security_policy_violations_by_departing_users;
    case HrScenario::job_level_change:
    case HrScenario::performance_review:
    case HrScenario::performance_improvement_plan:
      return from == data_leaks_by_risky_users || from == security_policy_violations_by_risky_users;
    case HrScenario::employee_profile: return false;
  }
  return false;
}

static Status check_description(const std::string& description) {
  return check_text(description, {0, 256, TextRule::Lines::many}, "description");
}

Status check_window(int days, std::string_view target) {
  if (days >= window_days_least && days <= window_days_most) return {};
  return fail(
      Errc::invalid,
      fmt::format("must be {} to {} days, not {}", window_days_least, window_days_most, days),
      std::string(target));
}

static Status check_new(const Create& command) {
  if (auto ok = check_text(command.name, {1, 128}, "name"); !ok) return ok;
  if (auto ok = check_description(command.description); !ok) return ok;
  return command.window_days ? check_window(*command.window_days, "windowDays") : Status{};
}

// A tenant has at most so many policies of each template, as in Microsoft Purview.  What a source
// calls by no template of ours is not counted.
static bool is_counted(PolicyTemplate from) { return from != PolicyTemplate::other; }

static Status check_room(PolicyTemplate from, Desk& desk, const settings::State& rules) {
  if (!is_counted(from)) return {};
  const auto there = desk.look<policy_register::State>(policy_register::stream()).count(from);
  const auto most = static_cast<std::size_t>(rules[settings::Key::max_policies_per_template]);
  if (desk.incomplete() || there < most) return {};
  return fail(Errc::rejected,
              fmt::format("there are {} policies of the template {}, and {} may be: raise the "
                          "setting maxPoliciesPerTemplate",
                          there, to_text(from), most),
              "template", {{"limit", std::to_string(most)}});
}

// Records the policy, with the window that the settings have for one that says none.
static Result<Decision> bring_in(const Create& c, Desk& desk, const settings::State& rules) {
  if (is_counted(c.from)) desk.look<policy_register::State>(policy_register::stream());
  if (desk.incomplete()) return desk.need();
  const auto usual = static_cast<int>(rules[settings::Key::scope_window_days]);
  desk.record(stream(c.id),
              Created{c.id, c.name, c.from, c.description, c.window_days.value_or(usual)});
  if (is_counted(c.from))
    desk.record(policy_register::stream(), policy_register::Entered{c.id, c.from});
  return desk.done();
}

Result<Decision> decide(const Create& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  if (auto ok = check_new(command); !ok) return fail(ok.error());
  const auto& policy = desk.look<State>(stream(command.id));
  const auto& rules = desk.look<settings::State>(settings::stream());
  if (desk.incomplete()) return desk.need();

  if (policy.exists())
    return fail(Errc::conflict, "there is a policy of this name already: choose another", "name");
  if (auto ok = check_room(command.from, desk, rules); !ok) return fail(ok.error());
  return bring_in(command, desk, rules);
}

Result<Decision> decide(const ImportPolicy& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  if (auto ok = check_new(command.policy); !ok) return fail(ok.error());
  const auto& policy = desk.look<State>(stream(command.policy.id));
  const auto& rules = desk.look<settings::State>(settings::stream());
  if (desk.incomplete()) return desk.need();

  return policy.exists() ? desk.done() : bring_in(command.policy, desk, rules);
}

Result<Decision> decide(const Edit& command, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  if (auto ok = check_description(command.description); !ok) return fail(ok.error());
  if (auto ok = check_window(command.window_days, "windowDays"); !ok) return fail(ok.error());
  const auto& policy = desk.look<State>(stream(command.id));
  if (desk.incomplete()) return desk.need();

  if (!policy.exists()) return fail(Errc::not_found, "no such policy", "policy");
  if (policy.description == command.description && policy.window_days == command.window_days)
    return desk.done();
  desk.record(stream(command.id), Edited{command.id, command.description, command.window_days});
  return desk.done();
}

}  // namespace riskflow::domain::policy
