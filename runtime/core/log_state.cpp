#include "runtime/core/log_state.hpp"

#include <boost/json.hpp>

#include "domain/codec/codec.hpp"

namespace riskflow::runtime {

// What is counted stays counted, also when reading fails on the way.
Status LogState::count(const eventstore::Log& log, Position to, Counted& counted) {
  if (counted.seen >= to) return {};
  Status status;
  const auto read = log.read(counted.seen, [&](const eventstore::Commit& commit) {
    for (const auto& stored : commit.events) {
      if (stored.position < counted.seen) continue;
      if (stored.position >= to) return eventstore::Reading::enough;
      const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
      if (!event) {
        status = fail(event.error());
        return eventstore::Reading::enough;
      }
      counted.tally.take(*event);
      counted.seen = stored.position + 1;
    }
    return eventstore::Reading::more;
  });
  if (!read) return fail(read.error());
  return status;
}

Result<boost::json::object> LogState::at(const eventstore::Log& log, Position to) {
  const std::unique_lock mine(counting_, std::try_to_lock);
  if (!mine)
    return fail(Errc::unavailable,
                "the log is being counted for somebody else: ask again in some seconds", "replay");
  Counted earlier;
  Counted& counted = to < latest_.seen ? earlier : latest_;
  if (auto ok = count(log, to, counted); !ok) return fail(ok.error());
  auto state = counted.tally.to_json();
  // The last event in it: what `asOf` takes to show the same again.
  if (to > Position{}) state["asOf"] = to_number(to) - 1;
  return state;
}

}  // namespace riskflow::runtime
