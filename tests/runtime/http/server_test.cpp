// The server over real sockets on the loopback interface: what it serves, in which order it
// answers, and how it stops.  Its limits: server_limits_test.cpp.

#include "runtime/http/server.hpp"

#include <future>
#include <latch>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/http/problem.hpp"
#include "runtime/http/router.hpp"
#include "tests/runtime/http/wire.hpp"

namespace riskflow::http {
namespace {

using namespace std::chrono_literals;

TEST(HttpServer, TwoRequestsAreServedOnOneConnection) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  peer.say(get("/a"));
  EXPECT_EQ(peer.hear().body, "/a:");
  peer.say(post("/b", "{}"));
  EXPECT_EQ(peer.hear().body, "/b:{}");
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInTheirOrder) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  peer.say(get("/1") + post("/2", "two") + get("/3") + get("/4"));
  EXPECT_EQ(peer.hear().body, "/1:");
  EXPECT_EQ(peer.hear().body, "/2:two");
  EXPECT_EQ(peer.hear().body, "/3:");
  EXPECT_EQ(peer.hear().body, "/4:");
}

TEST(HttpServer, AChunkedBodyReachesTheServiceWhole) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  peer.say("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  peer.say("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
  EXPECT_EQ(peer.hear().body, "/c:abcdefg");
}

TEST(HttpServer, AClientThatWaitsIsToldToGoOn) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  peer.say("POST /c HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(peer.hear_head().status, 100);
  peer.say("ok");
  EXPECT_EQ(peer.hear().body, "/c:ok");
}

TEST(HttpServer, TheServiceSeesWhatTheRequestSays) {
  Request seen;
  Site site([&](Request& request) {
    seen = request;
    return no_content();
  });
  Running running(site);
  Peer peer(running.port());
  peer.say(get("/v1.0/a%20b?$top=5&q=x+y", "X-One: 1\r\n"));
  EXPECT_EQ(peer.hear_head().status, 204);
  EXPECT_EQ(seen.method, Method::get);
  EXPECT_EQ(seen.path, "/v1.0/a%20b");
  EXPECT_EQ(seen.query, (Pairs{{"$top", "5"}, {"q", "x y"}}));
  EXPECT_EQ(seen.headers.find("x-one"), "1");
  EXPECT_EQ(seen.remote, "127.0.0.1");
  EXPECT_EQ(to_text(seen.received), "2026-01-12T08:30:00Z");
  EXPECT_EQ(time_of(seen.id), seen.received);
}

TEST(HttpServer, HeadAnswersLikeGetWithoutTheBody) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  peer.say("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\n" + get("/next"));
  const auto head = peer.hear_head();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.find("Content-Length"), "5");
  EXPECT_EQ(peer.hear().body, "/next:");
}

