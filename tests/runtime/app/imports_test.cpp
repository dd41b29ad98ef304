// Imports whose records do not fit one commit, or whose people change their addresses.

#include <functional>
#include <future>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string users_page(int count, const std::function<std::string(int)>& user) {
  std::string page = R"({"value":[)";
  for (int i = 0; i < count; ++i) page += (i > 0 ? "," : "") + user(i);
  return page + "]}";
}

static std::string user(std::string_view id, std::string_view upn, std::string_view rest = {}) {
  return fmt::format(R"({{"id":"{}","userPrincipalName":"{}","displayName":"A person"{}}})", id,
                     upn, rest);
}

static std::string plain_user(int i) {
  return user(fmt::format("id-{}", i), fmt::format("user{}@example.test", i));
}

static std::string import(Office& office, const std::string& page) {
  return office.post("/v1.0/imports/batch?file=test", page);
}

static std::string totals(int read, int added, int changed, int unchanged) {
  return fmt::format(R"("totals":{{"read":{},"added":{},"changed":{},"unchanged":{},"skipped":0}})",
                     read, added, changed, unchanged);
}

TEST(Imports, HrReportsOfMoreEventsThanAFrameTakesAreAllTaken) {
  Office office;
  office.patch("/v1.0/settings", R"({"maxPoliciesPerTemplate": 14})");
  for (int i = 0; i < 14; ++i) {
    office.post("/v1.0/policies",
                fmt::format(R"({{"name":"Leavers {}","template":"DataTheftByDepartingUsers",)"
                            R"("windowDays":30}})",
                            i));
    ASSERT_EQ(201U, office.status);
  }
  import(office, users_page(400, plain_user));
  ASSERT_EQ(200U, office.status);
  std::string rows = "EmailAddress,ResignationDate,LastWorkingDate\n";
  for (int i = 0; i < 400; ++i)
    rows += fmt::format("user{}@example.test,2026-10-30,2026-12-31\n", i);
  const auto taken = import(office, rows);
  EXPECT_EQ(200U, office.status) << taken;
  EXPECT_NE(taken.find(totals(400, 400, 0, 0)), std::string::npos) << taken;
}

TEST(Imports, UsersWithLongFieldsAreAllTakenHoweverManyCommitsItTakes) {
  Office office;
  std::string longest;
  for (int i = 0; i < 256; ++i) longest += "\xf0\x9f\x92\xa1";
  const auto page = users_page(100, [&](int i) {
    std::string rest;
    for (const auto* field : {"givenName", "surname", "mailNickname", "jobTitle", "department",
                              "officeLocation", "companyName"})
      rest += fmt::format(R"(,"{}":"{}")", field, longest);
    return user(fmt::format("id-{}", i), fmt::format("user{}@example.test", i), rest);
  });
  const auto taken = import(office, page);
  EXPECT_EQ(200U, office.status) << taken;
  EXPECT_NE(taken.find(totals(100, 100, 0, 0)), std::string::npos) << taken;
  EXPECT_NE(import(office, page).find(totals(100, 0, 0, 100)), std::string::npos);
}

TEST(Imports, UsersWhoEachHaveAManagerOfTheirOwnAreAllTaken) {
  Office office;
  const auto page = users_page(400, [](int i) {
    const auto manager = user(fmt::format("boss-{}", i), fmt::format("boss{}@example.test", i));
    return user(fmt::format("id-{}", i), fmt::format("user{}@example.test", i),
                R"(,"manager":)" + manager);
  });
  const auto taken = import(office, page);
  EXPECT_EQ(200U, office.status) << taken;
  EXPECT_NE(taken.find(totals(400, 800, 0, 0)), std::string::npos) << taken;
}

