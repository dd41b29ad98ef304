#pragma once
// The one way to ask: a request goes through a channel, to a server or to the data folder in this
// process, and commands do not know which.
// Thread rule: `send` from any thread; the rest from one.

#include <memory>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::cli {

class Intake;

class Channel {
 public:
  virtual ~Channel();

  // The answer, when its status is 2xx.  Errors: what the server's problem says; unavailable.
  virtual Result<http::Response> send(http::Request& request) = 0;

  // Brings up what executes flows, and waits until that has nothing to do now.  A server does both
  // by itself.
  virtual Status begin_work();
  virtual void finish_work();

  // Where the records of an import go; the channel outlives it.  By default they are posted.
  virtual Result<std::unique_ptr<Intake>> begin_import();
};

}  // namespace riskflow::cli
