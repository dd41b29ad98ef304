#pragma once
// One connection of the server, from accept to close.  For server.cpp only; the one place behind
// which the HTTP parser lives.
// Thread rule: a session runs on a strand of the io threads; its functions here may be called from
// any thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "runtime/http/server.hpp"

namespace boost::asio {
class io_context;
}

namespace riskflow::http {

// What a session needs of its server.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  virtual const ServerConfig& config() const = 0;
  virtual const Service& service() const = 0;
  virtual bool is_stopping() const = 0;

  // A request with an id and the time, and nothing else.
  virtual Request begin_request() = 0;

  // Has the request answered on the work pool, or refuses when that is full.  `done` is called
  // once, on whatever thread.
  virtual void answer(Request request, std::move_only_function<void(Response)> done) = 0;

  // An answer is about to be sent; a request was served, `took` after its head had been read.
  virtual void answered(HttpStatus status) = 0;
  virtual void served(std::chrono::nanoseconds took) = 0;
};

enum class IpVersion : std::uint8_t { four, six };

struct Connection {
  int descriptor = -1;  // the session closes it
  IpVersion version = IpVersion::four;
  std::string remote;  // the peer's address
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  virtual ~Session() = default;

  // Serves requests until the connection ends, then calls `ended`, once, on an io thread.
  virtual void serve(std::move_only_function<void()> ended) = 0;

  // Instead of `serve`: says 503 and closes.
  virtual void turn_away() = 0;

  // Cuts the connection, at once or unless a request is being read or answered.
  virtual void close() = 0;
  virtual void close_if_idle() = 0;
};

// `io` and `host` outlive the session.
std::shared_ptr<Session> make_session(boost::asio::io_context& io, SessionHost& host,
                                      Connection connection);

}  // namespace riskflow::http
