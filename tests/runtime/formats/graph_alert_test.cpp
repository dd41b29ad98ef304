#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

// The example of the domain reference, section 12.1.
constexpr std::string_view example =
    R"({"@odata.type":"#microsoft.graph.security.alert","id":"ir00000000-aaaa-4bbb-8ccc-000000000001",
 "providerAlertId":"00000000-aaaa-4bbb-8ccc-000000000001",
 "incidentId":"901","status":"new","severity":"high","classification":"unknown","determination":"unknown",
 "serviceSource":"microsoftInsiderRiskManagement","detectionSource":"microsoftInsiderRiskManagement",
 "detectorId":"data-leaks","tenantId":"11111111-2222-4333-8444-555555555555",
 "title":"Data leaks - quarterly review policy","description":"Synthetic alert","category":"Exfiltration",
 "assignedTo":null,
 "createdDateTime":"2026-01-12T08:30:00Z","lastUpdateDateTime":"2026-01-12T08:30:00Z","resolvedDateTime":null,
 "firstActivityDateTime":"2026-01-10T21:02:11Z","lastActivityDateTime":"2026-01-11T23:40:05Z",
 "mitreTechniques":[],"systemTags":[],"comments":[],
 "evidence":[{"@odata.type":"#microsoft.graph.security.userEvidence","createdDateTime":"2026-01-12T08:30:00Z",
 "verdict":"suspicious","remediationStatus":"none","remediationStatusDetails":null,
   "roles":["policyViolator"],"detailedRoles":[],"tags":[],"userAccount":{"accountName":"mira.koval",
 "domainName":"example","userSid":null,"azureAdUserId":"aaaaaaaa-0000-4000-8000-000000000007",
 "userPrincipalName":"mira.koval@example.test","displayName":"Mira Koval"}}]})";

std::string page_of(std::string_view alert) {
  return R"({"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2","value":[)" +
         std::string{alert} + "]}";
}

AlertRecord alert_of(std::string_view text) {
  const auto record = read_one(text);
  EXPECT_TRUE(record.has_value()) << record.error().target << ": " << record.error().message;
  return record ? std::get<AlertRecord>(*record) : AlertRecord{};
}

TEST(GraphAlert, ExampleOfTheReferenceIsReadInFull) {
  AlertRecord expected;
  expected.source = AlertSource::graph;
  expected.organisation = "11111111-2222-4333-8444-555555555555";
  expected.provider_alert_id = "00000000-aaaa-4bbb-8ccc-000000000001";
  expected.policy_name = expected.title = "Data leaks - quarterly review policy";
  expected.policy_template = "data-leaks";
  expected.description = "Synthetic alert";
  expected.category = "Exfiltration";
  expected.severity = Severity::high;
  expected.source_status = SourceStatus::new_alert;
  expected.classification = Classification::none;
  expected.created = expected.last_update = at("2026-01-12T08:30:00Z");
  expected.first_activity = at("2026-01-10T21:02:11Z");
  expected.last_activity = at("2026-01-11T23:40:05Z");
  expected.user = {"aaaaaaaa-0000-4000-8000-000000000007", "mira.koval@example.test", "Mira Koval",
                   ""};
  expected.record_time = at("2026-01-12T08:30:00Z");
  EXPECT_EQ(alert_of(page_of(example)), expected);
}

TEST(GraphAlert, PolicyIsNotNamedAfterTheUser) {
  const std::pair<const char*, const char*> rows[] = {
      {"Mira Koval leaked files", "user leaked files"},
      {"KOVAL, Mira: data leaks", "user: data leaks"},
      {"Leaks of Mira.Koval@example.test", "Leaks of user"},
      {"Leaks on EXAMPLE\\\\mkov7", "Leaks on EXAMPLE\\user"},
      {"Miranda's leaks", "Miranda's leaks"},
  };
  const auto record =
      with(std::string{example}, "\"accountName\":\"mira.koval\"", "\"accountName\":\"mkov7\"");
  for (const auto& [title, policy] : rows) {
    const auto alert = alert_of(with(record, "Data leaks - quarterly review policy", title));
    EXPECT_EQ(alert.policy_name, policy);
  }
  const auto alert = alert_of(with(record, "Data leaks - quarterly", "By Mira Koval"));
  EXPECT_EQ(alert.title, "By Mira Koval review policy");
}

