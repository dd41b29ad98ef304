#pragma once
// A channel to a server.

#include <mutex>
#include <string>

#include "runtime/http/client.hpp"
#include "tools/riskflow/channel.hpp"
#include "tools/riskflow/door.hpp"

namespace riskflow::cli {

class RemoteChannel final : public Channel {
 public:
  // Reads the token; connects at the first request.  Errors: invalid (no server's address, or plain
  // http to another machine), unauthenticated (the token's file).
  static Result<std::unique_ptr<Channel>> open(const Door& door);

  // `token_file` is where the client's token came from.
  RemoteChannel(http::Client client, std::string token_file)
      : client_(std::move(client)), token_file_(std::move(token_file)) {}

  // Names the token's file when the server does not know the token.
  Result<http::Response> send(http::Request& request) override;

 private:
  // One request at a time, also of an import: side by side, batches that meet the same people would
  // only conflict.
  std::mutex mutex_;
  http::Client client_;  // (mutex_)
  std::string token_file_;
};

}  // namespace riskflow::cli
