// The command line's client against a real server.

#include "runtime/http/client.hpp"

#include <latch>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/http/problem.hpp"
#include "tests/runtime/http/wire.hpp"

namespace riskflow::http {
namespace {

Client client_of(const Running& running, std::string token = "") {
  return Client::make({.server = fmt::format("http://127.0.0.1:{}", running.port()),
                       .token = std::move(token)})
      .value();
}

Request request_for(Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return request;
}

TEST(HttpClient, EveryErrorArrivesAsTheServerMadeIt) {
  Error error;
  Site site([&](Request&) -> Result<Response> { return fail(error); });
  Running running(site);
  auto client = client_of(running);
  for (const auto& row : failures) {
    error = {row.code, "what is wrong", "field", {{"actual_version", "7"}, {"limit", "3"}}};
    const auto response = client.send(request_for(Method::get, "/"));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error(), error) << to_text(row.code);
  }
}

TEST(HttpClient, TheServerSeesTheRequestAsItWasWritten) {
  Request seen;
  Site site([&](Request& request) {
    seen = request;
    auto response = created("/v1.0/cases/1", R"({"id":"1"})");
    response.headers.set("Riskflow-Position", "17");
    return response;
  });
  Running running(site);
  auto client = client_of(running, "a-token");
  auto request = request_for(Method::patch, "/v1.0/cases/" + std::string("a%2Fb"));
  request.query = {{"$filter", "name eq 'a&b=c+d'"}, {"$top", "5"}};
  request.headers.set("If-Match", "\"case-1-7\"");
  request.body = R"({"name":"x"})";
  const auto response = client.send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(seen.method, Method::patch);
  EXPECT_EQ(seen.path, request.path);
  EXPECT_EQ(seen.query, request.query);
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.headers.find("If-Match"), "\"case-1-7\"");
  EXPECT_EQ(seen.headers.find("Authorization"), "Bearer a-token");
  EXPECT_EQ(seen.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(response->status, HttpStatus::created);
  EXPECT_EQ(response->body, R"({"id":"1"})");
  EXPECT_EQ(response->content_type, json_type);
  EXPECT_EQ(response->headers.find("riskflow-position"), "17");
  EXPECT_EQ(response->headers.find("Location"), "/v1.0/cases/1");
}

TEST(HttpClient, EveryMethodWorksOnOneConnection) {
  Site site([](Request& request) -> Result<Response> {
    if (request.method == Method::del) return no_content();
    return text(std::string(to_text(request.method)));
  });
  Running running(site);
  auto client = client_of(running);
  for (const auto method :
       {Method::get, Method::post, Method::put, Method::patch, Method::options}) {
    const auto response = client.send(request_for(method, "/"));
    ASSERT_TRUE(response) << to_text(method);
    EXPECT_EQ(response->body, to_text(method));
  }
  EXPECT_EQ(client.send(request_for(Method::head, "/"))->body, "");
  EXPECT_EQ(client.send(request_for(Method::del, "/"))->status, HttpStatus::no_content);
  EXPECT_EQ(client.send(request_for(Method::get, "/"))->body, "GET");
  EXPECT_EQ(running.metrics.value(Metric::http_connections), 1);
}

TEST(HttpClient, ARedirectIsNotFollowed) {
  int asked = 0;
  Site site([&](Request&) {
    ++asked;
    Response response{static_cast<HttpStatus>(302), {}, {}, {}};
    response.headers.set("Location", "/elsewhere");
    return response;
  });
  Running running(site);
  const auto response = client_of(running).send(request_for(Method::get, "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_EQ(asked, 1);
}

TEST(HttpClient, NobodyListeningIsUnavailable) {
  std::uint16_t port = 0;
  {
    Site site([](Request&) { return no_content(); });
    port = Running(site).port();
  }
  auto client = Client::make({.server = fmt::format("http://127.0.0.1:{}", port)}).value();
  const auto response = client.send(request_for(Method::get, "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unavailable);
  EXPECT_EQ(failure_of(response.error().code).exit, ExitCode::unavailable);
}

TEST(HttpClient, AnAnswerThatComesTooLateIsUnavailable) {
  std::latch go_on(1);
  Site site([&](Request&) {
    go_on.wait();
    return no_content();
  });
  Running running(site);
  auto client = Client::make({.server = fmt::format("http://127.0.0.1:{}", running.port()),
                              .total_deadline = std::chrono::milliseconds(50)})
                    .value();
  const auto response = client.send(request_for(Method::get, "/"));
  go_on.count_down();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unavailable);
}

TEST(HttpClient, AnAnswerOverTheLimitIsTooLarge) {
  Site site([](Request&) { return text(std::string(100'000, 'x')); });
  Running running(site);
  auto client = Client::make({.server = fmt::format("http://127.0.0.1:{}", running.port()),
                              .answer_limit = 50'000})
                    .value();
  const auto response = client.send(request_for(Method::get, "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::too_large);
}

// A proxy that the environment names, for as long as this lives: longer than the server's threads,
// because one thread must not read the environment while another writes it.
class ProxyOfTheEnvironment {
 public:
  explicit ProxyOfTheEnvironment(const char* url) {
    ::setenv("http_proxy", url, 1);  // NOLINT(concurrency-mt-unsafe): before any thread
  }
  ~ProxyOfTheEnvironment() {
    ::unsetenv("http_proxy");  // NOLINT(concurrency-mt-unsafe): after all threads
  }
  ProxyOfTheEnvironment(const ProxyOfTheEnvironment&) = delete;
  ProxyOfTheEnvironment& operator=(const ProxyOfTheEnvironment&) = delete;
};

TEST(HttpClient, AProxyOfTheEnvironmentIsIgnoredOnLoopback) {
  const ProxyOfTheEnvironment proxy("http://127.0.0.1:1");
  Site site([](Request&) { return text("direct"); });
  Running running(site);
  const auto response = client_of(running).send(request_for(Method::get, "/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "direct");
}

TEST(HttpClient, OnlyHttpAddressesAreServers) {
  for (const auto* good : {"http://localhost", "https://risk.example.com:8443/base/",
                           "http://[::1]:80", "http://127.0.0.1/a//b"})
    EXPECT_TRUE(Client::make({.server = good})) << good;
  for (const auto* bad : {"", "localhost:8080", "ftp://host", "file:///etc/passwd", "http://",
                          "http://user:secret@host", "http://host/?a=b", "http://ho st"}) {
    const auto client = Client::make({.server = bad});
    ASSERT_FALSE(client) << bad;
    EXPECT_EQ(client.error().target, "server");
  }
  EXPECT_FALSE(Client::make({.server = "https://host", .token = "a\r\nX: y"}));
}

TEST(HttpClient, PlainHttpDoesNotLeaveThisMachine) {
  for (const auto* here : {"http://127.0.0.1:7070", "http://127.8.8.8", "http://LocalHost:1/base",
                           "http://[::1]", "https://risk.example.com", "HTTPS://10.0.0.1"})
    EXPECT_TRUE(check_server(here)) << here;
  for (const auto* away :
       {"http://risk.example.com", "HTTP://10.0.0.1:7070", "http://[::2]",
        "http://localhost.example.com", "http://127.0.0.1.example.com",
        "http://%6cocalhost.example.com", "http://0.0.0.0", "http://localhost."}) {
    const auto made = Client::make({.server = away, .token = "a-token"});
    ASSERT_FALSE(made) << away;
    EXPECT_EQ(made.error().code, Errc::invalid);
    EXPECT_EQ(made.error().target, "server");
    EXPECT_NE(made.error().message.find("use https"), std::string::npos) << made.error().message;
  }
}

TEST(HttpClient, AHeaderWithALineBreakIsNotSent) {
  Site site([](Request&) { return no_content(); });
  Running running(site);
  auto request = request_for(Method::get, "/");
  request.headers.set("X-A", "1\r\nX-B: 2");
  EXPECT_FALSE(client_of(running).send(request));
}

}  // namespace
}  // namespace riskflow::http
