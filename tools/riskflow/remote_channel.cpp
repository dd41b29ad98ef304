#include "tools/riskflow/remote_channel.hpp"

#include "tools/riskflow/asking.hpp"

namespace riskflow::cli {

static Result<std::string> read_token(const std::string& file) {
  if (file.empty()) return std::string();
  auto text = text_of_file(file);
  if (!text) return fail(text.error());
  text->resize(text->find_last_not_of(" \t\r\n") + 1);
  if (text->empty()) return fail(Errc::invalid, "there is no token in this file", file);
  return text;
}

Result<std::unique_ptr<Channel>> RemoteChannel::open(const Door& door, std::ostream& err) {
  auto token = read_token(door.token_file);
  if (!token) return fail(token.error());
  const bool in_clear = !door.server.starts_with("https:") && !is_on_this_machine(door.server);
  if (in_clear && !token->empty())
    err << "riskflow: warning: the token travels in clear text: use https\n";
  auto client = http::Client::make({.server = door.server, .token = std::move(*token)});
  if (!client) return fail(client.error());
  return std::unique_ptr<Channel>(std::make_unique<RemoteChannel>(std::move(*client)));
}

Result<http::Response> RemoteChannel::send(http::Request& request) {
  const std::scoped_lock one_at_a_time(mutex_);
  return client_.send(request);
}

}  // namespace riskflow::cli
