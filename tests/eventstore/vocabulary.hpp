#pragma once
// The words the tests of the event store are written in: a log in a folder of its own, a clock that
// stands until it is moved, and short ways to say frames.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "eventstore/log.hpp"
#include "eventstore/log_internals.hpp"

namespace riskflow::eventstore {

// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

class StandingClock final : public Clock {
 public:
  Instant now() override { return Instant{std::chrono::microseconds{at_.load()}}; }
  void set(Instant at) { at_ = at.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> at_{1'767'000'000'000'000};
};

// 2026-01-01T00:00:00Z and so many seconds.
Instant at_second(std::int64_t seconds);

// The request number `n`, made in that second.
RequestId request(std::uint64_t n, std::int64_t second = 0);

EncodedEvent event(std::string type, std::string payload = "payload");
Part part(std::string stream, Expected expected, std::vector<EncodedEvent> events = {});
// A check: no events.
Part check(std::string stream, Expected expected);
Frame frame(RequestId request, std::vector<Part> parts);

// One event for one stream.
Frame frame(std::uint64_t number, std::string stream, Expected expected,
            std::string payload = "payload");

// Everything about a commit as one line, so that two logs can be compared.
std::string describe(const Commit& commit);

// A log in a temporary folder, with small memory.
class LogTest : public ::testing::Test {
 protected:
  LogTest();

  void open(const Seams& seams = {});
  void reopen(const Seams& seams = {});
  Result<Receipt> append(Frame frame) { return log_->append_and_wait(std::move(frame)); }
  // Appends and expects that it is taken.
  Receipt must_append(Frame frame);
  std::vector<std::string> everything(Position from = Position{0});
  LogOptions options();

  TemporaryFolder folder_;
  StandingClock clock_;
  std::unique_ptr<Log> log_;
};

// Compares `bytes` with tests/golden/<name>, hexadecimal, 32 bytes a line; UPDATE_GOLDEN=1 writes
// it.
void expect_golden(const std::string& name, BytesView bytes);
// The bytes in that file.
Bytes golden(const std::string& name);

}  // namespace riskflow::eventstore
