// Who sees a flow, and what they are told who do not.

#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string template_flow(const std::string& name) {
  return R"({"template": "notify-manager", "name": ")" + name + "\"}";
}

TEST(Flows, AFlowIsListedForWhoMadeItWhomItIsSharedWithAndWhoConfigures) {
  Office office;
  const auto alice = office.token_of("alice", "Analysts");
  const auto bruno = office.token_of("bruno", "Investigators");
  ASSERT_EQ(http::HttpStatus::created,
            office.ask(http::Method::post, "/v1.0/flows", alice, template_flow("Of Alice")).status);
  ASSERT_EQ(http::HttpStatus::created,
            office.ask(http::Method::post, "/v1.0/flows", bruno, template_flow("Of Bruno")).status);
  const auto seen_by = [&](const std::string& token) {
    return office.ask(http::Method::get, "/v1.0/flows?$count=true", token).body;
  };
  const auto all = office.get("/v1.0/flows");  // waits for the view, too
  EXPECT_NE(std::string::npos, all.find("Of Alice")) << all;
  EXPECT_NE(std::string::npos, all.find("Of Bruno")) << all;
  EXPECT_NE(std::string::npos, seen_by(alice).find("Of Alice"));
  EXPECT_EQ(std::string::npos, seen_by(alice).find("Of Bruno"));
  EXPECT_NE(std::string::npos, seen_by(alice).find("\"@odata.count\":1")) << seen_by(alice);

  office.ask(http::Method::post, "/v1.0/flows/Of%20Bruno/shares", bruno,
             R"({"with": "alice", "as": "RunOnly"})");
  office.get("/v1.0/flows");
  EXPECT_NE(std::string::npos, seen_by(alice).find("Of Bruno"));
  EXPECT_EQ(std::string::npos, seen_by(bruno).find("Of Alice"));
}

TEST(Flows, AFlowThatOneMayNotSeeIsAnsweredAsOneThatIsNotThere) {
  Office office;
  const auto alice = office.token_of("alice", "Analysts");
  const auto made = office.post("/v1.0/flows", template_flow("Hidden"));
  office.get("/v1.0/flows");
  const auto id = made.substr(made.find("\"id\":\"") + 6, 32);
  const auto answer_to = [&](const std::string& flow) {
    const auto answer = office.ask(http::Method::get, "/v1.0/flows/" + flow, alice);
    EXPECT_EQ(http::HttpStatus::not_found, answer.status);
    return answer.body.substr(answer.body.find("\"message\""), 60);
  };
  const auto unknown = answer_to("Nowhere");
  EXPECT_EQ(unknown, answer_to("Hidden"));
  EXPECT_EQ(unknown, answer_to(id));
  EXPECT_EQ(unknown, answer_to(std::string(32, 'f')));
}

// What somebody may ask of a flow.
struct Asked {
  http::Method method;
  std::string path;  // FLOW stands for the flow
  std::string body;
};

static const Asked commands[] = {
    {http::Method::post, "/v1.0/flows/FLOW/turnOn", ""},
    {http::Method::post, "/v1.0/flows/FLOW/turnOff", ""},
    {http::Method::post, "/v1.0/flows/FLOW/shares", R"({"with": "alice", "as": "Owner"})"},
    {http::Method::post, "/v1.0/flows/FLOW/shares", R"({"with": "nobody", "as": "Owner"})"},
    {http::Method::del, "/v1.0/flows/FLOW/shares/alice", ""},
    {http::Method::del, "/v1.0/flows/FLOW", ""},
    {http::Method::post, "/v1.0/runs", R"({"flow": "FLOW", "case": "1"})"},
    {http::Method::post, "/v1.0/runs", R"({"flow": "FLOW", "case": "77"})"},
};

static std::string with_flow(std::string text, const std::string& flow) {
  const auto at = text.find("FLOW");
  return at == std::string::npos ? text : text.replace(at, 4, flow);
}

static http::Response answer_to(Office& office, const Asked& asked, const std::string& flow,
                                const std::string& token) {
  return office.ask(asked.method, with_flow(asked.path, flow), token, with_flow(asked.body, flow));
}

// An answer without what differs from one request to the next.
static std::string words_of(const http::Response& answer) {
  const auto at = answer.body.find("\"message\"");
  return answer.body.substr(at, answer.body.find("\"innererror\"") - at);
}

TEST(Flows, ACommandOnAHiddenOneIsAnsweredAsOnOneThatIsNotThere) {
  Office office;
  office.open_case();
  const auto alice = office.token_of("alice", "Analysts");
  const auto made = office.post("/v1.0/flows", template_flow("Hidden"));
  office.get("/v1.0/flows");
  const auto id = made.substr(made.find("\"id\":\"") + 6, 32);
  const auto head = office.app().parts().log->head();
  for (const auto& asked : commands) {
    const auto unknown = answer_to(office, asked, "Nowhere", alice);
    EXPECT_EQ(http::HttpStatus::not_found, unknown.status) << asked.path << unknown.body;
    EXPECT_NE(std::string::npos, unknown.body.find("no such flow")) << unknown.body;
    for (const auto& flow : {std::string("Hidden"), id, id.substr(0, 8), std::string(32, 'f')}) {
      const auto answer = answer_to(office, asked, flow, alice);
      EXPECT_EQ(unknown.status, answer.status) << asked.path << flow;
      EXPECT_EQ(words_of(unknown), words_of(answer)) << asked.path << flow;
    }
  }
  EXPECT_EQ(head, office.app().parts().log->head());
}

TEST(Flows, ACommandOnOneThatIsSeenButNotOwnedIsForbidden) {
  Office office;
  const auto alice = office.token_of("alice", "Analysts");
  office.post("/v1.0/flows", template_flow("Shared"));
  office.post("/v1.0/flows/Shared/shares", R"({"with": "alice", "as": "RunOnly"})");
  ASSERT_EQ(201U, office.status);
  office.get("/v1.0/flows");
  EXPECT_EQ(http::HttpStatus::forbidden,
            office.ask(http::Method::del, "/v1.0/flows/Shared", alice).status);
}

TEST(Flows, OneThatIsNoLongerSharedIsNoLongerThere) {
  Office office;
  const auto alice = office.token_of("alice", "Analysts");
  const auto bruno = office.token_of("bruno", "Analysts");
  office.ask(http::Method::post, "/v1.0/flows", bruno, template_flow("Lent"));
  office.get("/v1.0/flows");
  ASSERT_EQ(http::HttpStatus::created, office
                                           .ask(http::Method::post, "/v1.0/flows/Lent/shares",
                                                bruno, R"({"with": "alice", "as": "Owner"})")
                                           .status);
  office.get("/v1.0/flows");
  ASSERT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::post, "/v1.0/flows/Lent/turnOn", alice).status);
  EXPECT_EQ(http::HttpStatus::ok,
            office.ask(http::Method::del, "/v1.0/flows/Lent/shares/alice", bruno).status);
  EXPECT_EQ(http::HttpStatus::not_found,
            office.ask(http::Method::post, "/v1.0/flows/Lent/turnOff", alice).status);
  const auto then = "?$asOf=" + std::to_string(to_number(office.app().parts().log->head()) - 2);
  EXPECT_EQ(http::HttpStatus::not_found,
            office.ask(http::Method::get, "/v1.0/flows/Lent" + then, alice).status);
  const auto page = office.ask(http::Method::get, "/v1.0/flows" + then, alice);
  EXPECT_EQ(http::HttpStatus::ok, page.status);
  EXPECT_EQ(std::string::npos, page.body.find("Lent")) << page.body;
}

}  // namespace riskflow::runtime
