#include "tools/riskflow/remote_channel.hpp"

#include "tools/riskflow/token_file.hpp"

namespace riskflow::cli {

Result<std::unique_ptr<Channel>> RemoteChannel::open(const Door& door) {
  if (auto ok = http::check_server(door.server); !ok) return fail(ok.error());
  auto token = read_token(door.token_file);
  if (!token) return fail(token.error());
  auto client = http::Client::make({.server = door.server,
                                    .token = std::move(*token),
                                    .ca_file = door.ca_file,
                                    .total_deadline = door.deadline});
  if (!client) return fail(client.error());
  return std::unique_ptr<Channel>(
      std::make_unique<RemoteChannel>(std::move(*client), door.token_file));
}

Result<http::Response> RemoteChannel::send(http::Request& request) {
  const std::scoped_lock one_at_a_time(mutex_);
  auto response = client_.send(request);
  if (!response && response.error().code == Errc::unauthenticated)
    response.error().details.push_back({"token_file", token_file_});
  return response;
}

}  // namespace riskflow::cli