TEST(GraphAlert, GuidsAreLowerCaseSoThatBothFeedsNameOneAlert) {
  const auto alert = alert_of(with(std::string{example},
                                   "\"providerAlertId\":\"00000000-aaaa-4bbb-8ccc-000000000001\"",
                                   "\"providerAlertId\":\"00000000-AAAA-4BBB-8CCC-000000000001\""));
  EXPECT_EQ(alert.provider_alert_id, "00000000-aaaa-4bbb-8ccc-000000000001");
}

TEST(GraphAlert, OtherSpellingOfTheServiceIsAcceptedToo) {
  const auto text = with(std::string{example}, "microsoftInsiderRiskManagement",
                         "microsoftPurviewInsiderRiskManagement");
  EXPECT_EQ(alert_of(text).title, "Data leaks - quarterly review policy");
}

TEST(GraphAlert, PolicyIdIsTakenUnderEitherName) {
  for (const std::string name : {"alertPolicyId", "PolicyId"}) {
    const auto text =
        with(std::string{example}, "\"incidentId\"", "\"" + name + "\":\"p-7\",\"incidentId\"");
    EXPECT_EQ(alert_of(text).policy_key, "p-7") << name;
  }
}

TEST(GraphAlert, RecordTimeIsTheLastUpdate) {
  const auto alert = alert_of(with(std::string{example}, "\"lastUpdateDateTime\":\"2026-01-12",
                                   "\"lastUpdateDateTime\":\"2026-01-20"));
  EXPECT_EQ(alert.record_time, at("2026-01-20T08:30:00Z"));
  EXPECT_EQ(alert.created, at("2026-01-12T08:30:00Z"));
}

TEST(GraphAlert, PolicyViolatorIsChosenBeforeOtherUsers) {
  const auto text = with(
      std::string{example}, "\"evidence\":[",
      R"("evidence":[{"@odata.type":"#microsoft.graph.security.deviceEvidence","roles":["policyViolator"]},
      {"@odata.type":"#microsoft.graph.security.userEvidence","roles":["contextual"],
 "userAccount":{"userPrincipalName":"other@example.test"}},)");
  EXPECT_EQ(alert_of(text).user.upn, "mira.koval@example.test");
}

TEST(GraphAlert, FirstUserIsTakenWhenNoneViolatedThePolicy) {
  const auto text = with(with(std::string{example}, "\"policyViolator\"", "\"contextual\""),
                         "\"evidence\":[", R"("evidence":[{"@odata.type":"#x.ipEvidence"},)");
  EXPECT_EQ(alert_of(text).user.upn, "mira.koval@example.test");
}

TEST(GraphAlert, EveryWordOfTheSourceHasItsMeaning) {
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    bool (*holds)(const AlertRecord&);
  };
  const Row rows[] = {
      {"informational is low", "\"high\"", "\"informational\"",
       [](const AlertRecord& a) { return a.severity == Severity::low; }},
      {"medium is medium", "\"high\"", "\"medium\"",
       [](const AlertRecord& a) { return a.severity == Severity::medium; }},
      {"low is low", "\"high\"", "\"low\"",
       [](const AlertRecord& a) { return a.severity == Severity::low; }},
      {"severity in another case", "\"high\"", "\"HIGH\"",
       [](const AlertRecord& a) { return a.severity == Severity::high; }},
      {"in progress", "\"new\"", "\"inProgress\"",
       [](const AlertRecord& a) { return a.source_status == SourceStatus::in_progress; }},
      {"resolved", "\"new\"", "\"resolved\"",
       [](const AlertRecord& a) { return a.source_status == SourceStatus::resolved; }},
      {"true positive", "\"classification\":\"unknown\"", "\"classification\":\"truePositive\"",
       [](const AlertRecord& a) { return a.classification == Classification::true_positive; }},
      {"false positive", "\"classification\":\"unknown\"", "\"classification\":\"falsePositive\"",
       [](const AlertRecord& a) { return a.classification == Classification::false_positive; }},
      {"expected", "\"classification\":\"unknown\"",
       "\"classification\":\"informationalExpectedActivity\"",
       [](const AlertRecord& a) {
         return a.classification == Classification::informational_expected_activity;
       }},
      {"no classification", "\"classification\":\"unknown\"", "\"classification\":null",
       [](const AlertRecord& a) { return a.classification == Classification::none; }},
  };
  for (const auto& row : rows)
    EXPECT_TRUE(row.holds(alert_of(with(std::string{example}, row.from, row.to)))) << row.name;
}

