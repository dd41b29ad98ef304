#pragma once
// What the benchmarks of the event store share: a log on the disk, frames that can be told apart,
// and clients that append them.  Thread rule: one thread, but where it says otherwise.

#include <functional>
#include <memory>
#include <string>

#include "bench/bench_folder.hpp"
#include "eventstore/log.hpp"

namespace riskflow::bench {

inline constexpr std::size_t payload_bytes = 256;
inline constexpr std::size_t pool_threads = 4;  // as the server has on two cores

// A log in a folder of its own, with the options of a server.
class OpenLog {
 public:
  explicit OpenLog(std::size_t write_buffer_bytes = eventstore::LogOptions{}.write_buffer_bytes);

  eventstore::Log& log() const { return *log_; }
  std::filesystem::path folder() const { return folder_ / "log"; }
  // What is read after a start lies in files, not in memory.
  void open_anew();
  void close() { log_.reset(); }

 private:
  BenchFolder folder_;
  std::size_t write_buffer_bytes_;
  std::unique_ptr<eventstore::Log> log_;
};

// The same for the same number, and different for each other.  Thread rule: any thread.
RequestId numbered_request(std::uint64_t number);
Bytes numbered_payload(std::uint64_t number);
std::string stream_of(std::uint64_t client);

// A frame of one part.  Thread rule: any thread.
eventstore::Frame numbered_frame(std::uint64_t number, std::string stream,
                                 eventstore::Expected expected, std::size_t events);

// Clients append at the same time, each frame after frame, and wait for every answer.
struct Crowd {
  std::uint64_t clients = 0;
  std::uint64_t first = 0;  // frames of each, numbered from `first` up to `end`
  std::uint64_t end = 0;
};
// Called by several threads at a time.
using MakeFrame = std::function<eventstore::Frame(std::uint64_t client, std::uint64_t number)>;
void append_all(eventstore::Log& log, const Crowd& crowd, const MakeFrame& make);

// Frames of so many events, each client's on a stream of its own.
MakeFrame own_stream(std::size_t events);

}  // namespace riskflow::bench
