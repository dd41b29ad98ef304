#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

// The example of the domain reference, section 12.2.
constexpr std::string_view example =
    R"({"CreationTime":"2026-01-12T08:31:10","Id":"22222222-0000-4000-8000-00000000000a",
 "Operation":"AlertTriggered","OrganizationId":"11111111-2222-4333-8444-555555555555","RecordType":40,
 "UserKey":"SecurityComplianceAlerts","UserType":4,"Version":1,"Workload":"SecurityComplianceCenter",
 "UserId":"SecurityComplianceAlerts",
 "AlertId":"00000000-aaaa-4bbb-8ccc-000000000001","AlertType":"Custom","Category":"InsiderRiskManagement",
 "Comments":"New Alert","Name":"Data leaks - quarterly review policy",
 "PolicyId":"33333333-0000-4000-8000-000000000003","Severity":"High","Source":"Office 365 Security & Compliance",
 "Status":"Active",
 "Data":"{\"userId\":\"aaaaaaaa-0000-4000-8000-000000000007\",)"
    R"(\"upn\":\"mira.koval@example.test\",\"triggeredUtc\":\"2026-01-10T21:02:11Z\"}"})";
constexpr std::string_view example_data =
    R"("{\"userId\":\"aaaaaaaa-0000-4000-8000-000000000007\",)"
    R"(\"upn\":\"mira.koval@example.test\",\"triggeredUtc\":\"2026-01-10T21:02:11Z\"}")";
constexpr std::string_view case_record =
    R"({"CreationTime":"2026-01-12T09:00:00","Id":"22222222-0000-4000-8000-00000000000b","Operation":"CaseCreated",
 "OrganizationId":"11111111-2222-4333-8444-555555555555","RecordType":306,"UserKey":"k1","UserType":0,
 "Workload":"InsiderRiskManagement","ResultStatus":"Succeeded","ObjectId":"case-000123",
 "UserId":"analyst1@example.test","ClientIP":"192.0.2.10"})";

AlertRecord alert_of(std::string_view text) {
  const auto record = read_one(text);
  EXPECT_TRUE(record.has_value()) << record.error().target << ": " << record.error().message;
  return record ? std::get<AlertRecord>(*record) : AlertRecord{};
}

TEST(Office365Alert, PolicyIsNotNamedAfterTheUser) {
  const auto named = [](std::string_view name) {
    return alert_of(with(std::string{example}, "Data leaks - quarterly review policy", name));
  };
  EXPECT_EQ(named("Leaks of mira.koval@example.test").policy_name, "Leaks of user");
  // Nothing but the address tells what the user is called.
  EXPECT_EQ(named("Mira Koval leaked files").policy_name, "user leaked files");
  EXPECT_EQ(named("Mira Koval leaked files").title, "Mira Koval leaked files");
}

TEST(Office365Alert, ExampleOfTheReferenceIsReadInFull) {
  AlertRecord expected;
  expected.source = AlertSource::office365;
  expected.organisation = "11111111-2222-4333-8444-555555555555";
  expected.provider_alert_id = "00000000-aaaa-4bbb-8ccc-000000000001";
  expected.policy_key = "33333333-0000-4000-8000-000000000003";
  expected.policy_name = expected.title = "Data leaks - quarterly review policy";
  expected.category = "InsiderRiskManagement";
  expected.severity = Severity::high;
  expected.source_status = SourceStatus::active;
  expected.created = at("2026-01-12T08:31:10Z");
  expected.triggered = at("2026-01-10T21:02:11Z");
  expected.user = {"aaaaaaaa-0000-4000-8000-000000000007", "mira.koval@example.test", "", ""};
  expected.record_time = at("2026-01-12T08:31:10Z");
  EXPECT_EQ(alert_of(example), expected);
}

TEST(Office365Alert, UpdateKnowsNoCreationOfTheAlert) {
  const auto alert = alert_of(with(std::string{example}, "AlertTriggered", "AlertUpdated"));
  EXPECT_FALSE(alert.created.has_value());
  EXPECT_EQ(alert.last_update, at("2026-01-12T08:31:10Z"));
}

TEST(Office365Alert, EveryStatusOfTheSourceIsKept) {
  const std::pair<const char*, SourceStatus> rows[] = {
      {"Active", SourceStatus::active},
      {"Investigating", SourceStatus::investigating},
      {"Dismissed", SourceStatus::dismissed},
      {"Resolved", SourceStatus::resolved},
  };
  for (const auto& [word, status] : rows) {
    const auto text = with(std::string{example}, "\"Status\":\"Active\"",
                           "\"Status\":\"" + std::string{word} + "\"");
    EXPECT_EQ(alert_of(text).source_status, status) << word;
  }
}

