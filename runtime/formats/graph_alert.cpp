#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/formats/json_fields.hpp"
#include "runtime/formats/json_records.hpp"
#include "runtime/formats/words.hpp"

namespace riskflow::formats {

namespace json = boost::json;

constexpr Words<SourceStatus, 3> statuses{{
    {"new", SourceStatus::new_alert},
    {"inProgress", SourceStatus::in_progress},
    {"resolved", SourceStatus::resolved},
}};

constexpr Words<Classification, 4> classifications{{
    {"unknown", Classification::none},
    {"truePositive", Classification::true_positive},
    {"falsePositive", Classification::false_positive},
    {"informationalExpectedActivity", Classification::informational_expected_activity},
}};

static void check_service_source(JsonFields& in) {
  const auto source = in.needed("serviceSource", id_rule);
  // The second spelling is that of a community list; the published schema has the first.
  if (source == "microsoftInsiderRiskManagement" ||
      source == "microsoftPurviewInsiderRiskManagement")
    return;
  if (source == "unknownFutureValue")
    return in.reject("serviceSource",
                     "unknownFutureValue: ask Graph again with the header 'Prefer: "
                     "include-unknown-enum-members'");
  in.reject("serviceSource",
            fmt::format("an alert of another service{}; only microsoftInsiderRiskManagement is "
                        "imported",
                        quoted_word(source)));
}

static bool is_policy_violator(const json::object& evidence) {
  const auto* roles = evidence.if_contains("roles");
  const auto* items = roles ? roles->if_array() : nullptr;
  if (!items) return false;
  return std::ranges::any_of(*items, [](const json::value& role) {
    return role.is_string() && role.get_string() == "policyViolator";
  });
}

static bool is_user_evidence(const json::value& item) {
  const auto* evidence = item.if_object();
  const auto* type = evidence ? evidence->if_contains("@odata.type") : nullptr;
  const auto* text = type ? type->if_string() : nullptr;
  return text && std::string_view{text->data(), text->size()}.ends_with(".userEvidence");
}

// The place of the evidence that names the alert's user.
static std::optional<std::size_t> find_user_evidence(const json::array& evidence) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    if (!is_user_evidence(evidence[i])) continue;
    if (is_policy_violator(evidence[i].get_object())) return i;
    if (!first) first = i;
  }
  return first;
}

struct AlertUser {
  Person person;
  std::string account;  // may be empty
};

static AlertUser read_user(JsonFields& in, FirstFault& fault) {
  const auto* evidence = in.array("evidence");
  const auto place = evidence ? find_user_evidence(*evidence) : std::nullopt;
  if (!place) {
    in.reject("evidence", "no user evidence: nobody to tie the alert to");
    return {};
  }
  const auto path = fmt::format("evidence[{}].userAccount", *place);
  const auto* account = (*evidence)[*place].get_object().if_contains("userAccount");
  if (!account || !account->is_object()) {
    in.reject(path, "missing");
    return {};
  }
  JsonFields user{account->get_object(), fault, path + '.'};
  Person person{user.id("azureAdUserId"),
                user.address("userPrincipalName"),
                user.text("displayName", name_rule),
                {}};
  std::string account_name{user.raw("accountName")};
  if (person.object_id.empty() && person.upn.empty())
    in.reject(path, "neither azureAdUserId nor userPrincipalName");
  return {std::move(person), std::move(account_name)};
}

Result<AlertRecord> parse_graph_alert(const json::object& object) {
  FirstFault fault;
  JsonFields in{object, fault};
  check_service_source(in);
  AlertRecord alert;
  alert.source = AlertSource::graph;
  alert.organisation = in.needed_id("tenantId");
  alert.provider_alert_id = in.needed_id("providerAlertId");
  alert.policy_key = in.id("alertPolicyId");
  if (alert.policy_key.empty()) alert.policy_key = in.id("PolicyId");
  alert.policy_template = in.text("detectorId", id_rule);
  alert.title = in.needed("title", title_rule);
  alert.description = in.text("description", description_rule);
  alert.category = in.text("category", id_rule);
  alert.severity = read_word(in, "severity", severities).value_or(Severity::low);
  alert.source_status = read_word(in, "status", statuses).value_or(SourceStatus::new_alert);
  if (!in.raw("classification").empty())
    alert.classification =
        read_word(in, "classification", classifications).value_or(Classification::none);
  alert.created = in.time("createdDateTime");
  alert.last_update = in.time("lastUpdateDateTime");
  alert.first_activity = in.time("firstActivityDateTime");
  alert.last_activity = in.time("lastActivityDateTime");
  if (!alert.created && !alert.last_update) in.reject("createdDateTime", "missing");
  alert.record_time = alert.last_update.value_or(alert.created.value_or(Instant{}));
  auto [user, account] = read_user(in, fault);
  alert.policy_name = policy_name_of(alert.title, user, account);
  alert.user = std::move(user);
  if (fault.found()) return fault.report();
  return alert;
}

}  // namespace riskflow::formats
