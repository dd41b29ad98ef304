#include "bench/eventstore/bench_log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>

#include "eventstore/awaitable.hpp"

namespace riskflow::bench {

using namespace eventstore;
namespace asio = boost::asio;

OpenLog::OpenLog(std::size_t write_buffer_bytes) : write_buffer_bytes_(write_buffer_bytes) {
  open_anew();
}

void OpenLog::open_anew() {
  close();
  auto opened = Log::open({.folder = folder(), .write_buffer_bytes = write_buffer_bytes_});
  ensure(opened.has_value(), "the log opens");
  log_ = std::move(*opened);
}

RequestId numbered_request(std::uint64_t number) {
  std::array<std::uint8_t, 10> rest{};
  for (std::size_t i = 0; i < 8; ++i) rest[9 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return request_id(Instant{std::chrono::hours{24 * 20'000}}, rest);
}

Bytes numbered_payload(std::uint64_t number) {
  Bytes payload(payload_bytes, '\0');
  std::uint64_t state = (number + 1) * 0x9e3779b97f4a7c15u;
  for (char& c : payload) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(state >> 56);
  }
  return payload;
}

std::string stream_of(std::uint64_t client) { return "client-" + std::to_string(client); }

Frame numbered_frame(std::uint64_t number, std::string stream, Expected expected,
                     std::size_t events) {
  Frame frame;
  frame.request = numbered_request(number);
  frame.cause.correlation = frame.request;
  Part& part = frame.parts.emplace_back();
  part.stream.name = std::move(stream);
  part.expected = expected;
  part.events.reserve(events);
  for (std::size_t i = 0; i < events; ++i)
    part.events.push_back({.type = "alert.imported", .payload = numbered_payload(number + i)});
  return frame;
}

// `make` lives until all clients are done.
static asio::awaitable<void> append_some(Log& log, const Crowd& crowd, std::uint64_t client,
                                         const MakeFrame& make) {
  for (std::uint64_t number = crowd.first; number < crowd.end; ++number) {
    const auto receipt = co_await append(log, make(client, number));
    ensure(receipt && receipt->outcome == Outcome::appended, "the append is taken");
  }
}

void append_all(Log& log, const Crowd& crowd, const MakeFrame& make) {
  asio::thread_pool pool(pool_threads);
  for (std::uint64_t client = 0; client < crowd.clients; ++client)
    asio::co_spawn(pool, append_some(log, crowd, client, make), asio::detached);
  pool.join();
}

MakeFrame own_stream(std::size_t events) {
  return [events](std::uint64_t client, std::uint64_t number) {
    return numbered_frame(client << 40 | number, stream_of(client),
                          Expected::exactly(Version{number * events}), events);
  };
}

}  // namespace riskflow::bench
