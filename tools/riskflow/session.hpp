#pragma once
// What a command works with: the process around it, and the channel it asks through.
// Thread rule: one thread, but for the channel.

#include <chrono>
#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <ostream>
#include <string>

#include <boost/json/fwd.hpp>

#include "domain/core/time.hpp"
#include "tools/riskflow/channel.hpp"
#include "tools/riskflow/door.hpp"
#include "tools/riskflow/output.hpp"

namespace riskflow::cli {

// The process, as a command sees it; a test brings its own.  All of it outlives the session.
struct World {
  std::ostream& out;  // results
  std::ostream& err;  // everything else
  std::istream& in;
  Clock& clock;
  std::function<void(std::chrono::milliseconds)> pause;
  std::map<std::string, std::string> environment;  // the RISKFLOW_* variables
  bool err_is_terminal = false;                    // one that can move its cursor
  bool out_is_terminal = false;
};

// Opens the channel to a server or a folder.
using OpenChannel =
    std::function<Result<std::unique_ptr<Channel>>(const Door&, Folder, const World&)>;

class Session {
 public:
  Session(World& world, OpenChannel open, Door door, Folder folder, Format format);

  World& world() const { return world_; }
  Format format() const { return format_; }

  // Opened at the first question.  Errors: those of opening.
  Result<Channel*> channel();

  // Asks, and never sees a state older than one it saw before: sends the highest position that an
  // answer carried.  Errors: the server's.
  Result<http::Response> send(http::Request request);

  // The same, with the answer's body as JSON (null when there is none).  Error: unavailable, when
  // the body is no JSON.
  Result<boost::json::value> ask(http::Request request);

 private:
  World& world_;
  OpenChannel open_;
  Door door_;
  Folder folder_;
  Format format_;
  std::unique_ptr<Channel> channel_;
  std::uint64_t seen_ = 0;  // highest Riskflow-Position
};

}  // namespace riskflow::cli