TEST(HttpServer, EveryAnswerCarriesTheProtectingHeaders) {
  Site site([](Request& request) -> Result<Response> {
    if (request.path == "/page") return html("<p>hello</p>");
    return fail(Errc::not_found, "no such thing");
  });
  Running running(site);
  Peer peer(running.port());
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  peer.say(get("/page", fmt::format("traceparent: {}\r\n", trace)));
  const auto page = peer.hear();
  EXPECT_EQ(page.headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.find("Content-Security-Policy"),
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  EXPECT_EQ(page.headers.find("traceparent"), trace);
  peer.say(get("/thing"));
  const auto thing = peer.hear();
  EXPECT_EQ(thing.status, 404);
  for (const auto& answer : {page, thing}) {
    EXPECT_EQ(answer.headers.find("Cache-Control"), "no-store");
    EXPECT_EQ(answer.headers.find("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.headers.find("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.headers.find("Date"), "Mon, 12 Jan 2026 08:30:00 GMT");
    EXPECT_EQ(answer.headers.find("request-id").value_or("").size(), 32u);
  }
}

TEST(HttpServer, AGivenRequestIdIsAnsweredAsSentAndIsNotTheDomainsId) {
  RequestId made;
  Site site([&](Request& request) {
    made = request.id;
    return no_content();
  });
  Running running(site);
  Peer peer(running.port());
  const std::string given = "018f2f63-3e9b-7cc0-9d4c-0123456789ab";
  peer.say(get("/", fmt::format("request-id: {}\r\n", given)));
  EXPECT_EQ(peer.hear_head().headers.find("request-id"), given);
  EXPECT_NE(made, id_from_text<RequestId>(given).value());
  peer.say(get("/", "request-id: John Smith\r\n"));
  EXPECT_EQ(peer.hear_head().headers.find("request-id"), to_text(made));
}

// A router behind real sockets: what no handler ever sees.
class Routed final : public Service {
 public:
  std::size_t body_limit(const Request& head) const override { return router_.body_limit(head); }
  Result<Response> answer(Request& request) override {
    NoAccess nothing;
    return router_.dispatch(request, nothing);
  }

 private:
  static Result<Response> show(const Request& request, NoAccess&) {
    return text(std::string(param(request, "thing")));
  }
  static constexpr std::array rows{
      Route<NoAccess>{{Method::get, "/things/{thing}", "Shows a thing."}, show},
      Route<NoAccess>{{Method::post, "/things/{thing}", "Changes a thing."}, show},
  };
  Router<NoAccess> router_{rows};
};

TEST(HttpServer, WhatNoRouteServesIsAnsweredByTheRouter) {
  struct Row {
    std::string_view name;
    std::string bytes;
    int status;
  };
  const Row rows[] = {
      {"a route", get("/things/a%2Fb"), 200},
      {"another path", get("/other"), 404},
      {"trace", "TRACE /things/1 HTTP/1.1\r\nHost: h\r\n\r\n", 405},
      {"connect", "CONNECT host:443 HTTP/1.1\r\nHost: h\r\n\r\n", 405},
      {"preflight", "OPTIONS /things/1 HTTP/1.1\r\nHost: h\r\nOrigin: http://evil\r\n\r\n", 405},
      {"plain text",
       "POST /things/1 HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: "
       "2\r\n\r\n{}",
       415},
      {"json", post("/things/1", "{}"), 200},
  };
  Routed service;
  Running running(service);
  Peer peer(running.port());
  for (const auto& row : rows) {
    peer.say(row.bytes);
    const auto answer = peer.hear();
    EXPECT_EQ(answer.status, row.status) << row.name;
    EXPECT_EQ(answer.headers.count("Access-Control-Allow-Origin"), 0u);
    if (row.status == 405 && row.name != "connect") {
      EXPECT_EQ(answer.headers.find("Allow"), "GET, HEAD, POST") << row.name;
    }
  }
}

TEST(HttpServer, AThrowingHandlerBecomesAProblemWithoutItsMessage) {
  Site site([](Request& request) -> Result<Response> {
    if (request.path == "/int") throw 7;
    throw std::runtime_error("secret of Jane Doe");
  });
  Running running(site);
  Peer peer(running.port());
  for (const auto* path : {"/exception", "/int"}) {
    peer.say(get(path));
    const auto answer = peer.hear();
    EXPECT_EQ(answer.status, 500) << path;
    EXPECT_EQ(answer.body.find("Jane"), std::string::npos);
    const auto error = error_from_problem(HttpStatus::internal_server_error, answer.body);
    EXPECT_EQ(error.code, Errc::internal);
  }
}

TEST(HttpServer, AHeaderThatWouldSplitTheAnswerIsNotSent) {
  Site site([](Request&) { return created("/x\r\nSet-Cookie: a=b", "{}"); });
  Running running(site);
  Peer peer(running.port());
  peer.say(get("/"));
  const auto answer = peer.hear();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.headers.count("Set-Cookie"), 0u);
}

TEST(HttpServer, StoppingFinishesTheRequestInFlight) {
  std::latch at_work(1);
  std::latch go_on(1);
  Site site([&](Request&) {
    at_work.count_down();
    go_on.wait();
    return text("finished");
  });
  Running running(site);
  Peer busy(running.port());
  Peer idle(running.port());
  busy.say(get("/"));
  at_work.wait();
  std::jthread signal([&] { running.server.stop(); });
  EXPECT_EQ(idle.hear_until_closed(), "");
  running.server.stop();
  go_on.count_down();
  const auto answer = busy.hear();
  EXPECT_EQ(answer.body, "finished");
  EXPECT_EQ(answer.headers.find("Connection"), "close");
  running.server.wait();
  EXPECT_EQ(running.metrics.value(Metric::http_connections), 0);
}

TEST(HttpServer, StoppingCutsWhatIsNotDoneInTime) {
  std::latch at_work(1);
  std::latch go_on(1);
  Site site([&](Request&) {
    at_work.count_down();
    go_on.wait();
    return text("too late");
  });
  ServerConfig config;
  config.stop_deadline = 50ms;
  Running running(site, config);
  Peer peer(running.port());
  peer.say(get("/"));
  at_work.wait();
  running.server.stop();
  EXPECT_EQ(peer.hear_until_closed(), "");
  go_on.count_down();
  running.server.wait();
}

TEST(HttpServer, AHandlerMayStopTheServerItRunsOn) {
  std::promise<Server*> where;
  auto server = where.get_future().share();
  Site site([&](Request&) {
    server.get()->stop();
    return text("bye");
  });
  Running running(site);
  where.set_value(&running.server);
  Peer peer(running.port());
  peer.say(get("/"));
  EXPECT_EQ(peer.hear().body, "bye");
  running.server.wait();
}

TEST(HttpServer, ListeningWhereNobodyMayFailsWithAReason) {
  auto site = echo_site();
  Running running(site);
  FixedClock clock;
  Metrics metrics;
  const ServerParts parts{site, clock, metrics, random_request_ids(clock)};
  ServerConfig config;
  config.port = running.port();
  const auto taken = Server::start(config, parts);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::unavailable);
  config.address = "example.com";
  const auto named = Server::start(config, parts);
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().code, Errc::invalid);
}

TEST(HttpServer, ManyConnectionsAtOnceAllGetTheirOwnAnswer) {
  auto site = echo_site();
  Running running(site);
  std::vector<std::jthread> clients;
  std::atomic<int> right = 0;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      Peer peer(running.port());
      for (int i = 0; i < 50; ++i) {
        const auto path = fmt::format("/{}/{}", c, i);
        peer.say(get(path));
        if (peer.hear().body == path + ":") ++right;
      }
    });
  clients.clear();
  EXPECT_EQ(right, 400);
  EXPECT_EQ(running.metrics.value(Metric::http_requests_2xx), 400);
}

}  // namespace
}  // namespace riskflow::http
