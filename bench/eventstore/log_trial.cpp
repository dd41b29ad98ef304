// One step in the life of a log, in a process of its own, so that its memory can be told.  Prints
// one line of JSON.
//
//   riskflow_log_trial fill FOLDER EVENTS WINDOW   appends until the log has that many events, and
//                                                  measures the last WINDOW of them
//   riskflow_log_trial open FOLDER                 opens it, and ends
//   riskflow_log_trial die FOLDER BYTES            appends until the write-ahead log holds so many
//                                                  bytes, then kills itself
//
// 64 clients append events of 256 bytes, one a frame, 20 to a stream.

#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <span>

#include <fmt/format.h>
#include <sys/resource.h>

#include "bench/eventstore/bench_log.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t clients = 64;
constexpr std::uint64_t stream_events = 20;
constexpr int usage_error = 2;

// What was used until now.
struct Usage {
  double seconds = 0;    // of the wall
  double processor = 0;  // seconds, of all threads

  static Usage now() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {std::chrono::duration<double>(Clock::now().time_since_epoch()).count(),
            seconds(used.ru_utime) + seconds(used.ru_stime)};
  }
  Usage operator-(const Usage& before) const {
    return {seconds - before.seconds, processor - before.processor};
  }
};

// Bytes of memory that are the process's own now: without files that are mapped.
std::uint64_t own_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;)
    if (std::uint64_t kib = 0; name == "RssAnon:" && status >> kib) return kib * 1024;
  return 0;
}

std::unique_ptr<Log> opened(const LogOptions& options) {
  auto log = Log::open(options);
  ensure(log.has_value(), "the log opens");
  return std::move(*log);
}

Frame case_frame(std::uint64_t client, std::uint64_t number) {
  const auto version = number % stream_events;
  return numbered_frame(client << 40 | number,
                        fmt::format("case-{}-{}", client, number / stream_events),
                        Expected::exactly(Version{version}), 1);
}

// `events` and `window` are rounded down to whole frames of all clients.
int fill(const std::filesystem::path& folder, std::uint64_t events, std::uint64_t window) {
  const auto log = opened({.folder = folder});
  const auto first = to_number(log->head()) / clients;
  const auto end = events / clients;
  const auto measured = std::max(first, end - std::min(window / clients, end));
  append_all(*log, {clients, first, measured}, case_frame);
  const auto before = Usage::now();
  append_all(*log, {clients, measured, end}, case_frame);
  const auto used = Usage::now() - before;
  const auto count = static_cast<double>((end - measured) * clients);
  fmt::print(R"({{"events": {}, "window": {}, "wall_us": {:.3f}, "processor_us": {:.3f}, )"
             R"("memory": {}}})"
             "\n",
             to_number(log->head()), count, used.seconds * 1e6 / count,
             used.processor * 1e6 / count, own_memory());
  log->close();
  return 0;
}

int open(const std::filesystem::path& folder) {
  const auto before = Usage::now();
  const auto log = opened({.folder = folder});
  const auto used = Usage::now() - before;
  fmt::print(R"({{"events": {}, "wall_ms": {:.3f}, "processor_ms": {:.3f}, "memory": {}}})"
             "\n",
             to_number(log->head()), used.seconds * 1e3, used.processor * 1e3, own_memory());
  return 0;
}

std::uint64_t journal_bytes(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ".log") bytes += file.file_size();
  return bytes;
}

// With room in memory, so that nothing is in other files.
int die(const std::filesystem::path& folder, std::uint64_t bytes) {
  const auto log = opened({.folder = folder, .write_buffer_bytes = 4 * bytes});
  constexpr std::uint64_t step = 20;
  for (auto turn = to_number(log->head()) / clients; journal_bytes(folder) < bytes; turn += step)
    append_all(*log, {clients, turn, turn + step}, case_frame);
  return std::raise(SIGKILL);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

int run(std::span<const char* const> words) {
  const std::string_view verb = words.size() > 2 ? words[1] : "";
  const auto first = words.size() > 3 ? number_in(words[3]) : std::nullopt;
  const auto second = words.size() > 4 ? number_in(words[4]) : std::nullopt;
  if (verb == "fill" && first && second) return fill(words[2], *first, *second);
  if (verb == "open") return open(words[2]);
  if (verb == "die" && first) return die(words[2], *first);
  fmt::print(stderr,
             "riskflow_log_trial fill FOLDER EVENTS WINDOW | open FOLDER | die FOLDER BYTES\n");
  return usage_error;
}

}  // namespace
}  // namespace riskflow::bench

int main(int argc, char** argv) {
  return riskflow::bench::run({argv, static_cast<std::size_t>(argc)});
}
