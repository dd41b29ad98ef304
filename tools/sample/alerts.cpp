#include "tools/sample/alerts.hpp"

#include <algorithm>

#include "tools/sample/random.hpp"

namespace riskflow::sample {

using namespace std::chrono;

// A prime above every size an organisation may have, so that multiplying by it only reorders.
constexpr std::uint64_t reorder = 1'000'000'007;
// Of a hundred alerts of Graph, those that Office 365 tells too; and those it tells alone.
constexpr std::uint64_t told_twice_percent = 33;
constexpr std::uint64_t office365_only_percent = 10;

// Few people have many alerts and most have few: the density falls with the root of the rank.
static std::uint64_t draw_employee(Random& random, std::uint64_t employees) {
  const double x = random.unit();
  const auto rank = static_cast<std::uint64_t>(x * x * static_cast<double>(employees));
  return std::min(rank, employees - 1) * reorder % employees;
}

static std::size_t draw_policy(Random& random) {
  auto point = random.below(100);
  std::size_t policy = 0;
  for (; point >= policies()[policy].share; ++policy) point -= policies()[policy].share;
  return policy;
}

static std::string_view draw_severity(Random& random) {
  const auto point = random.below(100);
  return point < 10 ? "high" : point < 38 ? "medium" : "low";
}

static void draw_status(Random& random, Alert& alert) {
  const auto point = random.below(100);
  alert.status = point < 55 ? "new" : point < 75 ? "inProgress" : "resolved";
  alert.classification = "unknown";
  if (alert.status == "new") return;
  alert.later_status = "Active";
  if (alert.status == "inProgress") return;
  const auto verdict = random.below(100);
  alert.classification = verdict < 40   ? "truePositive"
                         : verdict < 65 ? "falsePositive"
                         : verdict < 85 ? "informationalExpectedActivity"
                                        : "unknown";
  alert.later_status = verdict < 20 ? "Resolved" : verdict < 40 ? "Investigating" : "Dismissed";
}

Alert Alerts::alert(std::uint64_t number) const {
  Random random{organisation_.seed(), Topic::alert, number};
  Alert alert;
  alert.provider_id = guid(organisation_.seed(), Topic::alert_id, number);
  alert.employee = draw_employee(random, organisation_.size());
  alert.policy = draw_policy(random);
  alert.severity = draw_severity(random);
  draw_status(random, alert);
  // Each alert has a slot of its own, so that the file is in order of time.
  const auto length = static_cast<std::uint64_t>(duration_cast<seconds>(sample_length).count());
  const auto slot = std::max<std::uint64_t>(length / std::max<std::uint64_t>(count_, 1), 1);
  const auto second = (number % count_) * length / count_ + random.below(slot);
  // The last hour stays free for what follows an alert.
  alert.created =
      std::min<Instant>(sample_end - sample_length + seconds{second}, sample_end - hours{1});
  alert.updated = alert.created;
  if (alert.status != "new") {
    const auto latest = std::min<Instant>(alert.created + days{14}, sample_end - minutes{5});
    const auto range = duration_cast<seconds>(latest - alert.created - minutes{30}).count();
    alert.updated += minutes{30} + seconds{random.below(static_cast<std::uint64_t>(range))};
  }
  alert.first_activity = alert.created - seconds{7200 + random.below(4 * 86'400)};
  alert.last_activity = alert.created - seconds{600 + random.below(6000)};
  return alert;
}

std::uint64_t Alerts::write_graph_page(OutFile& out) const {
  out.print(
      "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2\","
      "\"@riskflow.synthetic\":true,\"value\":[\n");
  for (std::uint64_t number = 0; number < count_ && out.good(); ++number) {
    if (number > 0) out.print(",\n");
    write_graph_alert(out, number);
  }
  out.print("\n]}}\n");
  return count_;
}

// The evidence that some alerts have besides the user.
static void write_device_evidence(OutFile& out, std::uint64_t number, const std::string& created) {
  out.print(
      "{{\"@odata.type\":\"#microsoft.graph.security.deviceEvidence\",\"createdDateTime\":"
      "\"{}\",\"verdict\":\"unknown\",\"remediationStatus\":\"none\",\"roles\":[],"
      "\"detailedRoles\":[],\"tags\":[],\"deviceDnsName\":\"device-{:06}.example.test\"}},",
      created, number % 1'000'000);
}

static void write_user_evidence(OutFile& out, const Employee& who, const std::string& created) {
  out.print(
      "{{\"@odata.type\":\"#microsoft.graph.security.userEvidence\",\"createdDateTime\":"
      "\"{}\",\"verdict\":\"suspicious\",\"remediationStatus\":\"none\","
      "\"remediationStatusDetails\":null,\"roles\":[\"policyViolator\"],\"detailedRoles\":[],"
      "\"tags\":[],\"userAccount\":{{\"accountName\":\"{}\",\"domainName\":\"example\","
      "\"userSid\":null,\"azureAdUserId\":\"{}\",\"userPrincipalName\":\"{}\","
      "\"displayName\":\"{}\"}}}}",
      created, who.alias, who.object_id, who.upn, who.display_name);
}

void Alerts::write_graph_alert(OutFile& out, std::uint64_t number) const {
  const auto facts = alert(number);
  const auto& policy = policies()[facts.policy];
  const auto created = to_text(facts.created), updated = to_text(facts.updated);
  out.print(
      "{{\"@odata.type\":\"#microsoft.graph.security.alert\",\"id\":\"ir{0}\","
      "\"providerAlertId\":\"{0}\",\"incidentId\":\"{1}\",\"status\":\"{2}\","
      "\"severity\":\"{3}\",\"classification\":\"{4}\",\"determination\":\"unknown\",",
      facts.provider_id, number + 1, facts.status, facts.severity, facts.classification);
  out.print(
      "\"serviceSource\":\"microsoftInsiderRiskManagement\","
      "\"detectionSource\":\"microsoftInsiderRiskManagement\",\"detectorId\":\"{}\","
      "\"alertPolicyId\":\"{}\",\"tenantId\":\"{}\",\"title\":\"{}\","
      "\"description\":\"Synthetic alert: nobody did this\",\"category\":\"{}\","
      "\"assignedTo\":null,",
      policy.detector, organisation_.policy_id(facts.policy), organisation_.tenant_id(),
      policy.name, policy.category);
  out.print("\"createdDateTime\":\"{}\",\"lastUpdateDateTime\":\"{}\",", created, updated);
  if (facts.status == "resolved")
    out.print("\"resolvedDateTime\":\"{}\",", updated);
  else
    out.print("\"resolvedDateTime\":null,");
  out.print(
      "\"firstActivityDateTime\":\"{}\",\"lastActivityDateTime\":\"{}\","
      "\"mitreTechniques\":[],\"systemTags\":[],\"comments\":[],\"evidence\":[",
      to_text(facts.first_activity), to_text(facts.last_activity));
  if (number % 5 == 0) write_device_evidence(out, number, created);
  write_user_evidence(out, organisation_.employee(facts.employee), created);
  out.print("]}}");
}

// What differs between the first and the second record of an alert.
struct Emission {
  std::string_view operation;
  std::string_view comments;
  std::string_view status;
  Instant at;
};

// Office 365 writes its times without a zone.
static std::string without_zone(Instant at) {
  auto text = to_text(at);
  text.pop_back();
  return text;
}

static void write_office365_record(OutFile& out, const Organisation& organisation,
                                   const Alert& alert, const Emission& emission,
                                   std::uint64_t number) {
  const auto who = organisation.employee(alert.employee);
  const auto severity = alert.severity == "high"     ? "High"
                        : alert.severity == "medium" ? "Medium"
                                                     : "Low";
  out.print(
      "{{\"CreationTime\":\"{}\",\"Id\":\"{}\",\"Operation\":\"{}\",\"OrganizationId\":\"{}\","
      "\"RecordType\":40,\"UserKey\":\"SecurityComplianceAlerts\",\"UserType\":4,"
      "\"Version\":1,\"Workload\":\"SecurityComplianceCenter\","
      "\"UserId\":\"SecurityComplianceAlerts\",",
      without_zone(emission.at), guid(organisation.seed(), Topic::office365_id, number),
      emission.operation, organisation.tenant_id());
  out.print(
      "\"AlertId\":\"{}\",\"AlertType\":\"Custom\",\"Category\":\"InsiderRiskManagement\","
      "\"Comments\":\"{}\",\"Name\":\"{}\",\"PolicyId\":\"{}\",\"Severity\":\"{}\","
      "\"Source\":\"Office 365 Security & Compliance\",\"Status\":\"{}\",",
      alert.provider_id, emission.comments, policies()[alert.policy].name,
      organisation.policy_id(alert.policy), severity, emission.status);
  out.print(
      "\"Data\":\"{{\\\"userId\\\":\\\"{}\\\",\\\"upn\\\":\\\"{}\\\",\\\"triggeredUtc\\\":"
      "\\\"{}\\\",\\\"synthetic\\\":\\\"true\\\"}}\"}}\n",
      who.object_id, who.upn, to_text(alert.first_activity));
}

std::uint64_t Alerts::write_office365_lines(OutFile& out) const {
  std::uint64_t written = 0;
  const auto last = count_ + count_ * office365_only_percent / 100;
  for (std::uint64_t number = 0; number < last && out.good(); ++number) {
    Random random{organisation_.seed(), Topic::office365, number};
    // The first alert is always told by both, so that the smallest sample has one of these.
    if (number > 0 && number < count_ && !random.chance(told_twice_percent)) continue;
    const auto facts = alert(number);
    const Emission first{"AlertTriggered", "New Alert", "Active", facts.created + seconds{70}};
    write_office365_record(out, organisation_, facts, first, written++);
    if (!facts.later_status) continue;
    const Emission second{"AlertUpdated", "Alert Updated", *facts.later_status,
                          facts.updated + seconds{95}};
    write_office365_record(out, organisation_, facts, second, written++);
  }
  return written;
}

}  // namespace riskflow::sample