TEST(Office365Alert, UserIsFoundInDataOfAnyForm) {
  struct Row {
    const char* name;
    const char* data;
    const char* object_id;
    const char* upn;
  };
  const Row rows[] = {
      {"other names", R"("{\"UserPrincipalName\":\"a@example.test\",\"Unique User Id\":\"u-1\"}")",
       "u-1", "a@example.test"},
      {"the name upn wins", R"("{\"mail\":\"b@example.test\",\"upn\":\"a@example.test\"}")", "",
       "a@example.test"},
      {"ids of other things",
       R"("{\"tenantId\":\"11111111-2222-4333-8444-555555555555\",\"uid\":\"AAAAAAAA-0000-4000-8000-000000000009\"}")",
       "aaaaaaaa-0000-4000-8000-000000000009", ""},
      {"an object, not a text", R"({"upn":"a@example.test"})", "", "a@example.test"},
      {"plain text", R"("user=a@example.test; id=aaaaaaaa-0000-4000-8000-000000000009")",
       "aaaaaaaa-0000-4000-8000-000000000009", "a@example.test"},
  };
  for (const auto& row : rows) {
    const auto alert = alert_of(with(std::string{example}, example_data, row.data));
    EXPECT_EQ(alert.user.object_id, row.object_id) << row.name;
    EXPECT_EQ(alert.user.upn, row.upn) << row.name;
  }
}

TEST(Office365Alert, TimeOfTheTriggerIsFoundInPlainText) {
  const auto text =
      with(std::string{example}, example_data, R"("a@example.test,2026-01-10T21:02:11Z")");
  EXPECT_EQ(alert_of(text).triggered, at("2026-01-10T21:02:11Z"));
}

TEST(Office365Alert, EveryBadRecordNamesItsField) {
  struct Row {
    const char* name;
    std::string_view from;
    const char* to;
    const char* field;
    const char* reason;
  };
  const Row rows[] = {
      {"another type", "\"RecordType\":40", "\"RecordType\":64", "RecordType", "64: only 40"},
      {"type is a text", "\"RecordType\":40", "\"RecordType\":\"40\"", "RecordType",
       "not a whole number"},
      {"another category", "InsiderRiskManagement", "ThreatManagement", "Category",
       "another category 'ThreatManagement'"},
      {"no category", "\"Category\"", "\"x\"", "Category", "missing"},
      {"no organisation", "\"OrganizationId\"", "\"x\"", "OrganizationId", "missing"},
      {"no alert id", "\"AlertId\"", "\"x\"", "AlertId", "missing"},
      {"no name", "\"Name\"", "\"x\"", "Name", "missing"},
      {"unknown severity", "\"Severity\":\"High\"", "\"Severity\":\"Severe\"", "Severity",
       "known are high, medium, low, informational"},
      {"unknown status", "\"Status\":\"Active\"", "\"Status\":\"new\"", "Status",
       "known are Active, Investigating, Dismissed, Resolved"},
      {"no time", "\"CreationTime\"", "\"x\"", "CreationTime", "missing"},
      {"bad time", "2026-01-12T08:31:10", "12.01.2026", "CreationTime", "not a date-time"},
      {"no data", "\"Data\"", "\"x\"", "Data", "names no user"},
      {"data without a user", example_data, "\"{}\"", "Data", "names no user"},
      {"data with a bad address", example_data, "\"a@@b\"", "Data", "not an address"},
  };
  for (const auto& row : rows) {
    const auto record = read_one(with(std::string{example}, row.from, row.to));
    ASSERT_FALSE(record.has_value()) << row.name;
    EXPECT_EQ(record.error().target, row.field) << row.name;
    EXPECT_NE(record.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << record.error().message;
  }
}

TEST(Office365Alert, AuditRecordsOfCasesAreReportedAndSkipped) {
  const auto reading = read_text(std::string{case_record} + "\n" + std::string{example});
  EXPECT_EQ(reading.kind, Kind::office365);
  ASSERT_EQ(reading.parse_errors.size(), 1U);
  EXPECT_EQ(reading.parse_errors.front().target, "RecordType");
  EXPECT_EQ(reading.records.size(), 1U);
}

}  // namespace
}  // namespace riskflow::formats
