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
