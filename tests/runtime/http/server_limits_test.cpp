// The server's limits over real sockets: what is malformed, too large, too slow or too much.

#include <latch>

#include <gtest/gtest.h>

#include "runtime/http/problem.hpp"
#include "runtime/http/server.hpp"
#include "tests/runtime/http/wire.hpp"

namespace riskflow::http {
namespace {

using namespace std::chrono_literals;

struct BadRequest {
  std::string_view name;
  std::string bytes;
  int status;
};

TEST(HttpLimits, BadRequestsAreRefusedAndTheConnectionIsClosed) {
  const BadRequest rows[] = {
      {"length and encoding",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"encoding and length",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: "
       "3\r\n\r\n0\r\n\r\n",
       400},
      {"two equal lengths",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", 400},
      {"list of lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2, 2\r\n\r\nab", 400},
      {"negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
      {"other encoding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 400},
      {"two encodings", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
       400},
      {"bare line feeds", "GET / HTTP/1.1\nHost: h\n\n", 400},
      {"continued header", "GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n  2\r\n\r\n", 400},
      {"space before the colon", "GET / HTTP/1.1\r\nHost: h\r\nX-A : 1\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"nonsense", "hello there\r\n\r\n", 400},
      {"other version", "GET / HTTP/3.0\r\nHost: h\r\n\r\n", 400},
      {"broken escape", "GET /?a=%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"null byte in a query", "GET /?a=%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"wrong chunk size",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
       400},
      {"long headers", get("/", "X-A: " + std::string(9000, 'a') + "\r\n"), 431},
      {"long request line", get("/" + std::string(9000, 'a')), 431},
      {"body over the limit", post("/", std::string(65, 'x')), 413},
      {"chunks over the limit",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n" +
           std::string(65, 'x') + "\r\n0\r\n\r\n",
       413},
  };
  auto site = echo_site();
  Running running(site);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Peer peer(running.port());
    peer.say(row.bytes + get("/smuggled"));
    const auto answer = peer.hear();
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.headers.find("Content-Type"), problem_type);
    EXPECT_EQ(answer.headers.find("Connection"), "close");
    EXPECT_EQ(peer.hear_until_closed(), "");
  }
}

TEST(HttpLimits, ARouteMayAllowALargerBody) {
  auto site = echo_site();
  Running running(site);
  Peer peer(running.port());
  const std::string body(500'000, 'x');
  peer.say(post("/large", body));
  EXPECT_EQ(peer.hear().body, "/large:" + body);
}

TEST(HttpLimits, AHeadThatDripsIsCutOffAtItsDeadline) {
  auto site = echo_site();
  ServerConfig config;
  config.head_deadline = 50ms;
  Running running(site, config);
  Peer slow(running.port());
  Peer silent(running.port());
  slow.say("GET / HTTP/1.1\r\nHost:");
  EXPECT_EQ(slow.hear_until_closed(), "");
  EXPECT_EQ(silent.hear_until_closed(), "");
}

TEST(HttpLimits, ABodyThatDripsIsCutOffAtItsDeadline) {
  auto site = echo_site();
  ServerConfig config;
  config.body_deadline = 50ms;
  Running running(site, config);
  Peer peer(running.port());
  peer.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(peer.hear_until_closed().find("/:abc"), std::string::npos);
}

TEST(HttpLimits, AnIdleConnectionIsClosedAfterItsDeadline) {
  auto site = echo_site();
  ServerConfig config;
  config.idle_deadline = 50ms;
  Running running(site, config);
  Peer peer(running.port());
  peer.say(get("/"));
  EXPECT_EQ(peer.hear().status, 200);
  EXPECT_EQ(peer.hear_until_closed(), "");
}

TEST(HttpLimits, AFullWorkQueueIsAnsweredWith503) {
  std::latch at_work(1);
  std::latch go_on(1);
  Site site([&](Request& request) {
    if (request.path != "/slow") return text("fast");
    at_work.count_down();
    go_on.wait();
    return text("slow");
  });
  ServerConfig config;
  config.work_threads = 1;
  config.work_queue = 0;
  Running running(site, config);
  Peer first(running.port());
  Peer second(running.port());
  first.say(get("/slow"));
  at_work.wait();
  second.say(get("/"));
  const auto refused = second.hear();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.find("Retry-After"), "1");
  EXPECT_EQ(running.metrics.value(Metric::http_refused_queue), 1);
  go_on.count_down();
  EXPECT_EQ(first.hear().body, "slow");
  second.say(get("/"));
  EXPECT_EQ(second.hear().body, "fast");
}

TEST(HttpLimits, AConnectionTooManyIsTurnedAway) {
  auto site = echo_site();
  ServerConfig config;
  config.connections_max = 1;
  Running running(site, config);
  Peer first(running.port());
  first.say(get("/"));
  EXPECT_EQ(first.hear().status, 200);
  Peer second(running.port());
  EXPECT_EQ(second.hear().status, 503);
  EXPECT_EQ(second.hear_until_closed(), "");
  EXPECT_EQ(running.metrics.value(Metric::http_refused_connections), 1);
  first.say(get("/"));
  EXPECT_EQ(first.hear().status, 200);
}

}  // namespace
}  // namespace riskflow::http
