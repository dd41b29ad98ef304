#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/formats/json_fields.hpp"
#include "runtime/formats/json_records.hpp"
#include "runtime/formats/words.hpp"

namespace riskflow::formats {

namespace json = boost::json;

constexpr Words<SourceStatus, 4> statuses{{
    {"Active", SourceStatus::active},
    {"Investigating", SourceStatus::investigating},
    {"Dismissed", SourceStatus::dismissed},
    {"Resolved", SourceStatus::resolved},
}};

// What the field `Data` tells, under whatever names.
struct TriggerFacts {
  std::string object_id;
  std::string upn;
  std::string display_name;
  std::optional<Instant> triggered;
};

// Takes a value for what it looks like.  The name only keeps ids of other things out.
static void take_value(std::string_view name, std::string_view value, TriggerFacts& facts) {
  const auto plain = plain_word(name);
  const auto about = [&](std::string_view word) { return plain.contains(word); };
  if (value.contains('@')) {
    if (facts.upn.empty() || plain == "upn" || plain == "userprincipalname") facts.upn = value;
    return;
  }
  if (is_guid(value) || plain == "userid" || plain == "uniqueuserid") {
    const bool of_another = about("tenant") || about("organi") || about("alert") || about("policy");
    if (!of_another && facts.object_id.empty()) facts.object_id = canonical_id(value);
    return;
  }
  if (plain == "displayname" || plain == "userdisplayname") facts.display_name = value;
  const auto at = instant_from_text(value);
  if (at && (!facts.triggered || about("trigger"))) facts.triggered = *at;
}

static void take_object(const json::object& object, TriggerFacts& facts) {
  for (const auto& [name, value] : object)
    if (const auto* text = value.if_string())
      take_value({name.data(), name.size()}, {text->data(), text->size()}, facts);
}

// Text that is no JSON: "userId=...; upn=...; 2026-01-10T21:02:11Z".
static void take_plain_text(std::string_view text, TriggerFacts& facts) {
  constexpr std::string_view separators = " \t\r\n,;|=\"'(){}[]";
  while (true) {
    const auto begin = text.find_first_not_of(separators);
    if (begin == std::string_view::npos) return;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(separators), text.size());
    take_value({}, text.substr(0, end), facts);
    text.remove_prefix(end);
  }
}

static TriggerFacts read_trigger(const json::object& record) {
  TriggerFacts facts;
  const auto* field = record.if_contains("Data");
  if (!field) return facts;
  if (const auto* object = field->if_object()) take_object(*object, facts);
  const auto* text = field->if_string();
  if (!text) return facts;
  json::error_code ec;
  const auto inner = json::parse(*text, ec);
  if (ec || !inner.is_object())
    take_plain_text({text->data(), text->size()}, facts);
  else
    take_object(inner.get_object(), facts);
  return facts;
}

static void check_kind_of_record(JsonFields& in) {
  const auto type = in.integer("RecordType");
  if (!type) return in.reject("RecordType", "missing");
  if (*type != 40)
    return in.reject("RecordType", fmt::format("{}: only 40, alerts, is imported", *type));
  const auto category = in.needed("Category", id_rule);
  if (category != "InsiderRiskManagement")
    in.reject("Category", fmt::format("an alert of another category{}; only "
                                      "InsiderRiskManagement is imported",
                                      quoted_word(category)));
}

static void read_user(const json::object& record, FirstFault& fault, AlertRecord& alert) {
  const auto facts = read_trigger(record);
  alert.user = {facts.object_id, facts.upn, facts.display_name, {}};
  alert.triggered = facts.triggered;
  if (facts.object_id.empty() && facts.upn.empty())
    return fault.add("Data", "names no user: neither an id nor a user principal name in it");
  fault.check("Data", facts.object_id, id_rule);
  fault.check("Data", facts.display_name, name_rule);
  if (!facts.upn.empty()) fault.check_address("Data", facts.upn);
}

Result<AlertRecord> parse_office365_alert(const json::object& object) {
  FirstFault fault;
  JsonFields in{object, fault};
  check_kind_of_record(in);
  AlertRecord alert;
  alert.source = AlertSource::office365;
  alert.organisation = in.needed_id("OrganizationId");
  alert.provider_alert_id = in.needed_id("AlertId");
  alert.policy_key = in.id("PolicyId");
  alert.title = in.needed("Name", title_rule);
  alert.category = in.text("Category", id_rule);
  alert.severity = read_word(in, "Severity", severities).value_or(Severity::low);
  alert.source_status = read_word(in, "Status", statuses).value_or(SourceStatus::active);
  if (const auto at = in.time("CreationTime"))
    alert.record_time = *at;
  else
    in.reject("CreationTime", "missing");
  const bool announces =
      in.raw("Operation") == "AlertTriggered" || in.raw("Operation") == "AlertEntityGenerated";
  (announces ? alert.created : alert.last_update) = alert.record_time;
  read_user(object, fault, alert);
  alert.policy_name = policy_name_of(alert.title, alert.user);
  if (fault.found()) return fault.report();
  return alert;
}

}  // namespace riskflow::formats
