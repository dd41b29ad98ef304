// Imports whose records do not fit one commit.

#include <functional>

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
