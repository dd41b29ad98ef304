#include "tests/runtime/app/office.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/core/request_ids.hpp"
#include "runtime/http/problem.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::runtime {

static constexpr const char* host = "host:tester";

static std::filesystem::path fresh_folder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "riskflow-office-XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

Office::Office() : folder_(fresh_folder()) {
  config.data = folder_;
  config.catcher_port = 0;
  reopen();
  const auto founded = app_->found(host);
  EXPECT_TRUE(founded) << founded.error().message;
}

Office::~Office() {
  app_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Office::reopen() {
  app_.reset();
  auto app = App::open(config, clock);
  ASSERT_TRUE(app) << app.error().message;
  app_ = std::move(*app);
}

static http::Request request_to(http::Method method, const std::string& target,
                                const std::string& body) {
  http::Request request;
  request.method = method;
  const auto parsed = http::read_target(target);
  EXPECT_TRUE(parsed) << target;
  request.path = parsed->path;
  request.query = parsed->query;
  request.body = body;
  if (!body.empty()) request.headers.set("Content-Type", "application/json");
  request.id = random_request_id(Instant{});
  return request;
}

std::string Office::send(http::Request request) {
  request.headers.set("Riskflow-After", std::to_string(to_number(app_->parts().log->head())));
  const auto answer = app_->answer_as(request, host);
  const auto response =
      answer ? *answer : http::problem(answer.error(), http::occasion_of(request));
  status = http::to_number(response.status);
  return response.body;
}

std::string Office::get(const std::string& target) {
  return send(request_to(http::Method::get, target, {}));
}
std::string Office::post(const std::string& target, const std::string& body,
                         const std::string& key) {
  auto request = request_to(http::Method::post, target, body);
  if (!key.empty()) request.headers.set("Idempotency-Key", key);
  return send(std::move(request));
}
std::string Office::patch(const std::string& target, const std::string& body) {
  return send(request_to(http::Method::patch, target, body));
}

std::string Office::remove(const std::string& target) {
  return send(request_to(http::Method::del, target, {}));
}

http::Response Office::ask(http::Method method, const std::string& target, const std::string& token,
                           const std::string& body) {
  auto request = request_to(method, target, body);
  if (!token.empty()) request.headers.set("Authorization", "Bearer " + token);
  const auto answer = app_->answer(request);
  return answer ? *answer : http::problem(answer.error(), http::occasion_of(request));
}

std::string Office::token_of(const std::string& who, const std::string& group) {
  const auto made = post("/v1.0/tokens", R"({"as": ")" + who + R"(", "roleGroup": ")" +
                                             "InsiderRiskManagement" + group + "\"}");
  EXPECT_EQ(201U, status) << made;
  return made.substr(made.find("rfk_"), 47);
}

static constexpr const char* users = R"({"value":[{"id":"aaaaaaaa-0000-4000-8000-000000000007",
"userPrincipalName":"mira.koval@example.test","displayName":"Mira Koval","givenName":"Mira","surname":"Koval",
"mail":"mira.koval@example.test","department":"Propulsion research","manager":{"@odata.type":"#microsoft.graph.user",
"id":"aaaaaaaa-0000-4000-8000-000000000002","displayName":"Oto Brandt","mail":"oto.brandt@example.test",
"userPrincipalName":"oto.brandt@example.test"}}]})";

static constexpr const char* alerts = R"({"value":[{"@odata.type":"#microsoft.graph.security.alert",
"id":"ir00000000-aaaa-4bbb-8ccc-000000000001","providerAlertId":"00000000-aaaa-4bbb-8ccc-000000000001","status":"new",
"severity":"high","classification":"unknown","determination":"unknown","serviceSource":"microsoftInsiderRiskManagement",
"detectionSource":"microsoftInsiderRiskManagement","detectorId":"data-leaks",
"tenantId":"11111111-2222-4333-8444-555555555555","title":"Data leaks - quarterly review policy",
"description":"Synthetic alert","category":"Exfiltration","createdDateTime":"2026-01-12T08:30:00Z",
"lastUpdateDateTime":"2026-01-12T08:30:00Z","evidence":[{"@odata.type":"#microsoft.graph.security.userEvidence",
"roles":["policyViolator"],"userAccount":{"accountName":"mira.koval",
"azureAdUserId":"aaaaaaaa-0000-4000-8000-000000000007","userPrincipalName":"mira.koval@example.test",
"displayName":"Mira Koval"}}]}]})";

void Office::import_sample() {
  for (const auto* file : {users, alerts}) {
    auto request = request_to(http::Method::post, "/v1.0/imports/batch?file=test", file);
    const auto body = send(std::move(request));
    ASSERT_EQ(200U, status) << body;
  }
}

void Office::open_case() {
  import_sample();
  const auto list = get("/v1.0/alerts");
  const auto at = list.find("\"id\":\"") + 6;
  const auto confirmed =
      post("/v1.0/alerts/" + list.substr(at, 32) + "/confirm", R"({"caseName": "Quarter end"})");
  ASSERT_EQ(201U, status) << confirmed;
  const auto created = post("/v1.0/flows", R"({"template": "notify-manager", "turnOn": true})");
  ASSERT_EQ(201U, status) << created;
}

std::string Office::start_run(const std::string& flow_name) {
  const auto started = post("/v1.0/runs", R"({"flow": ")" + flow_name + R"(", "case": "1"})");
  EXPECT_EQ(202U, status) << started;
  return started.substr(started.find("\"id\":\"") + 6, 32);
}

}  // namespace riskflow::runtime
