#pragma once
// A peer of the server that says exactly the bytes it is told to, and a server around a function.
// Reads give up after ten seconds, so a test of a broken server fails and does not hang.

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "runtime/http/server.hpp"

namespace riskflow::http {

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
};

// One TCP connection to 127.0.0.1.
class Peer {
 public:
  explicit Peer(std::uint16_t port);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void say(std::string_view bytes);
  Answer hear();                    // one whole answer
  Answer hear_head();               // one answer without a body (HEAD, 204)
  std::string hear_until_closed();  // "" when nothing comes before the end

 private:
  bool hear_more();
  int socket_;
  std::string heard_;
};

// "GET path HTTP/1.1" and a Host header.
std::string get(std::string_view path, std::string_view more_headers = "");
std::string post(std::string_view path, std::string_view json);

class FixedClock final : public Clock {
 public:
  Instant now() override { return instant_from_text("2026-01-12T08:30:00Z").value(); }
};

// Serves what `reply` says; a body of at most 64 bytes, or 1 MiB on "/large".
class Site final : public Service {
 public:
  using Reply = std::function<Result<Response>(Request&)>;
  explicit Site(Reply reply) : reply_(std::move(reply)) {}
  std::size_t body_limit(const Request& head) const override {
    return head.path == "/large" ? 1024 * 1024 : 64;
  }
  Result<Response> answer(Request& request) override { return reply_(request); }

 private:
  Reply reply_;
};

// Answers with the path, a colon and the body.
Site echo_site();

// A running server around a Site or any Service.
struct Running {
  explicit Running(Service& service, const ServerConfig& config = {});
  FixedClock clock;
  Metrics metrics;
  Server server;
  std::uint16_t port() const { return server.port(); }
};

}  // namespace riskflow::http
