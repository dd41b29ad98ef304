#include "runtime/engine/engine.hpp"

#include <chrono>
#include <latch>
#include <new>
#include <regex>

#include <gtest/gtest.h>

#include "domain/operations.hpp"
#include "tests/runtime/app/office.hpp"
#include "tests/runtime/mail/scripted_server.hpp"

namespace riskflow::runtime {

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
  const auto run = office.start_run();
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
  const auto run = office.start_run();
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

TEST(Engine, PutsTheReadOfACaughtMailOnRecord) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office.start_run();
  office.app().wait_until_idle();
  for (const auto* page : {"/v1.0/mails", "/v1.0/mails/1"}) {
    office.clock.at += std::chrono::minutes{6};
    const auto head = office.app().parts().log->head();
    EXPECT_NE(std::string::npos, office.get(page).find(Office::manager_mail)) << page;
    EXPECT_EQ(head + 1, office.app().parts().log->head()) << page;
    // Both the user whom the run was about and the manager whom it went to.
    const auto events = office.get("/v1.0/audit/events?from=" + std::to_string(to_number(head)));
    EXPECT_TRUE(std::regex_search(events, std::regex(R"("subjects":\["Anon[^"]+","Anon[^"]+"\])")))
        << events;
  }
}

// A flow on a selected case with these actions, as JSON.
static std::string flow_on_a_case(const std::string& name, const std::string& actions) {
  return R"({"name": ")" + name + R"(", "turnOn": true, "definition": {"$schema": ")" +
         "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/" +
         "2016-06-01/workflowdefinition.json#" + R"(", "contentVersion": "1.0.0.0",
    "triggers": {"For_a_case": {"type": "Request", "kind": "ApiConnection", "inputs": {"host": {
      "apiId": "/providers/Microsoft.PowerApps/apis/shared_microsoft365compliance",
      "connectionName": "shared_microsoft365compliance", "operationId": "CaseSelected"}}}},
    "actions": {)" +
         actions + "}}}";
}

// A step by riskflow itself.
static std::string own_step(const std::string& name, const std::string& after,
                            const std::string& operation, const std::string& parameters) {
  return "\"" + name + R"(": {"type": "OpenApiConnection", "runAfter": {)" +
         (after.empty() ? "" : "\"" + after + "\": [\"Succeeded\"]") + R"(}, "inputs": {"host": {
      "apiId": "/providers/Microsoft.PowerApps/apis/shared_microsoft365compliance",
      "connectionName": "shared_microsoft365compliance", "operationId": ")" +
         operation + R"("}, "parameters": {)" + parameters + "}}}";
}

TEST(Engine, HidesANameThatAFlowPutIntoANoteWhileNamesAreNotShown) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto made = office.post(
      "/v1.0/flows",
      flow_on_a_case(
          "Tell", own_step("Get_case", "", "GetCase", R"("caseId": "@triggerBody()?['caseId']")") +
                      "," +
                      own_step("Get_user", "Get_case", "GetUser",
                               R"("userId": "@outputs('Get_case')?['body/userId']")") +
                      "," +
                      own_step("Note", "Get_user", "AddCaseNote",
                               R"("caseId": "@triggerBody()?['caseId']",
             "note": "Looked at @{outputs('Get_user')?['body/displayName']}.")")));
  ASSERT_EQ(201U, office.status) << made;
  office.post("/v1.0/runs", R"({"flow": "Tell", "case": "1"})");
  office.app().wait_until_idle();
  const auto note = std::string("Looked at ") + Office::subject_name;
  EXPECT_NE(std::string::npos, office.get("/v1.0/cases/1").find(note));
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowAnonymized"})");
  for (const auto* page : {"/v1.0/cases/1", "/v1.0/audit/replay?case=1", "/v1.0/audit/events"}) {
    const auto body = office.get(page);
    EXPECT_EQ(200U, office.status) << body;
    EXPECT_EQ(std::string::npos, body.find(Office::subject_name)) << page;
  }
  EXPECT_NE(std::string::npos, office.get("/v1.0/cases/1").find("holds names"));
}

TEST(Engine, SendsNothingAboutAUserWhoLeftEveryScope) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  office.clock.at += std::chrono::days{400};
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("OutOfScope"));
  EXPECT_TRUE(office.app().parts().catcher.list().empty());
}

TEST(Engine, EndsARunWhoseValuesCannotBeKeptAndSaysWhy) {
  Office office;
  office.open_case();
  // 589 KB out of one step, where a commit takes 512 KiB.
  const auto made = office.post(
      "/v1.0/flows",
      flow_on_a_case(
          "Huge",
          R"x("Count": {"type": "Compose", "inputs": "@join(range(0, 100000), ',')", "runAfter": {}})x"));
  ASSERT_EQ(201U, office.status) << made;
  ASSERT_TRUE(office.app().begin());
  const auto run = office.start_run("Huge");
  office.app().wait_until_idle();
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
  EXPECT_NE(std::string::npos, history.find("too large to be put on record")) << history;
}

static std::unique_ptr<mail::MailSender> sender_to(std::uint16_t port) {
  auto sender = mail::SmtpSender::create({.host = "127.0.0.1",
                                          .port = port,
                                          .security = mail::Security::none,
                                          .username = {},
                                          .password = {},
                                          .ca_file = {},
                                          .from = "riskflow@example.test",
                                          .helo_name = {}});
  EXPECT_TRUE(sender);
  return std::make_unique<mail::SmtpSender>(std::move(*sender));
}

