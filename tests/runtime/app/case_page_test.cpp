// The page of a case that many people write to, for a long time.

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string note(int number) {
  return R"({"text": "note )" + std::to_string(number) + R"(."})";
}

static bool holds(const std::string& body, const std::string& text) {
  return body.find(text) != std::string::npos;
}

TEST(CasePage, ShowsTheNewestNotesAndLeadsToAll) {
  Office office;
  office.open_case();
  for (int i = 1; i <= 1001; ++i) office.post("/v1.0/cases/1/notes", note(i));
  const auto page = office.get("/v1.0/cases/1");
  EXPECT_TRUE(holds(page, "\"note 1001.\"")) << "the last";
  EXPECT_FALSE(holds(page, "\"note 1.\"")) << "one more than the page holds";
  const auto link = page.find(R"("notes@odata.nextLink":"/v1.0/cases/)");
  ASSERT_NE(std::string::npos, link);

  const auto all = office.get("/v1.0/cases/1/notes?$top=2");
  EXPECT_TRUE(holds(all, "\"note 1.\""));
  EXPECT_TRUE(holds(all, "@odata.nextLink"));
  const auto last = office.get("/v1.0/cases/1/notes?$top=1&$orderby=number%20desc");
  EXPECT_TRUE(holds(last, "\"note 1001.\""));
}

TEST(CasePage, LeadsNowhereWhileItHoldsEverything) {
  Office office;
  office.open_case();
  office.post("/v1.0/cases/1/notes", note(1));
  const auto page = office.get("/v1.0/cases/1");
  EXPECT_TRUE(holds(page, "\"note 1.\""));
  EXPECT_FALSE(holds(page, "nextLink")) << page;
}

// Case 2, about the manager, with a note of its own.
static void open_another_case(Office& office) {
  office.post("/v1.0/imports/batch?file=test",
              R"({"value":[{"@odata.type":"#microsoft.graph.security.alert","id":"ir2",
"providerAlertId":"2","status":"new","severity":"low","title":"Another policy",
"serviceSource":"microsoftInsiderRiskManagement","detectionSource":"microsoftInsiderRiskManagement",
"detectorId":"data-leaks","tenantId":"11111111-2222-4333-8444-555555555555","description":"Synthetic",
"createdDateTime":"2026-01-13T08:30:00Z","lastUpdateDateTime":"2026-01-13T08:30:00Z",
"evidence":[{"@odata.type":"#microsoft.graph.security.userEvidence","roles":["policyViolator"],
"userAccount":{"accountName":"oto.brandt","userPrincipalName":"oto.brandt@example.test"}}]}]})");
  ASSERT_EQ(200U, office.status);
  const auto list = office.get("/v1.0/alerts?$filter=severity%20eq%20'Low'");
  office.post("/v1.0/alerts/" + list.substr(list.find("\"id\":\"") + 6, 32) + "/confirm",
              R"({"caseName": "Another"})");
  ASSERT_EQ(201U, office.status);
  office.post("/v1.0/cases/2/notes", R"({"text": "of another case"})");
  ASSERT_EQ(201U, office.status);
}

TEST(CasePage, ListsTheNotesOfThatCaseOnlyWhateverTheFilterSays) {
  Office office;
  office.open_case();
  office.post("/v1.0/cases/1/notes", note(1));
  open_another_case(office);
  for (const auto* filter : {"number%20lt%209", "number%20gt%209%20or%20number%20lt%209",
                             "number%20gt%209)%20or%20(number%20lt%209"}) {
    const auto notes = office.get(std::string("/v1.0/cases/1/notes?$filter=") + filter);
    EXPECT_TRUE(office.status == 400U || holds(notes, "\"note 1.\"")) << notes;
    EXPECT_FALSE(holds(notes, "of another case")) << notes;
  }
}

TEST(CasePage, TakesTheNotesOfManyWhoWriteAtOnce) {
  Office office;
  office.open_case();
  const auto token = office.token_of("ann", "Analysts");
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 32; ++writer)
      writers.emplace_back([&] {
        for (int i = 0; i < 8; ++i)
          if (office.ask(http::Method::post, "/v1.0/cases/1/notes", token, note(i)).status ==
              http::HttpStatus::created)
            ++taken;
      });
  }
  EXPECT_EQ(32 * 8, taken);
}

}  // namespace riskflow::runtime
