#pragma once
// The HTTP/1.1 server: sockets, limits, deadlines and the way to the work pool.  What is served is
// a Service; it sees plain requests and returns plain answers.  TLS and HTTP/2 are a proxy's.
//
// Life of a request: an io thread reads the head (strictly), asks the service how much body it may
// have, reads it, and hands the request to the work pool; there the service answers; an io thread
// sends.  One request of a connection is in work at a time, so pipelined ones are answered in
// order. Refused before a service sees it: a malformed head (400), one over its limit (431), a body
// over its limit (413), and everything while the work queue is full (503 with Retry-After).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"
#include "runtime/http/message.hpp"
#include "runtime/http/metrics.hpp"

namespace riskflow::http {

// What a Server serves.  Called from several threads at once.
class Service {
 public:
  virtual ~Service() = default;

  // How many bytes of body the request may have; asked on an io thread with an empty body.  Must
  // not block.
  virtual std::size_t body_limit(const Request& head) const = 0;

  // The answer, made on a work thread; may block.  An Error becomes a problem, an exception a 500
  // and a log line without anything of the request.
  virtual Result<Response> answer(Request& request) = 0;
};

struct ServerConfig {
  std::string address = "127.0.0.1";  // loopback unless somebody decides otherwise
  std::uint16_t port = 0;             // 0 = any free one; Server::port() says which
  std::size_t io_threads = 0;         // 0 = one a core
  std::size_t work_threads = 0;       // 0 = as many as cores, at least 4
  std::size_t work_queue = 256;       // requests that may wait for a work thread
  std::size_t connections_max = 1024;
  std::size_t head_limit = 8 * 1024;  // bytes, the request line included

  // All deadlines are totals, not per read, so that a slow sender gains nothing by dripping.
  std::chrono::milliseconds head_deadline{5'000};    // from the first byte, or from accept
  std::chrono::milliseconds body_deadline{30'000};   // 1 MiB at 280 kbit/s
  std::chrono::milliseconds write_deadline{30'000};  // the same for the answer
  std::chrono::milliseconds idle_deadline{60'000};   // between two requests
  std::chrono::milliseconds stop_deadline{15'000};   // for requests in flight at stop()
};

// Makes the id of each request; called from any io thread.
using RequestIdSource = std::function<RequestId()>;

// UUIDv7 of the clock's time and the system's random numbers.  `clock` outlives the source.
RequestIdSource random_request_ids(Clock& clock);

// What a server works with; all of it outlives the server.
struct ServerParts {
  Service& service;
  Clock& clock;
  Metrics& metrics;
  RequestIdSource new_request_id;
};

// A server that listens.  Destroying it stops it and waits.
class Server {
 public:
  // Listens and starts the threads.  Errors: invalid (address is not an IP address), unavailable
  // (the address cannot be listened on).
  static Result<Server> start(const ServerConfig& config, ServerParts parts);

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  std::uint16_t port() const;

  // Begins to stop and returns at once: accepts nothing more, closes idle connections, lets
  // requests in flight finish until `stop_deadline`, then closes theirs too.  Again = nothing.
  // From any thread, a handler's included; not from a signal handler.
  void stop();

  // Returns when everything is closed and every thread has ended; a handler that never returns
  // holds it up.  Call `stop` first or elsewhere.  One thread at a time, never a handler's.
  void wait();

 private:
  class Running;
  explicit Server(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace riskflow::http
