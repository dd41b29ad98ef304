#include "runtime/importing/batch.hpp"

#include <algorithm>

#include <openssl/rand.h>

#include "domain/core/ensure.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using dom::subject::Identity;

PolicyId policy_id(std::string_view name) { return PolicyId{hashed_id_bytes({"policy", name})}; }
AlertId alert_id(std::string_view organisation, std::string_view provider_alert_id) {
  return AlertId{hashed_id_bytes({organisation, provider_alert_id})};
}
GroupId group_id(std::string_view organisation, std::string_view object_id) {
  return GroupId{hashed_id_bytes({"group", organisation, object_id})};
}

ImportBatch::ImportBatch(const ImportParts& parts, const dom::Actor& actor,
                         const std::string& organisation, std::map<PolicyId, int>& windows,
                         std::mutex& committing)
    : parts_(parts),
      actor_(actor),
      organisation_(organisation),
      windows_(windows),
      committing_(committing) {}

Result<BatchOutcome> ImportBatch::take(const RawBatch& batch) {
  kind_ = batch.kind;
  import::RecordParser parser(batch.kind, batch.layout);
  std::vector<Read> records;
  for (const auto& raw : batch.records) {
    auto record = parser.parse(raw.text);
    if (record)
      records.push_back({raw.number, std::move(*record)});
    else
      skip(batch, raw.number, record.error());
  }
  outcome_.totals.read = batch.records.size();
  const std::scoped_lock one_at_a_time(committing_);
  if (auto ok = take_persons(records); !ok) return fail(ok.error());
  if (auto ok = take_groups(batch, records); !ok) return fail(ok.error());
  if (auto ok = take_alerts(batch, records); !ok) return fail(ok.error());
  if (auto ok = take_hr(batch, records); !ok) return fail(ok.error());
  auto& totals = outcome_.totals;
  const auto told = totals.added + totals.changed + totals.skipped;
  totals.unchanged = totals.read > told ? totals.read - told : 0;
  return std::move(outcome_);
}

void ImportBatch::skip(const RawBatch& batch, std::uint64_t number, const Error& why) {
  outcome_.skipped.push_back(
      {batch.file, import::place_text(batch.kind, number), why.target, why.message});
  ++outcome_.totals.skipped;
}

// ---- persons ----

std::optional<SubjectRef> ImportBatch::find(std::string_view object_id, std::string_view upn,
                                            std::string_view mail) const {
  for (const auto key : {object_id, upn, mail}) {
    if (key.empty()) continue;
    if (const auto fresh = fresh_.find(directory_key(key)); fresh != fresh_.end())
      return fresh->second;
    if (const auto known = parts_.identities.find(key)) return known;
  }
  return {};
}

SubjectRef ImportBatch::meet(People& people, const Identity& identity, Source source) {
  const auto known = find(identity.object_id, identity.user_principal_name, identity.mail);
  const auto subject = known ? *known : SubjectRef{random_id_bytes()};
  auto& met = people.try_emplace(subject, Met{subject, {}, {}, false}).first->second;
  if (!known) {
    met.is_new = true;
    for (const auto* key : {&identity.object_id, &identity.user_principal_name, &identity.mail})
      if (!key->empty()) fresh_[directory_key(*key)] = subject;
  }
  const auto is_news = [&] {
    return parts_.identities.fingerprint_of(subject) != parts_.identities.fingerprint(identity);
  };
  if (!known || (source == Source::directory && is_news())) met.identity = identity;
  return subject;
}

SubjectRef ImportBatch::meet(People& people, const import::Person& person) {
  Identity identity;
  identity.object_id = person.object_id;
  identity.user_principal_name = person.upn;
  identity.display_name = person.display_name;
  identity.mail = person.mail;
  return meet(people, identity, Source::mention);
}

void ImportBatch::meet(People& people, const import::UserRecord& user) {
  const Identity identity{user.object_id,     user.upn,     user.mail,    user.display_name,
                          user.given_name,    user.surname, user.alias,   user.job_title,
                          user.department,    user.office,  user.company, user.employee_id,
                          user.usage_location};
  const auto subject = meet(people, identity, Source::directory);
  if (!user.manager) return;
  const auto manager = meet(people, *user.manager);
  people[subject].manager = manager;
}

// An employee profile of HR: it knows name, department and role; everything else stays as the
// directory has it.
void ImportBatch::meet(People& people, const import::HrRecord& row) {
  const auto subject = find({}, row.email, row.email);
  auto identity = subject ? parts_.identities.identity_of(*subject) : Result<Identity>(Identity{});
  if (!identity) return;  // erased meanwhile
  const auto& profile = *row.profile;
  identity->given_name = profile.first_name;
  identity->surname = profile.last_name;
  if (!profile.department.empty()) identity->department = profile.department;
  if (!profile.role.empty()) identity->job_title = profile.role;
  if (!subject) {
    identity->mail = row.email;
    identity->display_name = profile.first_name + " " + profile.last_name;
  }
  meet(people, *identity, Source::directory);
}

