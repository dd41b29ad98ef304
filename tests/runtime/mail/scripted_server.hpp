#pragma once
// A mail server that answers one connection by a script: for the answers that no real server gives
// on demand.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace riskflow::mail {

// What the server says.  Keys of `replies`: a whole command line, or its first word, "." for the
// end of the mail, "BODY" for the mail's first line.  Values: the reply without CRLF, or one of the
// below.
struct Script {
  static constexpr const char* hang_up = "(hang up)";
  static constexpr const char* silence = "(silence)";

  std::string greeting = "220 scripted";
  std::map<std::string, std::string, std::less<>> replies;
  // Sees every line before it is answered, in the server's thread.
  std::function<void(std::string_view)> on_line = [](std::string_view) {};
};

class ScriptedServer {
 public:
  explicit ScriptedServer(Script script);
  ~ScriptedServer();

  std::uint16_t port() const { return port_; }

  // All that the client sent, once it has gone.
  std::string transcript();

 private:
  struct Listener;

  Script script_;
  std::uint16_t port_ = 0;
  std::string transcript_;
  std::jthread thread_;
};

}  // namespace riskflow::mail
