// The HR reports and the groups of a batch: both are about people who are known already.

#include "runtime/core/request_ids.hpp"
#include "runtime/import/batch.hpp"

namespace riskflow::runtime {

namespace dom = domain;

GroupId group_id(std::string_view organisation, std::string_view object_id) {
  return GroupId{hashed_id_bytes({"group", organisation, object_id})};
}

static dom::HrScenario scenario_of(formats::HrScenario scenario) {
  switch (scenario) {
    case formats::HrScenario::resignation: return dom::HrScenario::resignation;
    case formats::HrScenario::job_level_change: return dom::HrScenario::job_level_change;
    case formats::HrScenario::performance_review: return dom::HrScenario::performance_review;
    case formats::HrScenario::performance_improvement_plan:
      return dom::HrScenario::performance_improvement_plan;
    case formats::HrScenario::employee_profile: return dom::HrScenario::employee_profile;
  }
  return dom::HrScenario::employee_profile;
}

static dom::subject::HrEventRecorded hr_event(const formats::HrRecord& row,
                                              const SubjectRef& subject) {
  dom::subject::HrEventRecorded event;
  event.subject = subject;
  event.scenario = scenario_of(row.scenario);
  event.effective = row.resignation_date.value_or(row.effective_date.value_or(Instant{}));
  event.last_working_day = row.last_working_date;
  event.facts = dom::Personal<dom::subject::HrFacts>::about(
      subject, Purpose::casework, {row.remarks, row.rating, row.old_level, row.new_level});
  return event;
}

// About how many bytes of a frame a report takes.
static std::size_t frame_bytes(const formats::HrRecord& row, std::size_t triggered) {
  return 400 + row.remarks.size() + row.rating.size() + row.old_level.size() +
         row.new_level.size() + 160 * triggered;
}

static std::vector<PolicyId> triggered_by(dom::HrScenario scenario,
                                          const std::vector<dom::policy::State>& policies) {
  std::vector<PolicyId> triggered;
  for (const auto& policy : policies)
    if (dom::policy::triggers(scenario, policy.from)) triggered.push_back(policy.id);
  return triggered;
}

Status ImportBatch::commit_reports(dom::subject::ImportHrEvents& command) {
  if (command.reports.empty()) return {};
  const auto ok = execute(command);
  command.reports.clear();
  return ok;
}

Status ImportBatch::take_hr(const RawBatch& batch, const std::vector<Read>& records) {
  dom::subject::ImportHrEvents command;
  std::size_t bytes = 0;
  std::size_t events = 0;
  std::optional<std::vector<dom::policy::State>> policies;
  for (const auto& read : records) {
    const auto* row = std::get_if<formats::HrRecord>(&read.record);
    if (row == nullptr) continue;
    if (row->scenario == formats::HrScenario::employee_profile)
      continue;  // a change of the directory: take_persons
    const auto subject = find({}, row->email, row->email);
    if (!subject) {
      skip(batch, read.number,
           {Errc::not_found,
            "no user has this address: import the directory first",
            "EmailAddress",
            {}});
      continue;
    }
    if (!policies) {
      auto all = parts_.policies();
      if (!all) return fail(all.error());
      policies = std::move(*all);
    }
    dom::subject::ImportHrEvents::Report report{
        hr_event(*row, *subject), triggered_by(scenario_of(row->scenario), *policies)};
    const auto more_bytes = frame_bytes(*row, report.triggered.size());
    const auto more_events = 1 + report.triggered.size();
    if (more_bytes > frame_bytes_most || more_events > frame_events_most) {
      skip(batch, read.number,
           {Errc::too_large, "it triggers more policies than one commit can hold", {}, {}});
      continue;
    }
    if (bytes + more_bytes > frame_bytes_most || events + more_events > frame_events_most) {
      if (auto ok = commit_reports(command); !ok) return ok;
      bytes = events = 0;
    }
    bytes += more_bytes;
    events += more_events;
    command.reports.push_back(std::move(report));
  }
  return commit_reports(command);
}

Status ImportBatch::take_groups(const RawBatch& batch, const std::vector<Read>& records) {
  for (const auto& read : records) {
    const auto* group = std::get_if<formats::GroupRecord>(&read.record);
    if (group == nullptr) continue;
    dom::group::ImportGroup command{
        group_id(session_.organisation, group->object_id), group->display_name, {}};
    std::size_t unknown = 0;
    for (const auto& member : group->members) {
      if (const auto subject = find(member.object_id, member.upn, {}))
        command.members.insert(*subject);
      else
        ++unknown;
    }
    if (unknown > 0) {
      skip(batch, read.number,
           {Errc::not_found,
            std::to_string(unknown) + " of its members are not in the directory: "
                                      "import the Graph users first",
            "members",
            {}});
      continue;
    }
    const auto ok = execute(command);
    if (!ok && ok.error().code != Errc::too_large) return ok;
    if (!ok)
      skip(batch, read.number,
           {Errc::too_large, "more members come and go than one commit can hold", "members", {}});
  }
  return {};
}

}  // namespace riskflow::runtime
