#include <fstream>

#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string admin_token(const Office& office) {
  std::string token;
  std::getline(std::ifstream(office.folder() / "admin.token") >> std::ws, token);
  return token;
}

TEST(Requests, ATokenThatDoesNotHoldIsRefused) {
  Office office;
  EXPECT_EQ(http::HttpStatus::unauthorized,
            office.ask(http::Method::get, "/v1.0/cases", {}).status);
  EXPECT_EQ(http::HttpStatus::unauthorized,
            office.ask(http::Method::get, "/v1.0/cases", "rfk_no").status);
  EXPECT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::get, "/v1.0/cases", admin_token(office)).status);
}

TEST(Requests, TheTokenFileIsReadableByItsOwnerOnly) {
  Office office;
  const auto rights = std::filesystem::status(office.folder() / "admin.token").permissions();
  EXPECT_EQ(std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, rights);
}

TEST(Requests, ARoleThatIsTakenIsGoneForTheNextRequest) {
  Office office;
  const auto made = office.post("/v1.0/tokens",
                                R"({"as": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})");
  ASSERT_EQ(201U, office.status) << made;
  const auto token = made.substr(made.find("rfk_"), 47);
  ASSERT_EQ(http::HttpStatus::ok, office.ask(http::Method::get, "/v1.0/cases", token).status);
  auto request = http::Method::del;
  EXPECT_EQ(
      http::HttpStatus::ok,
      office.ask(request, "/v1.0/roles/carol/InsiderRiskManagementAnalysts", admin_token(office))
          .status);
  EXPECT_EQ(http::HttpStatus::forbidden,
            office.ask(http::Method::get, "/v1.0/cases", token).status);
}

TEST(Requests, WhoMayNotWorkOnCasesCannotTellWhichThereAre) {
  Office office;
  office.open_case();
  const auto auditor = office.token_of("aud", "Auditors");
  office.get("/v1.0/cases");
  for (const std::string of_case : {"1", "77"}) {
    const auto path = "/v1.0/cases/" + of_case;
    EXPECT_EQ(http::HttpStatus::forbidden, office.ask(http::Method::get, path, auditor).status);
    EXPECT_EQ(http::HttpStatus::forbidden,
              office.ask(http::Method::post, path + "/notes", auditor, R"({"text": "x"})").status);
    EXPECT_EQ(http::HttpStatus::forbidden,
              office
                  .ask(http::Method::post, path + "/resolve", auditor,
                       R"({"resolveAs": "Benign", "actionTaken": "x"})")
                  .status);
  }
}

TEST(Requests, AContributorStillWorksOnTheirCase) {
  Office office;
  office.open_case();
  const auto auditor = office.token_of("aud", "Auditors");
  office.post("/v1.0/cases/1/contributors", R"({"operator": "aud"})");
  ASSERT_EQ(201U, office.status);
  office.get("/v1.0/cases");
  EXPECT_EQ(http::HttpStatus::ok, office.ask(http::Method::get, "/v1.0/cases/1", auditor).status);
  EXPECT_EQ(
      http::HttpStatus::created,
      office.ask(http::Method::post, "/v1.0/cases/1/notes", auditor, R"({"text": "x"})").status);
}

TEST(Requests, WhoIsNoContributorAnyMoreSeesNothingOfTheCaseAtAnyMoment) {
  Office office;
  office.open_case();
  const auto auditor = office.token_of("aud", "Auditors");
  office.post("/v1.0/cases/1/contributors", R"({"operator": "aud"})");
  const auto then = std::to_string(to_number(office.app().parts().log->head()) - 1);
  ASSERT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::get, "/v1.0/cases/1?$asOf=" + then, auditor).status);
  ASSERT_EQ(
      http::HttpStatus::ok,
      office.ask(http::Method::del, "/v1.0/cases/1/contributors/aud", admin_token(office)).status);
  for (const std::string page : {"/v1.0/cases/1", "/v1.0/cases/1/notes"})
    for (const auto& moment : {std::string(), "?$asOf=" + then})
      EXPECT_EQ(http::HttpStatus::forbidden,
                office.ask(http::Method::get, page + moment, auditor).status)
          << page << moment;
}

