// The alerts of a batch, and the policies that they are the first to name.

#include <algorithm>

#include "domain/core/ensure.hpp"
#include "runtime/core/person_mask.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/import/batch.hpp"

namespace riskflow::runtime {

namespace dom = domain;

PolicyId policy_id(std::string_view name) { return PolicyId{hashed_id_bytes({"policy", name})}; }
AlertId alert_id(std::string_view organisation, std::string_view provider_alert_id) {
  return AlertId{hashed_id_bytes({organisation, provider_alert_id})};
}

static dom::Severity severity_of(formats::Severity severity) {
  switch (severity) {
    case formats::Severity::high: return dom::Severity::high;
    case formats::Severity::medium: return dom::Severity::medium;
    case formats::Severity::low: return dom::Severity::low;
  }
  return dom::Severity::low;
}

// The source's state in our words.
static dom::SourceStatus status_of(const formats::AlertRecord& alert) {
  using enum formats::SourceStatus;
  switch (alert.source_status) {
    case new_alert:
    case active: return dom::SourceStatus::open;
    case in_progress:
    case investigating: return dom::SourceStatus::in_progress;
    case dismissed: return dom::SourceStatus::dismissed;
    case resolved:
      if (alert.source == formats::AlertSource::office365) return dom::SourceStatus::resolved;
      return alert.classification == formats::Classification::true_positive
                 ? dom::SourceStatus::resolved
                 : dom::SourceStatus::dismissed;
  }
  return dom::SourceStatus::open;
}

// The template a detector id names ("data-leaks"); other, when it names none of the known ones.
static dom::PolicyTemplate template_of(std::string_view detector) {
  std::string squeezed;
  for (const char c : detector)
    if (c != '-' && c != ' ' && c != '_') squeezed += c;
  for (const auto& row : dom::words(dom::PolicyTemplate{}))
    if (dom::equal_ignoring_case(row.text, squeezed)) return row.value;
  return dom::PolicyTemplate::other;
}

// How long a trigger of the alert's policy lasts; brings in the policy when it is new.
Result<int> ImportBatch::window_of(const PolicyId& policy, const std::string& name,
                                   std::string_view detector) {
  if (const auto known = session_.windows.find(policy); known != session_.windows.end())
    return known->second;
  const dom::policy::ImportPolicy command{
      {policy, name, template_of(detector), "Met in an import", {}}};
  const auto receipt = parts_.bus.execute(command, context());
  if (!receipt) return fail(receipt.error());
  const auto folded = parts_.aggregates.load(dom::policy::stream(policy));
  if (!folded) return fail(folded.error());
  const int days = std::get<dom::policy::State>((*folded)->state).window_days;
  session_.windows[policy] = days;
  return days;
}

bool ImportBatch::is_policy(const PolicyId& policy) const {
  if (session_.windows.contains(policy)) return true;
  const auto folded = parts_.aggregates.load(dom::policy::stream(policy));
  return folded && std::get<dom::policy::State>((*folded)->state).exists();
}

// The name of a policy when the title may name a person whom nobody can tell it by.
static std::string neutral_name(const formats::AlertRecord& alert) {
  const auto from = template_of(alert.policy_template);
  return from == dom::PolicyTemplate::other ? "Policy of an alert about an unknown user"
                                            : std::string(dom::to_text(from));
}

// The alert's title as its source tells it, without what the directory calls the user.  A title
// that is the name of a policy already is not looked into again.  Of a user whose name is not known
// none can be kept out, so the title names no new policy (docs/adr/0009-names-hidden-broadly.md).
Result<std::string> ImportBatch::policy_name_of(const formats::AlertRecord& alert,
                                                const SubjectRef& subject) const {
  if (is_policy(policy_id(alert.policy_name))) return alert.policy_name;
  const auto folded = parts_.aggregates.load(dom::subject::stream(subject));
  if (!folded) return fail(folded.error());
  const auto& person = std::get<dom::subject::State>((*folded)->state);
  if (!person.identity) return neutral_name(alert);
  const auto identity = identity_at(parts_.log, parts_.keys, *person.identity);
  if (!identity) return fail(identity.error());
  if (!*identity || (*identity)->display_name.empty()) return neutral_name(alert);
  const auto mask = mask_of(parts_.log, parts_.keys, *person.identity, person.former);
  if (!mask)
    return fail(Errc::invalid, "the names of its user could not be kept out of its policy's name",
                "title");
  return mask->masked(alert.policy_name, "user");
}

Result<dom::alert::Arrival> ImportBatch::arrival_of(const formats::AlertRecord& alert,
                                                    const SubjectRef& subject) {
  const auto& organisation =
      alert.organisation.empty() ? session_.organisation : alert.organisation;
  const auto name = policy_name_of(alert, subject);
  if (!name) return fail(name.error());
  const auto policy = policy_id(*name);
  const auto days = window_of(policy, *name, alert.policy_template);
  if (!days) return fail(days.error());
  const auto detected = alert.created.value_or(alert.record_time);
  dom::alert::Imported event;
  event.id = alert_id(organisation, alert.provider_alert_id);
  event.provider_alert_id = alert.provider_alert_id;
  event.subject = subject;
  event.policy = policy;
  event.severity = severity_of(alert.severity);
  event.source_status = status_of(alert);
  event.category = alert.category;
  event.detected = detected;
  event.source_updated = alert.last_update.value_or(alert.record_time);
  event.text = dom::Personal<dom::alert::Text>::about(subject, Purpose::casework,
                                                      {alert.title, alert.description});
  // The window opens when riskflow learns of the alert: an export may be old.
  const auto from = std::max(detected, parts_.clock.now());
  return dom::alert::Arrival{std::move(event), from + std::chrono::days{*days}};
}

// About how many bytes of a frame an arrival takes.
static std::size_t frame_bytes(const formats::AlertRecord& alert) {
  return 700 + alert.title.size() + alert.description.size() + alert.category.size();
}

void ImportBatch::Lane::add(dom::alert::Arrival arrival, std::size_t bytes_of_arrival) {
  if (commands.empty() || bytes + bytes_of_arrival > frame_bytes_most) {
    commands.emplace_back();
    bytes = 0;
  }
  bytes += bytes_of_arrival;
  commands.back().arrivals.push_back(std::move(arrival));
}

// Whose the alerts are and which policy they are of.
Status ImportBatch::meet_alerts(const RawBatch& batch, const std::vector<Read>& records) {
  for (const auto& read : records) {
    const auto* alert = std::get_if<formats::AlertRecord>(&read.record);
    if (alert == nullptr) continue;
    ensure(bool(read.user), "the user of an alert was met before the alert is taken");
    auto arrival = arrival_of(*alert, read.user);
    if (!arrival && arrival.error().code != Errc::invalid) return fail(arrival.error());
    if (!arrival) {
      skip(batch, read.number, arrival.error());
      continue;
    }
    lanes_[std::hash<SubjectRef>{}(read.user) % lanes_.size()].add(std::move(*arrival),
                                                                   frame_bytes(*alert));
  }
  return {};
}

// Lane by lane; two batches begin in different ones.
Status ImportBatch::commit_alerts() {
  const auto first = parts_.gate.next_lane++;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const auto lane = (first + i) % lanes_.size();
    const std::scoped_lock one_at_a_time(parts_.gate.lanes[lane]);
    for (const auto& command : lanes_[lane].commands)
      if (auto ok = execute(command); !ok) return ok;
  }
  return {};
}

}  // namespace riskflow::runtime
