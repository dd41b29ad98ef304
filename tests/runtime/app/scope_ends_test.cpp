// Users leave the scope of a policy when its window has passed: by the clock, with nobody asking.

#include "runtime/scope_ends.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "projections/policies.hpp"
#include "projections/query.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

using namespace std::chrono;

static bool mentions(const std::string& body, std::string_view text) {
  return body.find(text) != std::string::npos;
}

static Position head(Office& office) { return office.app().parts().log->head(); }

// How many users are in scope, by the counts of the policies.
static int in_scope(Office& office) {
  static constexpr std::array<std::uint8_t, 32> no_key{};
  const auto reading = office.app().parts().views->read({.after = head(office), .as_of = {}});
  const auto page = projections::ask<projections::PolicyRow>(*reading, {}, {no_key, "test", {}});
  int users = 0;
  for (const auto& row : page->rows) users += static_cast<int>(row.users_in_scope);
  return users;
}

// The alert of the sample keeps its user in scope for 30 days.
TEST(ScopeEnds, TakeAUserOutOfScopeWhenTheClockPassesTheEnd) {
  Office office;
  office.import_sample();
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  office.clock.at += days{30} - hours{1};
  office.app().wait_until_idle();
  const auto before = head(office);
  EXPECT_TRUE(mentions(office.get("/v1.0/users"), R"("isInScope":true)"));
  EXPECT_EQ(1, in_scope(office));

  office.clock.at += hours{1};
  office.app().wait_until_idle();
  EXPECT_TRUE(mentions(office.get("/v1.0/users"), R"("isInScope":false)"));
  EXPECT_EQ(0, in_scope(office));
  const auto told = office.get("/v1.0/audit/events?from=" + std::to_string(to_number(before)));
  EXPECT_TRUE(mentions(told, "left the scope of policy")) << told;
  EXPECT_TRUE(mentions(told, "(expired)")) << told;
  EXPECT_TRUE(mentions(told, R"("actorKind":"System")")) << told;
  const auto past = office.get("/v1.0/users?$asOf=" + std::to_string(to_number(before) - 1));
  EXPECT_TRUE(mentions(past, R"("isInScope":true)")) << past;
}

TEST(ScopeEnds, RecordAnEndJustOnce) {
  Office office;
  office.import_sample();
  const auto before = head(office);
  office.clock.at += days{31};
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_EQ(before + 1, head(office));
  office.app().wait_until_idle();
  office.reopen();
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_EQ(before + 1, head(office));
}

TEST(ScopeEnds, CatchUpAtAStartWithWhatEndedWhileNoServerRan) {
  Office office;
  office.import_sample();
  office.close();
  office.clock.at += days{400};
  office.reopen();
  const auto before = head(office);
  office.app().wait_until_idle();
  EXPECT_EQ(before, head(office)) << "without a server nothing looks";
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_EQ(before + 1, head(office));
  EXPECT_EQ(0, in_scope(office));
}

TEST(ScopeEnds, OfMorePeopleThanOneCommitTakesAreAllRecordedButForWhoStaysLonger) {
  static constexpr int people = 450;
  Office office;
  office.post("/v1.0/policies",
              R"({"name":"Leavers","template":"DataTheftByDepartingUsers","windowDays":30})");
  ASSERT_EQ(201U, office.status);
  std::string users, resignations = "EmailAddress,ResignationDate,LastWorkingDate\n";
  for (int i = 0; i < people; ++i) {
    users += fmt::format(
        R"({}{{"id":"id-{}","userPrincipalName":"user{}@example.test","displayName":"A person"}})",
        i > 0 ? "," : "", i, i);
    resignations += fmt::format("user{}@example.test,2026-10-30,2026-12-31\n", i);
  }
  for (const auto& file : {R"({"value":[)" + users + "]}", resignations}) {
    const auto taken = office.post("/v1.0/imports/batch?file=test", file);
    ASSERT_EQ(200U, office.status) << taken;
  }
  ASSERT_EQ(people, in_scope(office));
  const auto longer = office.post("/v1.0/imports/batch?file=test",
                                  "EmailAddress,ResignationDate,LastWorkingDate\n"
                                  "user7@example.test,2026-11-15,2026-12-31\n");
  ASSERT_EQ(200U, office.status) << longer;
  office.clock.at += days{32};
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_EQ(1, in_scope(office));
  office.clock.at += days{14};
  office.app().wait_until_idle();
  EXPECT_EQ(0, in_scope(office));
}

TEST(ScopeEnds, AreNeverEnteredWhenTheyHavePassed) {
  Office office;
  office.post("/v1.0/policies",
              R"({"name":"Leavers","template":"DataTheftByDepartingUsers","windowDays":30})");
  for (
      const auto* file :
      {R"({"value":[{"id":"id-1","userPrincipalName":"user1@example.test","displayName":"A person"}]})",
       "EmailAddress,ResignationDate,LastWorkingDate\nuser1@example.test,2026-03-01,2026-03-31\n"})
    office.post("/v1.0/imports/batch?file=test", file);
  EXPECT_TRUE(mentions(office.get("/v1.0/users"), R"("isInScope":false)"));
  EXPECT_EQ(0, in_scope(office));
}

}  // namespace riskflow::runtime