std::string ImportBatch::unused_pseudonym() {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  while (true) {
    std::array<unsigned char, 8> random{};
    ensure(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1,
           "the system gives random numbers");
    std::string text = "Anon";
    for (std::size_t i = 0; i < 3; ++i) text += letters[random[i] * letters.size() / 256];
    text += '-';
    for (std::size_t i = 3; i < 6; ++i) text += static_cast<char>('0' + random[i] * 10 / 256);
    if (!parts_.identities.knows_pseudonym(text) && pseudonyms_.insert(text).second) return text;
  }
}

// Meets everybody and commits what is new; again when the directory changed meanwhile.
Status ImportBatch::commit_people(const std::function<void(People&)>& meet_all) {
  for (int tries = 0;; ++tries) {
    if (auto ok = parts_.identities.catch_up(); !ok) return ok;
    const auto known_at = parts_.identities.version();
    People people;
    fresh_.clear();
    meet_all(people);
    dom::subject::ImportSubjects command{{}, known_at};
    for (const auto& [subject, met] : people) {
      if (!met.identity && !met.manager) continue;
      dom::subject::Sighting sighting{
          subject, met.is_new ? unused_pseudonym() : "", {}, met.manager};
      if (met.identity)
        sighting.identity =
            dom::Personal<Identity>::about(subject, Purpose::identity, *met.identity);
      command.sightings.push_back(std::move(sighting));
    }
    if (command.sightings.empty()) return {};
    const auto receipt = parts_.bus.execute(command, context(random_request_id(parts_.clock.now())),
                                            [this](std::string_view event) { count(event); });
    if (receipt) return parts_.identities.catch_up();
    const auto reason = detail(receipt.error(), "reason");
    const bool moved = reason == "directory_changed" || reason == "pseudonym_taken";
    if (!moved || tries == 4) return fail(receipt.error());
  }
}

Status ImportBatch::take_persons(const std::vector<Read>& records) {
  return commit_people([&](People& people) {
    for (const auto& read : records) {
      if (const auto* user = std::get_if<import::UserRecord>(&read.record)) meet(people, *user);
      if (const auto* alert = std::get_if<import::AlertRecord>(&read.record))
        meet(people, alert->user);
      if (const auto* row = std::get_if<import::HrRecord>(&read.record);
          row != nullptr && row->profile)
        meet(people, *row);
    }
  });
}

// ---- alerts ----

static dom::Severity severity_of(import::Severity severity) {
  switch (severity) {
    case import::Severity::high: return dom::Severity::high;
    case import::Severity::medium: return dom::Severity::medium;
    case import::Severity::low: return dom::Severity::low;
  }
  return dom::Severity::low;
}

