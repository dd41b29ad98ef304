// Appends with sixteen threads until it is killed; writes a line for each acknowledgement.
// Arguments: the log's folder, the number of the run.

#include "tests/eventstore/killed_writer.hpp"

#include <cstdlib>
#include <thread>

#include <unistd.h>

using namespace riskflow;
using namespace riskflow::eventstore;

static void append_for_ever(Log& log, std::uint8_t run, std::uint8_t thread) {
  for (std::uint32_t i = 0;; ++i) {
    std::array<std::uint8_t, 10> rest{run, thread, static_cast<std::uint8_t>(i >> 16)};
    rest[8] = static_cast<std::uint8_t>(i >> 8);
    rest[9] = static_cast<std::uint8_t>(i);
    Frame frame;
    frame.request = request_id(SystemClock().now(), rest);
    for (std::uint64_t event = 0; event <= i % 3; ++event) {
      Part part;
      part.stream.name = fmt::format("stream-{}-{}", thread, event);
      part.events.push_back({"thing.done", 1, payload_for(frame.request, Position{event}, {})});
      frame.parts.push_back(std::move(part));
    }
    const RequestId request = frame.request;
    const auto receipt = log.append_and_wait(std::move(frame));
    if (!receipt) std::abort();
    const std::string line = acknowledgement(request, receipt->first, receipt->events) + "\n";
    // One write for a line: shorter than the size up to which a pipe keeps writes whole.
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
  }
}

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto log = Log::open({.folder = arguments[1], .write_buffer_bytes = 4 << 20});
  if (!log) return 1;
  const auto run = static_cast<std::uint8_t>(std::atoi(arguments[2]));
  std::vector<std::jthread> threads;
  for (std::uint8_t t = 0; t < 16; ++t)
    threads.emplace_back([&, t] { append_for_ever(**log, run, t); });
}
