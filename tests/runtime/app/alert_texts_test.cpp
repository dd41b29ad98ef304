// What alerts say of people, seen by those who may not see the names.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static constexpr const char* user =
    R"({"id":"bbbbbbbb-0000-4000-8000-000000000001","userPrincipalName":"zebediah.quux@example.test",
"displayName":"Zebediah Quux","givenName":"Zeb","surname":"Quux","mail":"zeb@example.test","mailNickname":"zquux"})";

static constexpr const char* alert =
    R"({"providerAlertId":"00000000-aaaa-4bbb-8ccc-000000000077","status":"new","severity":"high",
"serviceSource":"microsoftInsiderRiskManagement","detectorId":"data-leaks",
"tenantId":"11111111-2222-4333-8444-555555555555","title":"Zebediah Quux leaked files",
"description":"User ZEBEDIAH.QUUX@example.test (zquux, Zeb Quux) copied 100 files for Oto",
"category":"Exfiltration","createdDateTime":"2026-01-12T08:30:00Z",
"lastUpdateDateTime":"2026-01-12T08:30:00Z","evidence":[{
"@odata.type":"#microsoft.graph.security.userEvidence","roles":["policyViolator"],
"userAccount":{"azureAdUserId":"bbbbbbbb-0000-4000-8000-000000000001",
"userPrincipalName":"zebediah.quux@example.test","displayName":"Zebediah Quux"}}]})";

static constexpr const char* married =
    R"({"id":"bbbbbbbb-0000-4000-8000-000000000001","userPrincipalName":"zebediah.quux@example.test",
"displayName":"Zebediah Jones","givenName":"Zeb","surname":"Jones","mail":"zeb@example.test","mailNickname":"zquux"})";

static constexpr const char* later_alert =
    R"({"providerAlertId":"00000000-aaaa-4bbb-8ccc-000000000078","status":"new","severity":"high",
"serviceSource":"microsoftInsiderRiskManagement","detectorId":"data-leaks",
"tenantId":"11111111-2222-4333-8444-555555555555","title":"Zebediah Jones leaked more",
"description":"Zeb Jones copied 200 files","category":"Exfiltration","createdDateTime":"2026-01-13T08:30:00Z",
"lastUpdateDateTime":"2026-01-13T08:30:00Z","evidence":[{
"@odata.type":"#microsoft.graph.security.userEvidence","roles":["policyViolator"],
"userAccount":{"azureAdUserId":"bbbbbbbb-0000-4000-8000-000000000001",
"userPrincipalName":"zebediah.quux@example.test","displayName":"Zebediah Jones"}}]})";

static std::string value_of(const std::string& json, const std::string& name) {
  const auto begin = json.find('"' + name + "\":\"");
  if (begin == std::string::npos) return {};
  const auto text = begin + name.size() + 4;
  return json.substr(text, json.find('"', text) - text);
}

class AlertTexts : public testing::Test {
 protected:
  AlertTexts() {
    for (const auto* record : {user, alert})
      office_.post("/v1.0/imports/batch?file=test", fmt::format(R"({{"value":[{}]}})", record));
    alert_ = "/v1.0/alerts/" + value_of(office_.get("/v1.0/alerts"), "id");
    office_.post(alert_ + "/confirm", R"({"caseName": "A case"})");
    EXPECT_EQ(201U, office_.status);
  }

  Office office_;
  std::string alert_;
};

TEST_F(AlertTexts, NameTheirUserByThePseudonymOnEveryPage) {
  const auto person = "/v1.0/users/" + value_of(office_.get("/v1.0/users"), "id");
  for (const auto& page :
       {std::string("/v1.0/alerts"), alert_, std::string("/v1.0/cases/1"), person,
        std::string("/v1.0/policies"), std::string("/v1.0/audit"),
        std::string("/v1.0/audit/replay"), std::string("/v1.0/audit/replay?case=1"),
        std::string("/v1.0/audit/events")}) {
    const auto body = office_.get(page);
    EXPECT_EQ(200U, office_.status) << page;
    for (const auto* name : {"Zeb", "ZEB", "uux"})
      EXPECT_EQ(body.find(name), std::string::npos) << page << ": " << body;
  }
  const auto body = office_.get(alert_);
  const auto pseudonym = value_of(body, "name");
  ASSERT_TRUE(pseudonym.starts_with("Anon")) << body;
  EXPECT_EQ(value_of(body, "title"), pseudonym + " leaked files");
  EXPECT_EQ(value_of(body, "description"),
            fmt::format("User {0} ({0}, {0}) copied 100 files for Oto", pseudonym));
}

TEST_F(AlertTexts, HideANewNameAsSoonAsTheDirectorySaysIt) {
  office_.get("/v1.0/alerts");  // now the old name is known, and what hides it
  for (const auto* record : {married, later_alert})
    office_.post("/v1.0/imports/batch?file=test", fmt::format(R"({{"value":[{}]}})", record));
  const auto body = office_.get("/v1.0/alerts");
  EXPECT_NE(body.find(" leaked more"), std::string::npos) << body;
  for (const auto* name : {"Zeb", "uux", "Jones"})
    EXPECT_EQ(body.find(name), std::string::npos) << name << ": " << body;
}

// Of the user the record says the object id only: the directory knows the rest.
TEST_F(AlertTexts, LeaveNoNameInTheNameOfTheirPolicy) {
  office_.post("/v1.0/imports/batch?file=test", R"({"value":[{
"providerAlertId":"a-99","status":"new","severity":"high","title":"Departing QUUX, Zebediah",
"serviceSource":"microsoftInsiderRiskManagement","tenantId":"contoso",
"createdDateTime":"2026-01-12T08:30:00Z","lastUpdateDateTime":"2026-01-12T08:30:00Z","evidence":[{
"@odata.type":"#microsoft.graph.security.userEvidence",
"userAccount":{"azureAdUserId":"bbbbbbbb-0000-4000-8000-000000000001"}}]}]})");
  const auto body = office_.get("/v1.0/policies");
  EXPECT_NE(body.find("Departing user"), std::string::npos) << body;
  EXPECT_EQ(body.find("QUUX"), std::string::npos) << body;
}

TEST_F(AlertTexts, AreMaskedWithoutARecordOfARead) {
  const auto head = office_.app().parts().log->head();
  office_.get(alert_);
  EXPECT_EQ(head, office_.app().parts().log->head());
}

TEST_F(AlertTexts, StandAsGivenWhileNamesAreShown) {
  office_.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  EXPECT_EQ(value_of(office_.get(alert_), "title"), "Zebediah Quux leaked files");
}

}  // namespace riskflow::runtime