TEST(Requests, ATokenThatIsRefusedLeavesNoRoleGroup) {
  Office office;
  office.post("/v1.0/tokens",
              R"({"as": "evil", "roleGroup": "InsiderRiskManagement", "expires": "2020-01-01"})");
  EXPECT_EQ(400U, office.status);
  const auto made = office.post("/v1.0/tokens", R"({"as": "evil"})");
  const auto token = made.substr(made.find("rfk_"), 47);
  EXPECT_EQ(http::HttpStatus::forbidden,
            office.ask(http::Method::get, "/v1.0/roles", token).status);
}

TEST(Requests, ATokenIsRevokedByTheBeginningOfItsId) {
  Office office;
  const auto made = office.post("/v1.0/tokens",
                                R"({"as": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})");
  const auto token = made.substr(made.find("rfk_"), 47);
  const auto id = made.substr(made.find("\"id\":\"") + 6, 12);
  office.get("/v1.0/tokens");  // waits until the views have it
  ASSERT_EQ(http::HttpStatus::ok, office.ask(http::Method::get, "/v1.0/me", token).status);
  EXPECT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::del, "/v1.0/tokens/" + id, admin_token(office)).status);
  EXPECT_EQ(http::HttpStatus::unauthorized,
            office.ask(http::Method::get, "/v1.0/me", token).status);
}

TEST(Requests, ATokenIsRevokedByItsWholeIdWithoutWaitingForAView) {
  Office office;
  const auto made = office.post("/v1.0/tokens",
                                R"({"as": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})");
  const auto token = made.substr(made.find("rfk_"), 47);
  const auto id = made.substr(made.find("\"id\":\"") + 6, 32);
  EXPECT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::del, "/v1.0/tokens/" + id, admin_token(office)).status);
  EXPECT_EQ(http::HttpStatus::unauthorized,
            office.ask(http::Method::get, "/v1.0/me", token).status);
}

TEST(Requests, APolicyThatDoesNotSayItsWindowHasThatOfTheSettings) {
  Office office;
  office.patch("/v1.0/settings", R"({"scopeWindowDays": 14})");
  office.post("/v1.0/policies", R"({"name": "Silent", "template": "DataLeaks"})");
  ASSERT_EQ(201U, office.status);
  office.post("/v1.0/policies", R"({"name": "Own", "template": "DataLeaks", "windowDays": 9})");
  const auto policies = office.get("/v1.0/policies?$orderby=displayName");
  const auto own = policies.find("\"activationWindowDays\":9");
  const auto silent = policies.find("\"activationWindowDays\":14");
  EXPECT_NE(std::string::npos, own) << policies;
  EXPECT_NE(std::string::npos, silent) << policies;
}

TEST(Requests, OnePolicyTooManyOfATemplateIsRefusedWithTheFix) {
  Office office;
  for (const auto* name : {"1", "2", "3", "4", "5"}) {
    office.post("/v1.0/policies",
                std::string(R"({"template": "DataLeaks", "name": ")") + name + "\"}");
    ASSERT_EQ(201U, office.status);
  }
  const auto refused = office.post("/v1.0/policies", R"({"template": "DataLeaks", "name": "6"})");
  EXPECT_EQ(422U, office.status);
  EXPECT_NE(std::string::npos, refused.find("maxPoliciesPerTemplate")) << refused;
  office.patch("/v1.0/settings", R"({"maxPoliciesPerTemplate": 6})");
  office.post("/v1.0/policies", R"({"template": "DataLeaks", "name": "6"})");
  EXPECT_EQ(201U, office.status);
}

TEST(Requests, APostWithTheSameIdempotencyKeyHappensOnceHoweverLateItIsSentAgain) {
  Office office;
  office.open_case();
  office.post("/v1.0/cases/1/notes", R"({"text": "Once."})", "key-1");
  for (int i = 0; i < 40; ++i)
    office.post("/v1.0/cases/1/notes", R"({"text": "Other."})", "other-" + std::to_string(i));
  const auto head = office.app().parts().log->head();
  for (int i = 0; i < 3; ++i) office.post("/v1.0/cases/1/notes", R"({"text": "Once."})", "key-1");
  EXPECT_EQ(201U, office.status);
  EXPECT_EQ(head, office.app().parts().log->head());
}