TEST(GraphAlert, EveryBadRecordNamesItsField) {
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    const char* field;
    const char* reason;  // part of it
  };
  const std::string long_title = "\"title\":\"" + std::string(513, 'x');
  const Row rows[] = {
      {"another service", "\"serviceSource\":\"microsoftInsiderRiskManagement\"",
       "\"serviceSource\":\"microsoftDefenderForEndpoint\"", "serviceSource",
       "another service 'microsoftDefenderForEndpoint'"},
      {"unknown future service", "\"serviceSource\":\"microsoftInsiderRiskManagement\"",
       "\"serviceSource\":\"unknownFutureValue\"", "serviceSource", "include-unknown-enum-members"},
      {"no service", "\"serviceSource\"", "\"x\"", "serviceSource", "missing"},
      {"no tenant", "\"tenantId\"", "\"x\"", "tenantId", "missing"},
      {"tenant is a number", "\"tenantId\":\"11111111-2222-4333-8444-555555555555\"",
       "\"tenantId\":5", "tenantId", "not a text"},
      {"no provider id", "\"providerAlertId\"", "\"x\"", "providerAlertId", "missing"},
      {"no title", "\"title\"", "\"x\"", "title", "missing"},
      {"title too long", "\"title\":\"", long_title.c_str(), "title", "longer than 512"},
      {"title with a bell", "\"title\":\"", "\"title\":\"\\u0007", "title", "control character"},
      {"unknown severity", "\"high\"", "\"unknown\"", "severity", "unknown value 'unknown'"},
      {"no severity", "\"severity\"", "\"x\"", "severity", "missing"},
      {"unknown status", "\"status\":\"new\"", "\"status\":\"unknownFutureValue\"", "status",
       "known are new, inProgress, resolved"},
      {"unknown classification", "\"classification\":\"unknown\"", "\"classification\":\"odd\"",
       "classification", "unknown value 'odd'"},
      {"bad date", "\"createdDateTime\":\"2026-01-12", "\"createdDateTime\":\"2026-02-30",
       "createdDateTime", "not a date-time"},
      {"no evidence", "\"evidence\"", "\"x\"", "evidence", "no user evidence"},
      {"evidence is no array", "\"evidence\":[", "\"evidence\":1,\"x\":[", "evidence",
       "not an array"},
      {"no user among it", "userEvidence", "ipEvidence", "evidence", "no user evidence"},
      {"no account", "\"userAccount\"", "\"x\"", "evidence[0].userAccount", "missing"},
      {"bad address", "mira.koval@example.test", "mira.koval",
       "evidence[0].userAccount.userPrincipalName", "not an address"},
  };
  for (const auto& row : rows) {
    const auto record = read_one(page_of(with(std::string{example}, row.from, row.to)));
    ASSERT_FALSE(record.has_value()) << row.name;
    EXPECT_EQ(record.error().code, Errc::invalid) << row.name;
    EXPECT_EQ(record.error().target, row.field) << row.name;
    EXPECT_NE(record.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << record.error().message;
  }
}

TEST(GraphAlert, WithoutAnyDateTheCreationIsMissing) {
  auto text = with(std::string{example}, "\"createdDateTime\"", "\"x\"");
  text = with(text, "\"lastUpdateDateTime\"", "\"y\"");
  const auto record = read_one(text);
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().target, "createdDateTime");
}

TEST(GraphAlert, ErrorsDoNotQuoteWhatMayBePersonal) {
  const auto record =
      read_one(with(std::string{example}, "\"high\"", "\"mira.koval@example.test\""));
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().target, "severity");
  EXPECT_EQ(record.error().message.find("mira"), std::string::npos);
}

TEST(GraphAlert, BrokenRecordsDoNotSpoilTheParserForTheNext) {
  RecordParser parser{Kind::graph_alerts};
  const auto good = parser.parse(example);
  ASSERT_TRUE(good.has_value());
  for (const std::string_view bad : {"{\"a\":[1,2", "{\"a\":tru}", "[]", "17", ""}) {
    const auto failed = parser.parse(bad);
    ASSERT_FALSE(failed.has_value()) << bad;
    EXPECT_EQ(failed.error().target, "(record)") << bad;
    const auto again = parser.parse(example);
    ASSERT_TRUE(again.has_value()) << bad;
    EXPECT_EQ(*again, *good) << bad;
  }
}

}  // namespace
}  // namespace riskflow::formats