TEST(Imports, ThatRunAtTheSameTimeAreAllTaken) {
  Office office;
  static constexpr int imports = 12;
  std::vector<std::future<unsigned>> answers;
  const auto token = office.token_of("ann", "Admins");
  for (int at = 0; at < imports; ++at)
    answers.push_back(std::async(std::launch::async, [&office, &token, at] {
      const auto page = users_page(40, [&](int i) {
        return user(fmt::format("id-{}-{}", at, i), fmt::format("u{}x{}@example.test", at, i));
      });
      return static_cast<unsigned>(
          office.ask(http::Method::post, "/v1.0/imports/batch?file=test", token, page).status);
    }));
  for (auto& answer : answers) EXPECT_EQ(200U, answer.get());
  EXPECT_EQ(office.app().parts().identities->size(), 40U * imports);
}

TEST(Imports, AnAddressThatIsGivenToSomebodyElseMakesANewUser) {
  Office office;
  import(office, users_page(1, [](int) { return user("first", "mira@example.test"); }));
  const auto second =
      import(office, users_page(1, [](int) { return user("second", "Mira@example.test"); }));
  EXPECT_NE(second.find(totals(1, 1, 0, 0)), std::string::npos) << second;
  EXPECT_EQ(office.app().parts().identities->size(), 2U);
  // The address finds who has it now: this profile changes the second user, and the first one keeps
  // theirs.
  office.reopen();
  import(office,
         "EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode\n"
         "mira@example.test,Mira,Koval,1 Street,12345\n");
  const auto again =
      import(office, users_page(1, [](int) { return user("first", "mira@example.test"); }));
  EXPECT_NE(again.find(totals(1, 0, 0, 1)), std::string::npos) << again;
  EXPECT_EQ(office.app().parts().identities->size(), 2U);
}

TEST(Imports, TwoUsersOfOnePageWithOneAddressStayTwo) {
  Office office;
  const auto page =
      users_page(2, [](int i) { return user(i == 0 ? "first" : "second", "mira@example.test"); });
  const auto taken = import(office, page);
  EXPECT_NE(taken.find(totals(2, 2, 0, 0)), std::string::npos) << taken;
}

// Its Data names the user, and something else by an id that nobody can tell from a user's.
static constexpr const char* office365_record =
    R"({"CreationTime":"2026-01-12T08:31:10","Id":"22222222-0000-4000-8000-00000000000a",
"Operation":"AlertTriggered","OrganizationId":"11111111-2222-4333-8444-555555555555","RecordType":40,
"UserKey":"SecurityComplianceAlerts","UserType":4,"UserId":"SecurityComplianceAlerts",
"AlertId":"00000000-aaaa-4bbb-8ccc-000000000001","Category":"InsiderRiskManagement",
"Comments":"New Alert","Name":"Data leaks","Severity":"High","Status":"Active",
"Data":"{\"device\":\"bbbbbbbb-0000-4000-8000-000000000001\",\"upn\":\"mira.koval@example.test\"}"})";

TEST(Imports, AnIdGuessedFromAnOffice365RecordMakesNoSecondUser) {
  Office office;
  import(office, users_page(1, [](int) {
           return user("aaaaaaaa-0000-4000-8000-000000000007", "mira.koval@example.test");
         }));
  const auto taken = import(office, office365_record);
  EXPECT_NE(taken.find(totals(1, 1, 0, 0)), std::string::npos) << taken;
  EXPECT_EQ(office.app().parts().identities->size(), 1U);
}

static std::string graph_alert(std::string_view id, std::string_view title,
                               std::string_view account) {
  return fmt::format(
      R"({{"providerAlertId":"{}","status":"new","severity":"low",
"serviceSource":"microsoftInsiderRiskManagement","detectorId":"data-leaks",
"tenantId":"11111111-2222-4333-8444-555555555555","title":"{}",
"description":"Synthetic","category":"Exfiltration","createdDateTime":"2026-01-12T08:30:00Z",
"lastUpdateDateTime":"2026-01-12T08:30:00Z","evidence":[{{
"@odata.type":"#microsoft.graph.security.userEvidence","roles":["policyViolator"],
"userAccount":{{{}}}}}]}})",
      id, title, account);
}