// The source's state in our words (reference "domain", 3.7).
static dom::SourceStatus status_of(const import::AlertRecord& alert) {
  using enum import::SourceStatus;
  switch (alert.source_status) {
    case new_alert:
    case active: return dom::SourceStatus::open;
    case in_progress:
    case investigating: return dom::SourceStatus::in_progress;
    case dismissed: return dom::SourceStatus::dismissed;
    case resolved:
      if (alert.source == import::AlertSource::office365) return dom::SourceStatus::resolved;
      return alert.classification == import::Classification::true_positive
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
Result<int> ImportBatch::window_of(const import::AlertRecord& alert, const PolicyId& policy) {
  if (const auto known = windows_.find(policy); known != windows_.end()) return known->second;
  const dom::policy::ImportPolicy command{
      {policy, alert.policy_name, template_of(alert.policy_template), "Met in an import", 30}};
  const auto receipt = parts_.bus.execute(command, context(random_request_id(parts_.clock.now())));
  if (!receipt) return fail(receipt.error());
  const auto folded = parts_.aggregates.load(dom::policy::stream(policy));
  if (!folded) return fail(folded.error());
  const int days = std::get<dom::policy::State>(folded->state).window_days;
  windows_[policy] = days;
  return days;
}

Result<dom::alert::Arrival> ImportBatch::arrival_of(const import::AlertRecord& alert,
                                                    const SubjectRef& subject) {
  const auto& organisation = alert.organisation.empty() ? organisation_ : alert.organisation;
  const auto policy = policy_id(alert.policy_name);
  const auto days = window_of(alert, policy);
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
static std::size_t frame_bytes(const import::AlertRecord& alert) {
  return 700 + alert.title.size() + alert.description.size() + alert.category.size();
}

Status ImportBatch::commit_alerts(dom::alert::ImportAlerts& command) {
  if (command.arrivals.empty()) return {};
  const auto& first = command.arrivals.front().alert;
  const auto ok = execute(command, first.source_updated, to_text(first.id));
  command.arrivals.clear();
  return ok;
}

Status ImportBatch::take_alerts(const RawBatch& batch, const std::vector<Read>& records) {
  static constexpr std::size_t frame_most = 480 * 1024;  // a frame takes 512 KiB
  dom::alert::ImportAlerts command;
  std::size_t bytes = 0;
  for (const auto& read : records) {
    const auto* alert = std::get_if<import::AlertRecord>(&read.record);
    if (alert == nullptr) continue;
    const auto subject = find(alert->user.object_id, alert->user.upn, alert->user.mail);
    ensure(subject.has_value(), "the user of an alert was met before the alert is taken");
    auto arrival = arrival_of(*alert, *subject);
    if (!arrival && arrival.error().code != Errc::invalid) return fail(arrival.error());
    if (!arrival) {
      skip(batch, read.number, arrival.error());
      continue;
    }
    if (bytes + frame_bytes(*alert) > frame_most) {
      if (auto ok = commit_alerts(command); !ok) return ok;
      bytes = 0;
    }
    bytes += frame_bytes(*alert);
    command.arrivals.push_back(std::move(*arrival));
  }
  return commit_alerts(command);
}

// ---- HR ----

static dom::HrScenario scenario_of(import::HrScenario scenario) {
  switch (scenario) {
    case import::HrScenario::resignation: return dom::HrScenario::resignation;
    case import::HrScenario::job_level_change: return dom::HrScenario::job_level_change;
    case import::HrScenario::performance_review: return dom::HrScenario::performance_review;
    case import::HrScenario::performance_improvement_plan:
      return dom::HrScenario::performance_improvement_plan;
    case import::HrScenario::employee_profile: return dom::HrScenario::employee_profile;
  }
  return dom::HrScenario::employee_profile;
}

static dom::subject::HrEventRecorded hr_event(const import::HrRecord& row,
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

Status ImportBatch::take_hr(const RawBatch& batch, const std::vector<Read>& records) {
  dom::subject::ImportHrEvents command;
  std::optional<std::vector<dom::policy::State>> policies;
  for (const auto& read : records) {
    const auto* row = std::get_if<import::HrRecord>(&read.record);
    if (row == nullptr) continue;
    if (row->scenario == import::HrScenario::employee_profile)
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
    dom::subject::ImportHrEvents::Report report{hr_event(*row, *subject), {}};
    for (const auto& policy : *policies)
      if (dom::policy::triggers(report.event.scenario, policy.from))
        report.triggered.push_back(policy.id);
    command.reports.push_back(std::move(report));
  }
  if (command.reports.empty()) return {};
  return execute(command, command.reports.front().event.effective,
                 to_text(command.reports.front().event.subject));
}

// ---- groups ----

Status ImportBatch::take_groups(const RawBatch& batch, const std::vector<Read>& records) {
  for (const auto& read : records) {
    const auto* group = std::get_if<import::GroupRecord>(&read.record);
    if (group == nullptr) continue;
    dom::group::ImportGroup command{
        group_id(organisation_, group->object_id), group->display_name, {}};
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
    if (auto ok = execute(command, Instant{}, to_text(command.id)); !ok) return ok;
  }
  return {};
}

// ---- commits ----

RequestContext ImportBatch::context(const RequestId& request) const {
  return {request, actor_, parts_.clock.now(), {{}, request}};
}

// `cause` and `purpose` make the request id, so that the same batch sent again is recognised
// (contracts.md, "Ids and time").
Status ImportBatch::execute(const dom::Command& command, Instant cause, std::string_view purpose) {
  const auto number = std::to_string(parts_.clock.now().time_since_epoch().count());
  const auto receipt =
      parts_.bus.execute(command, context(derived_request_id(cause, {"import", purpose, number})),
                         [this](std::string_view event) { count(event); });
  if (!receipt) return fail(receipt.error());
  return {};
}

// Whether an event is what became of a record of this kind: a batch of alerts may bring persons
// with it, which are not counted.
static bool is_new_record(import::Kind kind, std::string_view event) {
  switch (kind) {
    case import::Kind::graph_alerts:
    case import::Kind::office365: return event == "alert.imported";
    case import::Kind::graph_users: return event == "subject.registered";
    case import::Kind::graph_groups: return event == "group.registered";
    case import::Kind::hr_csv: return event == "subject.hr-event-recorded";
  }
  return false;
}
static bool is_changed_record(import::Kind kind, std::string_view event) {
  switch (kind) {
    case import::Kind::graph_alerts:
    case import::Kind::office365: return event == "alert.source-changed";
    case import::Kind::graph_users: return event == "subject.identity-changed";
    case import::Kind::graph_groups: return event == "group.members-changed";
    case import::Kind::hr_csv: return event == "subject.identity-changed";
  }
  return false;
}

void ImportBatch::count(std::string_view event) {
  if (is_new_record(kind_, event)) ++outcome_.totals.added;
  if (is_changed_record(kind_, event)) ++outcome_.totals.changed;
}

}  // namespace riskflow::runtime
