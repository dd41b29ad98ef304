#pragma once
// A channel to a server.

#include <mutex>
#include <ostream>

#include "runtime/http/client.hpp"
#include "tools/riskflow/channel.hpp"
#include "tools/riskflow/door.hpp"

namespace riskflow::cli {

class RemoteChannel final : public Channel {
 public:
  // Reads the token; connects at the first request.  Warns on `err` of a token that would travel in
  // clear.  Errors: invalid (no server's address), not_found (the token's file).
  static Result<std::unique_ptr<Channel>> open(const Door& door, std::ostream& err);

  explicit RemoteChannel(http::Client client) : client_(std::move(client)) {}

  Result<http::Response> send(http::Request& request) override;

 private:
  // One request at a time, also of an import: side by side, batches that meet the same people would
  // only conflict.
  std::mutex mutex_;
  http::Client client_;  // (mutex_)
};

}  // namespace riskflow::cli
