// One worker of a group that is killed by each event of the stream "poison", and ends when there is
// nothing more to do.  Arguments: the log's folder, the consumers' folder.

#include <csignal>

#include "eventstore/consumers.hpp"

using namespace riskflow;
using namespace riskflow::eventstore;

static Status handle_all(ConsumerGroup& group, Clock& clock) {
  for (;;) {
    const auto pulled = group.pull(clock.now(), 2);
    if (!pulled) return fail(pulled.error());
    if (pulled->deliveries.empty()) return {};
    for (const Delivery& one : pulled->deliveries) {
      if (one.event.stream == "poison") (void)std::raise(SIGKILL);
      if (auto ok = group.acknowledge(one.ticket, clock.now()); !ok) return ok;
    }
  }
}

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto log = Log::open({.folder = arguments[1], .write_buffer_bytes = 4 << 20});
  if (!log) return 1;
  const auto consumers = Consumers::open(**log, arguments[2]);
  if (!consumers) return 1;
  const auto group = (*consumers)->group("mails", {.deliveries = 3});
  if (!group) return 1;
  SystemClock clock;
  return handle_all(**group, clock) ? 0 : 1;
}
