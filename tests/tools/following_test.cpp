// Following a run to its end, on a clock of our own.

#include <gtest/gtest.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

using std::chrono::milliseconds;

std::string run_in(std::string_view status, std::string_view steps, std::string_view message = "") {
  return std::string(R"({"id":"81aa","status":")") + std::string(status) + R"(","message":")" +
         std::string(message) + R"(","steps":[)" + std::string(steps) + "]}";
}

constexpr auto done_step =
    R"({"name":"Compose","status":"Succeeded","endedDateTime":"2026-01-12T08:30:01Z"})";
constexpr auto open_step = R"({"name":"Send_mail","status":"Running","endedDateTime":null})";
constexpr auto failed_step =
    R"({"name":"Send_mail","status":"Failed","message":"no answer","endedDateTime":"2026-01-12T08:30:02Z"})";

TEST(FollowedRun, PrintsEachStepOnceWhenItIsDone) {
  CommandLine line;
  line.answers(run_in("Running", open_step))
      .answers(run_in("Running", std::string(done_step) + "," + open_step))
      .answers(run_in("Succeeded", done_step));
  const auto ran = line.run({"run", "follow", "81aa"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out,
            "2026-01-12 08:30:01Z   Succeeded  Compose\n"
            "run 81aa: Succeeded\n");
}

TEST(FollowedRun, EndsWithOneUnlessItSucceeded) {
  for (const auto status : {"Failed", "Cancelled", "TimedOut", "Skipped"}) {
    CommandLine line;
    line.answers(run_in(status, failed_step, "no answer"));
    const auto ran = line.run({"run", "follow", "81aa"});
    EXPECT_EQ(ran.code, 1) << status;
    EXPECT_EQ(ran.out, "2026-01-12 08:30:02Z   Failed     Send_mail: no answer\nrun 81aa: " +
                           std::string(status) + ": no answer\n");
  }
}

TEST(FollowedRun, IsAskedForEverMoreSlowly) {
  CommandLine line;
  for (int i = 0; i < 20; ++i) line.answers(run_in("Waiting", ""));
  line.answers(run_in("Succeeded", ""));
  line.run({"run", "follow", "81aa"});
  ASSERT_EQ(line.pauses.size(), 20U);
  EXPECT_EQ(line.pauses[0], milliseconds{100});
  EXPECT_EQ(line.pauses[1], milliseconds{150});
  EXPECT_EQ(line.pauses.back(), milliseconds{5'000});
}

TEST(FollowedRun, IsGivenUpAfterTheTimeout) {
  CommandLine line;
  for (int i = 0; i < 10; ++i) line.answers(run_in("Waiting", ""));
  const auto ran = line.run({"run", "follow", "81aa", "--timeout", "1"});
  EXPECT_EQ(ran.code, 8);
  milliseconds waited{0};
  for (const auto pause : line.pauses) waited += pause;
  EXPECT_GE(waited, milliseconds{1'000});
  EXPECT_LT(waited, milliseconds{2'000});
}

TEST(FollowedRun, IsItselfTheResultInJson) {
  CommandLine line;
  line.answers(run_in("Succeeded", done_step));
  const auto ran = line.run({"run", "follow", "81aa", "-o", "ndjson"});
  EXPECT_EQ(ran.out, run_in("Succeeded", done_step) + "\n");
  EXPECT_EQ(ran.err, "2026-01-12 08:30:01Z   Succeeded  Compose\n");
}

TEST(StartedRun, IsFollowedByTheIdItWasGiven) {
  CommandLine line;
  line.answers(R"({"id":"81aa"})", 5).answers(run_in("Succeeded", ""));
  const auto ran = line.run({"run", "start", "--flow", "F", "--case", "17", "--follow"});
  ASSERT_EQ(ran.asked.size(), 2U);
  EXPECT_EQ(line_of(ran.asked[1]), "GET /v1.0/runs/81aa");
  EXPECT_EQ(ran.asked[1].headers.find("Riskflow-After"), "5");
}

}  // namespace
}  // namespace riskflow::cli
