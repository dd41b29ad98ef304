// The process log: one line of JSON an event, whatever its values are.

#include "runtime/core/log.hpp"

#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/http/json_body.hpp"
#include "runtime/http/server.hpp"
#include "tests/runtime/http/wire.hpp"

namespace riskflow::log {
namespace {

// The log in a file of its own, and back on stderr afterwards.
class LogFile : public ::testing::Test {
 protected:
  LogFile()
      : path_(std::filesystem::path(::testing::TempDir()) /
              (std::string("riskflow-log-") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove(path_);
    EXPECT_TRUE(open({path_.string(), Level::info}));
  }
  ~LogFile() override {
    EXPECT_TRUE(open({}));
    std::filesystem::remove(path_);
  }

  std::vector<std::string> lines() const {
    std::ifstream file(path_);
    std::vector<std::string> out;
    for (std::string line; std::getline(file, line);) out.push_back(line);
    return out;
  }
  http::JsonBody only_line() const {
    const auto all = lines();
    EXPECT_EQ(all.size(), 1u);
    return http::read_json_object(all.at(0)).value();
  }

 private:
  std::filesystem::path path_;
};

TEST_F(LogFile, AnEventIsOneLineWithTimeLevelAndFields) {
  info("view rebuilt", {{"view", "cases"}, {"events", 42}, {"share", 0.5}, {"whole", true}});
  const auto line = only_line();
  EXPECT_TRUE(line.only({"ts", "level", "event", "view", "events", "share", "whole"}));
  EXPECT_TRUE(line.moment("ts"));
  EXPECT_EQ(line.text("level").value(), "info");
  EXPECT_EQ(line.text("event").value(), "view rebuilt");
  EXPECT_EQ(line.text("view").value(), "cases");
  EXPECT_EQ(line.whole_number("events").value(), 42);
  EXPECT_EQ(line.number("share").value(), 0.5);
  EXPECT_TRUE(line.flag("whole").value());
}

TEST_F(LogFile, AValueCannotForgeASecondLine) {
  const std::string forged = "x\"}\n{\"level\":\"error\",\"event\":\"forged\\\r\t\x1b\x7f{}%v";
  warn("import ran", {{"file", forged}});
  const auto line = only_line();
  EXPECT_EQ(line.text("level").value(), "warning");
  EXPECT_EQ(line.text("file").value(), forged);
}

TEST_F(LogFile, WhateverTheBytesAreALineIsJson) {
  info("odd values", {{"bytes", "\xff\xfe"},
                      {"long", std::string(10'000, 'x')},
                      {"infinite", std::numeric_limits<double>::infinity()}});
  const auto line = only_line();
  EXPECT_LT(line.text("long").value().size(), 300u);
  EXPECT_FALSE(line.has("infinite"));
}

TEST_F(LogFile, LinesBelowTheLevelAreDropped) {
  debug("request answered");
  error("disk full");
  EXPECT_EQ(only_line().text("event").value(), "disk full");
}

TEST_F(LogFile, AFailingHandlerIsLoggedWithoutAnythingOfItsRequest) {
  http::Site site(
      [](http::Request&) -> Result<http::Response> { throw std::runtime_error("about Jane Doe"); });
  http::Running running(site);
  http::Peer peer(running.port());
  peer.say(http::post("/people/jane?mail=jane@example.com", R"({"name":"Jane"})"));
  const auto answer = peer.hear();
  EXPECT_EQ(answer.status, 500);
  const auto line = only_line();
  EXPECT_TRUE(line.only({"ts", "level", "event", "request", "exception"}));
  EXPECT_EQ(line.text("level").value(), "error");
  EXPECT_EQ(line.text("request").value(), answer.headers.find("request-id"));
  EXPECT_EQ(lines().at(0).find("ane"), std::string::npos);
}

TEST(Log, AFileThatCannotBeOpenedIsAnError) {
  // A folder cannot be written to, whoever runs the test.
  const auto opened = open({::testing::TempDir(), Level::info});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace riskflow::log