TEST(Engine, TellsTheCaseOfARunThatTheMailServerMadeFail) {
  mail::ScriptedServer server{{.greeting = "220 scripted", .replies = {{"RCPT", "550 5.7.1 no"}}}};
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.app().parts().mail.lead_to(sender_to(server.port()));
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  office.app().wait_until_idle();
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Failed\""));
  for (const auto* page : {"/v1.0/cases/1", "/v1.0/audit/replay?case=1"}) {
    const auto told = office.get(page);
    EXPECT_NE(std::string::npos, told.find("did not finish: The action Send_an_email")) << told;
    EXPECT_NE(std::string::npos, told.find("the mail server answered 550 5.7.1")) << told;
    EXPECT_NE(std::string::npos, told.find("Nothing was sent.")) << told;
  }
  const auto replay = office.get("/v1.0/audit/replay?case=1");
  EXPECT_NE(std::string::npos, replay.find("run.ended")) << replay;
}

TEST(Engine, HasARunThatIsUnderWayInTheReplayOfItsCase) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  // The engine does not run: the run stays where its start left it, and writes no note.
  const auto run = office.start_run();
  const auto replay = office.get("/v1.0/audit/replay?case=1");
  EXPECT_NE(std::string::npos, replay.find("\"stream\":\"run-" + run)) << replay;
}

TEST(Engine, FinishesARunThatWasUnderWayWhenTheProcessEnded) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  // The engine does not run: the run stays where its start left it.
  const auto run = office.start_run();
  office.reopen();
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Succeeded\""));
  EXPECT_EQ(1U, office.app().parts().catcher.list().size());
}

// A run that has ended, however it did.  Others may be on their way for as long as they like.
static std::string history_at_end(Office& office, const std::string& run) {
  std::string history;
  do {
    history = office.get("/v1.0/runs/" + run);
  } while (office.status == 200 && history.find("\"status\":\"Running\"") != std::string::npos);
  return history;
}

TEST(Engine, FailsARunThatAsksForTooMuchAndGoesOnWithTheOthers) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto made = office.post("/v1.0/flows", flow_on_a_case("Bomb", R"x("S": {"type": "Select",
      "inputs": {"from": "@range(0,100000)", "select": "@range(0,100000)"}, "runAfter": {}})x"));
  ASSERT_EQ(201U, office.status) << made;
  std::vector<std::string> bombs;
  for (std::size_t i = 0; i <= EngineConfig{}.workers; ++i)
    bombs.push_back(office.start_run("Bomb"));
  const auto run = office.start_run();
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  for (const auto& bomb : bombs) {
    const auto history = office.get("/v1.0/runs/" + bomb);
    EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
    EXPECT_NE(std::string::npos, history.find("WorkflowRunActionLimitExceeded")) << history;
  }
  EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Succeeded\""));
}

// Has no memory for what it is asked.
class GreedySender final : public mail::MailSender {
 public:
  Result<mail::Delivered> send(BytesView, std::string_view, std::span<const std::string>,
                               const mail::Committing&) override {
    throw std::bad_alloc{};
  }
};

TEST(Engine, EndsARunForWhichThereIsNotEnoughMemory) {
  Office office;
  office.open_case();
  ASSERT_TRUE(office.app().begin());
  office.app().parts().mail.lead_to(std::make_unique<GreedySender>());
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  const auto run = office.start_run();
  office.app().wait_until_idle();
  const auto history = office.get("/v1.0/runs/" + run);
  EXPECT_NE(std::string::npos, history.find("\"status\":\"Failed\"")) << history;
  EXPECT_NE(std::string::npos, history.find("not enough memory")) << history;
}

TEST(Engine, GoesOnWithOtherRunsAndStopsWhileAMailServerSaysNothing) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office.post("/v1.0/flows",
              flow_on_a_case("Note", own_step("Note", "", "AddCaseNote",
                                              R"("caseId": "@triggerBody()?['caseId']",
                                                 "note": "all quiet")")));
  ASSERT_EQ(201U, office.status);
  // Greets one client and says no more to anybody.
  std::latch reached{1};
  mail::ScriptedServer server{{.greeting = "220 scripted",
                               .replies = {{"EHLO", mail::Script::silence}},
                               .on_line = [&](std::string_view line) {
                                 if (line.starts_with("EHLO")) reached.count_down();
                               }}};
  ASSERT_TRUE(office.app().begin());
  office.app().parts().mail.lead_to(sender_to(server.port()));
  std::vector<std::string> mails;
  for (std::size_t i = 0; i <= EngineConfig{}.outside_workers; ++i)
    mails.push_back(office.start_run());
  reached.wait();
  const auto note = office.post("/v1.0/runs", R"({"flow": "Note", "case": "1"})");
  std::smatch id;
  ASSERT_TRUE(std::regex_search(note, id, std::regex(R"~("id":"([0-9a-f-]+)")~"))) << note;
  EXPECT_NE(std::string::npos, history_at_end(office, id[1]).find("\"status\":\"Succeeded\""));

  const auto begun = std::chrono::steady_clock::now();
  office.reopen();
  // The sender itself would have waited for five minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::minutes{2});
  ASSERT_TRUE(office.app().begin());
  office.app().wait_until_idle();
  for (const auto& run : mails)
    EXPECT_NE(std::string::npos, office.get("/v1.0/runs/" + run).find("\"status\":\"Succeeded\""));
  EXPECT_EQ(mails.size(), office.app().parts().catcher.list().size());
}

}  // namespace riskflow::runtime