TEST(Requests, AnIdempotencyKeyIsNotTakenForAnotherRequest) {
  Office office;
  office.open_case();
  office.post("/v1.0/cases/1/notes", R"({"text": "Once."})", "key-1");
  ASSERT_EQ(201U, office.status);
  const auto head = office.app().parts().log->head();
  office.post("/v1.0/cases/1/notes", R"({"text": "Twice."})", "key-1");
  EXPECT_EQ(409U, office.status);
  const auto body = office.post("/v1.0/cases/1/resolve",
                                R"({"resolveAs": "Benign", "actionTaken": "x"})", "key-1");
  EXPECT_EQ(409U, office.status);
  EXPECT_NE(std::string::npos, body.find("use a new key")) << body;
  EXPECT_EQ(head, office.app().parts().log->head());
}

TEST(Requests, ATokenIsShownOnceAlsoWhenItIsAskedForAgain) {
  Office office;
  office.post("/v1.0/tokens", R"({"as": "carol"})", "key-1");
  ASSERT_EQ(201U, office.status);
  const auto body = office.post("/v1.0/tokens", R"({"as": "carol"})", "key-1");
  EXPECT_EQ(409U, office.status);
  EXPECT_NE(std::string::npos, body.find("a token is shown once")) << body;
}

TEST(Requests, ALogIsNotOpenedWithoutTheKeysItWasWrittenWith) {
  Office office;
  office.import_sample();
  const auto keys = office.folder() / "keys";
  office.close();
  std::filesystem::rename(keys, office.folder() / "elsewhere");
  Config config;
  config.data = office.folder();
  const auto opened = App::open(config, office.clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(Errc::corrupt, opened.error().code);
  EXPECT_NE(std::string::npos, opened.error().message.find("put the folder"));
  EXPECT_FALSE(std::filesystem::exists(keys));
}

TEST(Requests, ImportingTheSameRecordsAgainChangesNothing) {
  Office office;
  office.import_sample();
  const auto head = office.app().parts().log->head();
  office.import_sample();
  EXPECT_EQ(head, office.app().parts().log->head());
}

TEST(Requests, TheFirstAdministratorStaysTheOnlyOneFounded) {
  Office office;
  const auto head = office.app().parts().log->head();
  ASSERT_TRUE(office.app().found("host:other"));
  EXPECT_EQ(head, office.app().parts().log->head());
}

TEST(Requests, AnAnswerAboutThePastShowsWhatWasKnownThen) {
  Office office;
  office.open_case();
  const auto before = to_number(office.app().parts().log->head()) - 1;
  office.post("/v1.0/cases/1/resolve", R"({"resolveAs": "Benign", "actionTaken": "Nothing."})");
  ASSERT_EQ(200U, office.status);
  EXPECT_NE(std::string::npos, office.get("/v1.0/cases/1").find("\"status\":\"Closed\""));
  EXPECT_NE(
      std::string::npos,
      office.get("/v1.0/cases/1?$asOf=" + std::to_string(before)).find("\"status\":\"Active\""));
}

TEST(Requests, ABadFieldIsNamedWithTheFix) {
  Office office;
  office.open_case();
  const auto body =
      office.post("/v1.0/cases/1/resolve", R"({"resolveAs": "Maybe", "actionTaken": "x"})");
  EXPECT_EQ(400U, office.status);
  EXPECT_NE(std::string::npos, body.find("\"target\":\"resolveAs\"")) << body;
  EXPECT_NE(std::string::npos, body.find("Benign or ConfirmedPolicyViolation")) << body;
}

TEST(Requests, AFieldOfWhiteSpaceOnlyIsRefusedByItsName) {
  Office office;
  office.open_case();
  struct Blank {
    const char* path;
    const char* body;
    const char* field;
  };
  const Blank blanks[] = {
      {"/v1.0/cases/1/notes", R"({"text": " \n "})", "text"},
      {"/v1.0/cases/1/resolve", R"({"resolveAs": "Benign", "actionTaken": "  "})", "actionTaken"},
      {"/v1.0/policies", R"({"name": "\u00a0 ", "template": "DataLeaks"})", "name"},
      {"/v1.0/flows", R"({"name": "   ", "template": "notify-manager"})", "name"},
      {"/v1.0/tokens", R"({"as": "  "})", "name"},
  };
  for (const auto& [path, body, field] : blanks) {
    const auto answer = office.post(path, body);
    EXPECT_EQ(400U, office.status) << path << answer;
    EXPECT_NE(std::string::npos, answer.find("must not be blank")) << path << answer;
    EXPECT_NE(std::string::npos, answer.find(std::string(R"("target":")") + field)) << answer;
  }
}

}  // namespace riskflow::runtime
