#pragma once
// The state that the log led to, counted from the log alone and remembered as far as it was last
// asked: to ask again costs what came since.
//
// Counting reads every event of the log, seconds for a million.  It is done for one at a time, and
// nobody waits for their turn: a few who do would leave no thread for anybody else.

#include <mutex>

#include <boost/json/fwd.hpp>

#include "eventstore/log.hpp"
#include "runtime/core/tally.hpp"

namespace riskflow::runtime {

// Thread rule: any thread.
class LogState {
 public:
  // After all events before `to`: the numbers of tally.hpp, and "asOf".  Errors: unavailable while
  // somebody else's is being counted; those of the log.  Cost: about 3 us for each event beyond
  // what was asked last; from the first event on when `to` lies before that.
  Result<boost::json::object> at(const eventstore::Log& log, Position to);

 private:
  struct Counted {
    Tally tally;
    Position seen{};  // events before it are in the tally
  };
  static Status count(const eventstore::Log& log, Position to, Counted& counted);

  std::mutex counting_;
  Counted latest_;
};

}  // namespace riskflow::runtime
