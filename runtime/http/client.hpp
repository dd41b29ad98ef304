#pragma once
// A small blocking HTTP client for the command line.  A failed request comes back as the Error the
// server made its problem from, so a command fails in the same way with and without a server.
// Redirects are not followed, a loopback server is asked without any proxy, and the token goes to
// the server named at the start and nowhere else.  With https the certificate and the host's name
// are checked (TLS 1.2 or later); plain http does not leave this machine.
// Thread rule: one request at a time; keeps its connection open between requests.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

struct ClientConfig {
  std::string server{};  // "http://127.0.0.1:8080", "https://risk.example.com/base"
  std::string token{};   // sent as a bearer token; "" = none
  // Certificates (PEM) of the authorities to trust for https; "" = those of the system.
  std::string ca_file{};
  std::chrono::milliseconds connect_deadline{5'000};
  std::chrono::milliseconds total_deadline{60'000};   // a whole request, connecting included
  std::size_t answer_limit = std::size_t{256} << 20;  // bytes of body
};

// Whether the address names this machine by a loopback address or as localhost.
bool is_on_this_machine(std::string_view server);

// Whether a client may be made for this address.  Error: invalid (target "server"), when it is not
// http or https with a host and, at most, a port and a path, or when it is plain http to another
// machine, where anybody on the way could read the token and the answers.
Status check_server(std::string_view server);

class Client {
 public:
  // Errors: those of `check_server`; invalid (target "token"), when it cannot stand in a header.
  static Result<Client> make(ClientConfig config);

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Sends method, path, query, headers and body of `request`; the rest of it is the server's to
  // fill.  A body without a Content-Type is sent as JSON.  Gives the answer when its status is 2xx
  // or 304.  Errors: what the server's problem says; unavailable (no connection, too late,
  // certificate not trusted, a redirect); invalid (target "ca_file", which cannot be used);
  // too_large (answer over its limit).
  Result<Response> send(const Request& request);

 private:
  class Handle;
  explicit Client(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace riskflow::http
