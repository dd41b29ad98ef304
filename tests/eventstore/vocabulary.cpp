#include "tests/eventstore/vocabulary.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "domain/core/big_endian.hpp"

namespace riskflow::eventstore {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "riskflow-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "cannot make a temporary folder";
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Instant at_second(std::int64_t seconds) {
  return Instant{std::chrono::seconds{1'767'225'600 + seconds}};
}

RequestId request(std::uint64_t n, std::int64_t second) {
  std::array<std::uint8_t, 10> rest{};
  for (std::size_t i = 0; i < 8; ++i) rest[9 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  return request_id(at_second(second), rest);
}

EncodedEvent event(std::string type, std::string payload) {
  return {.type = std::move(type), .schema = 1, .payload = std::move(payload)};
}

Part part(std::string stream, Expected expected, std::vector<EncodedEvent> events) {
  return {{std::move(stream)}, expected, std::move(events)};
}

Part check(std::string stream, Expected expected) { return part(std::move(stream), expected); }

Frame frame(RequestId request, std::vector<Part> parts) {
  return {.request = request,
          .actor = {ActorRef::Kind::system, {}},
          .cause = {std::nullopt, request},
          .occurred = at_second(0),
          .parts = std::move(parts)};
}

Frame frame(std::uint64_t number, std::string stream, Expected expected, std::string payload) {
  return frame(request(number),
               {part(std::move(stream), expected, {event("thing.done", std::move(payload))})});
}

std::string describe(const Commit& commit) {
  const CommitHeader& h = commit.header;
  std::string out =
      fmt::format("{} first={} events={} actor={} recorded={}", to_text(h.request),
                  to_number(h.first), h.events, to_text(h.actor.ref), to_text(h.recorded));
  for (const StoredEvent& e : commit.events)
    out += fmt::format(" | {} {}@{} {} v{} {}", to_number(e.position), e.stream,
                       to_number(e.version), e.type, e.schema, e.payload);
  return out;
}

LogTest::LogTest() {
  clock_.set(at_second(0));
  open();
}

LogOptions LogTest::options() {
  return {.folder = folder_ / "log",
          .clock = &clock_,
          .write_buffer_bytes = 4 << 20,
          .block_cache_bytes = 4 << 20};
}

void LogTest::open(const Seams& seams) {
  auto opened = Log::Internals::open(options(), seams);
  ASSERT_TRUE(opened) << opened.error().message;
  log_ = std::move(*opened);
}

void LogTest::reopen(const Seams& seams) {
  log_.reset();
  open(seams);
}

Receipt LogTest::must_append(Frame frame) {
  const auto receipt = append(std::move(frame));
  EXPECT_TRUE(receipt) << receipt.error().message;
  return receipt.value_or(Receipt{});
}

std::vector<std::string> LogTest::everything(Position from) {
  std::vector<std::string> out;
  const auto read = log_->read(from, [&](const Commit& commit) {
    out.push_back(describe(commit));
    return Reading::more;
  });
  EXPECT_TRUE(read) << read.error().message;
  return out;
}

static std::string hex_lines(BytesView bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 32) out += hex(bytes.substr(at, 32)) + "\n";
  return out;
}

static std::filesystem::path golden_path(const std::string& name) {
  return std::filesystem::path(RISKFLOW_SOURCE_DIR) / "tests/golden" / name;
}

Bytes golden(const std::string& name) {
  std::ifstream file(golden_path(name));
  EXPECT_TRUE(file) << "no golden file " << name;
  Bytes out;
  for (std::string line; file >> line;)
    for (std::size_t at = 0; at < line.size(); at += 2)
      out += static_cast<char>(std::stoi(line.substr(at, 2), nullptr, 16));
  return out;
}

void expect_golden(const std::string& name, BytesView bytes) {
  const auto path = golden_path(name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << hex_lines(bytes);
  }
  std::ifstream file(path);
  ASSERT_TRUE(file) << "no golden file " << path;
  std::stringstream content;
  content << file.rdbuf();
  EXPECT_EQ(content.str(), hex_lines(bytes)) << "the stored bytes of " << name << " have changed";
}

}  // namespace riskflow::eventstore