// References are random, and so is the order in which people are met: many pairs, or it is luck.
TEST(Imports, AnAddressInThePlaceOfAnIdIsAnAddress) {
  Office office;
  const auto page = users_page(40, [](int i) {
    const auto upn = fmt::format("pair{}@example.test", i / 2);
    const auto id = i % 2 == 0 ? upn : fmt::format("cccccccc-0000-4000-8000-0000000000{:02}", i);
    return graph_alert(fmt::format("pair-{}", i), "Synthetic",
                       fmt::format(R"("azureAdUserId":"{}","userPrincipalName":"{}")", id, upn));
  });
  const auto taken = import(office, page);
  EXPECT_NE(taken.find(totals(40, 40, 0, 0)), std::string::npos) << taken;
  EXPECT_NE(office.get("/v1.0/users?$count=true").find("\"@odata.count\":20"), std::string::npos);
  EXPECT_NE(import(office, page).find(totals(40, 0, 0, 40)), std::string::npos);
}

TEST(Imports, OneUserOfManyOffice365RecordsIsOneHoweverTheyAreNamed) {
  Office office;
  const auto record = [](int number, std::string_view user) {
    return fmt::format(
        R"({{"CreationTime":"2026-05-05T03:41:15","Id":"id{0}","Operation":"AlertTriggered",
"OrganizationId":"891ddcd7-a1c1-426b-a08d-31d5e2d81735","RecordType":40,"UserKey":"k","UserType":4,
"Version":1,"Workload":"SecurityComplianceCenter","UserId":"u","AlertId":"al-{0}",
"AlertType":"Custom","Category":"InsiderRiskManagement","Name":"Leavers","Severity":"Low",
"Status":"Active","Data":"{{{1}}}"}})",
        number, user);
  };
  std::string lines;
  int number = 0;
  for (const auto* user :
       {R"(\"userId\":\"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee\",\"upn\":\"same@example.test\")",
        R"(\"userId\":\"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee\")",
        R"(\"upn\":\"same@example.test\")"}) {
    auto line = record(++number, user);
    std::erase(line, '\n');
    lines += line + "\n";
  }
  const auto taken = import(office, lines);
  EXPECT_NE(taken.find(totals(3, 3, 0, 0)), std::string::npos) << taken;
  const auto users = office.get("/v1.0/users?$count=true");
  EXPECT_NE(users.find("\"totalAlerts\":3"), std::string::npos) << users;
}

// Nobody knows yet what the user is called, and so whether the title says it.
TEST(Imports, ATitleNamesNoPolicyWhileItsUserHasNoName) {
  Office office;
  const auto alert = graph_alert("early", "Data theft by Mira Kovalova",
                                 R"("userPrincipalName":"mk77@example.test")");
  import(office, R"({"value":[)" + alert + "]}");
  ASSERT_EQ(200U, office.status);
  import(office, users_page(1, [](int) {
           return std::string(R"({"id":"id-1","userPrincipalName":"mk77@example.test",)"
                              R"("displayName":"Mira Kovalova"})");
         }));
  for (const auto* page : {"/v1.0/alerts", "/v1.0/policies", "/v1.0/audit/events?top=1000"})
    EXPECT_EQ(office.get(page).find("Kovalova"), std::string::npos) << office.get(page);
  EXPECT_NE(office.get("/v1.0/policies").find("DataLeaks"), std::string::npos);
}

TEST(Imports, OnlyKnownKindsOfSourcesGetOnRecord) {
  Office office;
  const auto finish = [&](std::string_view sources) {
    return office.post(
        "/v1.0/imports/finish",
        fmt::format(R"({{"totals":{{"read":1,"added":1,"changed":0,"unchanged":0,"skipped":0}},)"
                    R"("sources":{}}})",
                    sources));
  };
  const auto refused = finish(R"(["graph-users","Mira Koval"])");
  EXPECT_EQ(400U, office.status);
  EXPECT_NE(refused.find(R"("target":"sources/1")"), std::string::npos) << refused;
  EXPECT_NE(refused.find("hr-csv"), std::string::npos) << refused;
  finish(R"(["graph-users","hr-csv"])");
  EXPECT_EQ(201U, office.status);
}

}  // namespace riskflow::runtime
