#pragma once
// A small blocking HTTP client for the command line.  A failed request comes back as the Error the
// server made its problem from, so a command fails in the same way with and without a server.
// Redirects are not followed, TLS certificates are checked, a loopback server is asked without any
// proxy, and the token goes to the server named at the start and nowhere else.
// Thread rule: one request at a time; keeps its connection open between requests.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

struct ClientConfig {
  std::string server{};  // "http://127.0.0.1:8080", "https://risk.example.com/base"
  std::string token{};   // sent as a bearer token; "" = none
  std::chrono::milliseconds connect_deadline{5'000};
  std::chrono::milliseconds total_deadline{60'000};   // a whole request, connecting included
  std::size_t answer_limit = std::size_t{256} << 20;  // bytes of body
};

class Client {
 public:
  // Error: invalid (target "server"), when the address is not http or https with a host and, at
  // most, a port and a path.
  static Result<Client> make(ClientConfig config);

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Sends method, path, query, headers and body of `request`; the rest of it is the server's to
  // fill.  A body without a Content-Type is sent as JSON.  Gives the answer when its status is 2xx
  // or 304.  Errors: what the server's problem says; unavailable (no connection, too late,
  // certificate not trusted, a redirect); too_large (answer over its limit).
  Result<Response> send(const Request& request);

 private:
  class Handle;
  explicit Client(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace riskflow::http
