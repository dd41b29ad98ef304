#include "runtime/engine/engine.hpp"

#include <gtest/gtest.h>

#include "domain/operations.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string run_body() {
  return std::string(R"({"flow": ")") + Office::flow + R"(", "case": "1"})";
}

static std::string id_in(const std::string& body) {
  return body.substr(body.find("\"id\":\"") + 6, 32);
}

TEST(Operations, EveryOperationOfTheTableIsDoneBySomething) {
  for (const auto& row : domain::operations()) {
    if (row.does == domain::Does::trigger) continue;
    EXPECT_NE(nullptr, find_operate(row.api, row.id)) << row.api << "/" << row.id;
  }
}

TEST(Engine, RefusesARunThatNeedsANameBeforeAnythingIsSent) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  const auto run = id_in(office.post("/v1.0/runs", run_body()));
  ASSERT_EQ(202U, office.status);
  office.app().wait_until_idle();
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
  EXPECT_NE(std::string::npos, history.find("NamesNotShown")) << history;
  EXPECT_NE(std::string::npos, office.get("/v1.0/cases/1").find("was not run"));
  EXPECT_NE(std::string::npos, office.get("/v1.0/audit").find("Flow run refused"));
  EXPECT_TRUE(office.app().parts().catcher.list().empty());
}

TEST(Engine, SendsOneMailToTheManagerAndNotesItOnTheCase) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = id_in(office.post("/v1.0/runs", run_body()));
  office.app().wait_until_idle();
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Succeeded\""));
  const auto mails = office.app().parts().catcher.list();
  ASSERT_EQ(1U, mails.size());
  EXPECT_EQ(std::vector<std::string>{Office::manager_mail}, mails.front().recipients);
  const auto mail = office.app().parts().catcher.get(mails.front().number);
  ASSERT_TRUE(mail);
  EXPECT_NE(std::string::npos, mail->content.html.find("Data leaks - quarterly review policy"));
  EXPECT_NE(std::string::npos, office.get("/v1.0/cases/1").find("was activated"));
}

// 589 KB out of one step, where a commit takes 512 KiB.
static constexpr auto flow_of_a_huge_value = R"json({"name": "Huge", "turnOn": true, "definition": {
  "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
  "contentVersion": "1.0.0.0",
  "triggers": {"For_a_case": {"type": "Request", "kind": "ApiConnection", "inputs": {"host": {
    "apiId": "/providers/Microsoft.PowerApps/apis/shared_microsoft365compliance",
    "connectionName": "shared_microsoft365compliance", "operationId": "CaseSelected"}}}},
  "actions": {"Count": {"type": "Compose", "inputs": "@join(range(0, 100000), ',')", "runAfter": {}}}}})json";

TEST(Engine, EndsARunWhoseValuesCannotBeKeptAndSaysWhy) {
  Office office;
  office.open_case();
  const auto made = office.post("/v1.0/flows", flow_of_a_huge_value);
  ASSERT_EQ(201U, office.status) << made;
  ASSERT_TRUE(office.app().begin());
  const auto run = id_in(office.post("/v1.0/runs", R"({"flow": "Huge", "case": "1"})"));
  ASSERT_EQ(202U, office.status);
  office.app().wait_until_idle();
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
  EXPECT_NE(std::string::npos, history.find("too large to be put on record")) << history;
}

TEST(Engine, FinishesARunThatWasUnderWayWhenTheProcessEnded) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  // The engine does not run: the run stays where its start left it.
  const auto run = id_in(office.post("/v1.0/runs", run_body()));
  ASSERT_EQ(202U, office.status);
  office.reopen();
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Succeeded\""));
  EXPECT_EQ(1U, office.app().parts().catcher.list().size());
}

}  // namespace riskflow::runtime
