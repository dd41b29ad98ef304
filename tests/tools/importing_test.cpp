// Imports: what is posted, what is reported, and how far it is.

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/posted_intake.hpp"
#include "tools/riskflow/progress.hpp"

namespace riskflow::cli {
namespace {

using runtime::RawBatch;

formats::HrLayout layout_of(std::vector<std::string> header, std::string_view map) {
  const auto columns = formats::ColumnMap::from_toml(map, "map").value();
  return formats::HrLayout::of_header(header, columns).value();
}

TEST(JsonPieces, KeepTheNumbersOfTheirRecords) {
  const RawBatch batch{
      formats::Kind::graph_users, {}, "users.json", {{1, "{}"}, {2, R"({"a":1})"}, {5, "{}"}}};
  const auto pieces = pieces_of(batch);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].first, 1U);
  EXPECT_EQ(pieces[0].body, R"({"value":[{},{"a":1}]})");
  EXPECT_EQ(pieces[1].first, 5U);
  EXPECT_EQ(pieces[1].body, R"({"value":[{}]})");
}

TEST(CsvPieces, SpeakTheWordsOfTheHrConnectorAndKeepTheirLines) {
  const RawBatch batch{
      formats::Kind::hr_csv,
      layout_of({"Team", "Work mail", "ResignationDate", "LastWorkingDate"},
                "EmailAddress = \"Work mail\""),
      "hr.csv",
      {{2, "A,a@x,2026-01-01,2026-02-01\n"}, {4, "\"B\nC\",b@x,,\n"}, {6, "D,d@x,,"}}};
  const auto pieces = pieces_of(batch);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].first, 1U);  // where the header stands
  EXPECT_EQ(pieces[0].body,
            "Unknown column 1,EmailAddress,ResignationDate,LastWorkingDate\n"
            "A,a@x,2026-01-01,2026-02-01\n"
            "\n"
            "\"B\nC\",b@x,,\n"
            "D,d@x,,\n");
}

TEST(CsvPieces, KeepTheSeparatorOfTheirFile) {
  const auto layout = formats::HrLayout::of_header(
      std::vector<std::string>{"EmailAddress", "ResignationDate", "LastWorkingDate"}, {}, ';');
  ASSERT_TRUE(layout);
  const auto pieces = pieces_of({formats::Kind::hr_csv, *layout, "hr.csv", {{2, "a@x;;\n"}}});
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].body, "EmailAddress;ResignationDate;LastWorkingDate\na@x;;\n");
}

TEST(CsvPieces, BeginAnewBehindAWideGap) {
  const auto layout = layout_of({"EmailAddress", "ResignationDate", "LastWorkingDate"}, "");
  const RawBatch batch{formats::Kind::hr_csv, layout, "hr.csv", {{2, "a,,\n"}, {9'000, "b,,\n"}}};
  const auto pieces = pieces_of(batch);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[1].first, 8'999U);
}

TEST(PostedIntake, ReportsFieldsAsTheFileCallsThem) {
  Script script;
  ScriptedChannel channel(script);
  script.answers.emplace_back(http::json(
      R"({"totals":{"read":1,"added":0,"changed":0,"unchanged":0,"skipped":1},
          "skipped":[{"file":"hr.csv","place":"line 2","field":"EmailAddress","reason":"empty"}]})"));
  PostedIntake intake(channel);
  const auto layout = layout_of({"Work mail", "ResignationDate", "LastWorkingDate"},
                                "EmailAddress = \"Work mail\"");
  const auto outcome = intake.take({formats::Kind::hr_csv, layout, "folder/hr.csv", {{2, ",,\n"}}});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->totals.skipped, 1U);
  ASSERT_EQ(outcome->skipped.size(), 1U);
  EXPECT_EQ(outcome->skipped[0].file, "folder/hr.csv");
  EXPECT_EQ(outcome->skipped[0].field, "Work mail");
  EXPECT_EQ(line_of(script.asked[0]), "POST /v1.0/imports/batch?file=hr.csv&first=1&source=hr-csv");
  EXPECT_EQ(script.asked[0].headers.find("Content-Type"), "application/octet-stream");
}

TEST(PostedIntake, PutsTheImportOnRecordWithItsSources) {
  Script script;
  ScriptedChannel channel(script);
  script.answers.emplace_back(http::json(R"({"totals":{},"skipped":[]})"));
  PostedIntake intake(channel);
  ASSERT_TRUE(intake.take({formats::Kind::graph_users, {}, "users.json", {{1, "{}"}}}));
  ASSERT_TRUE(intake.finish({4, 1, 1, 1, 1}));
  EXPECT_EQ(line_of(script.asked[1]), "POST /v1.0/imports/finish");
  EXPECT_EQ(script.asked[1].body,
            R"({"totals":{"read":4,"added":1,"changed":1,"unchanged":1,"skipped":1},)"
            R"("sources":["graph-users"]})");
}

// A file of `good` users, and behind them a piece that is no record.
std::string users_file(int good) {
  // ctest runs each test in a process of its own, several at a time.
  const auto file = std::filesystem::path(::testing::TempDir()) /
                    ("riskflow_cli_users." + std::to_string(::getpid()) + ".ndjson");
  std::ofstream out(file);
  for (int i = 0; i < good; ++i)
    out << R"({"@odata.type":"#microsoft.graph.user","id":"u)" << i << "\"}\n";
  return file.string();
}

std::string answer_with(int added, int skipped) {
  std::string list;
  for (int i = 1; i <= skipped; ++i)
    list += (i > 1 ? "," : "") + std::string(R"({"file":"x","place":"record )") +
            std::to_string(i) + R"(","field":"id","reason":"is missing"})";
  return R"({"totals":{"read":)" + std::to_string(added + skipped) + R"(,"added":)" +
         std::to_string(added) + R"(,"changed":0,"unchanged":0,"skipped":)" +
         std::to_string(skipped) + R"(},"skipped":[)" + list + "]}";
}

TEST(ImportCommand, PrintsTheTotalsAndEndsWithZero) {
  CommandLine line;
  const auto ran = line.answers(answer_with(2, 0)).run({"import", users_file(2)});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "Read       2\nAdded      2\nChanged    0\nUnchanged  0\nSkipped    0\n");
  ASSERT_EQ(ran.asked.size(), 2U);
  EXPECT_EQ(line_of(ran.asked[1]), "POST /v1.0/imports/finish");
}

TEST(ImportCommand, EndsWithNineAndShowsTwentySkippedRecords) {
  const auto file = users_file(25);
  CommandLine line;
  const auto ran = line.answers(answer_with(0, 25)).run({"import", file});
  EXPECT_EQ(ran.code, 9);
  EXPECT_EQ(ran.err.find(file + ": record 1: id: is missing\n"), 0U) << ran.err;
  EXPECT_EQ(std::ranges::count(ran.err, '\n'), 21);
  EXPECT_NE(ran.err.find("... and 5 more were skipped: --all shows them\n"), std::string::npos);
}

TEST(ImportCommand, ShowsEverySkippedRecordWhenAsked) {
  CommandLine line;
  const auto ran = line.answers(answer_with(0, 25)).run({"import", users_file(25), "--all"});
  EXPECT_EQ(std::ranges::count(ran.err, '\n'), 25);
}

TEST(ImportCommand, GivesEverySkippedRecordInJson) {
  CommandLine line;
  const auto ran = line.answers(answer_with(0, 25)).run({"import", users_file(25), "-o", "json"});
  EXPECT_EQ(ran.code, 9);
  EXPECT_EQ(ran.err, "");
  EXPECT_NE(ran.out.find("record 25"), std::string::npos);
}

TEST(ImportCommand, PutsWhatWasDoneOnRecordWhenItFails) {
  CommandLine line;
  line.answers(answer_with(400, 0)).fails({Errc::forbidden, "no longer", {}, {}});
  const auto ran = line.run({"import", users_file(500)});
  EXPECT_EQ(ran.code, 5) << ran.err;
  ASSERT_EQ(ran.asked.size(), 3U);
  EXPECT_EQ(line_of(ran.asked[2]), "POST /v1.0/imports/finish");
  EXPECT_NE(ran.asked[2].body.find(R"("read":400,"added":400)"), std::string::npos)
      << ran.asked[2].body;
}

// Somebody presses Ctrl-C while the first batch is under way.
class InterruptedChannel final : public Channel {
 public:
  explicit InterruptedChannel(std::vector<http::Request>& asked) : asked_(asked) {}
  Result<http::Response> send(http::Request& request) override {
    const std::scoped_lock lock(mutex_);
    if (asked_.empty()) ::kill(::getpid(), SIGINT);
    asked_.push_back(request);
    return http::json(answer_with(400, 0));
  }

 private:
  std::mutex mutex_;
  std::vector<http::Request>& asked_;
};

TEST(ImportCommand, PutsWhatWasDoneOnRecordWhenItIsInterrupted) {
  std::vector<http::Request> asked;
  std::ostringstream out, err;
  std::istringstream in;
  StandingClock clock;
  World world{out, err, in, clock, [](std::chrono::milliseconds) {}, {}, false};
  const auto open = [&](const Door&, Folder, const World&) -> Result<std::unique_ptr<Channel>> {
    return std::unique_ptr<Channel>(std::make_unique<InterruptedChannel>(asked));
  };
  const auto file = users_file(100'000);
  const auto code = run({all_nouns(), all_commands(), open}, {"import", file}, world);
  EXPECT_EQ(code, http::ExitCode::partial) << err.str();
  EXPECT_EQ(err.str().find("interrupted: "), 0U) << err.str();
  ASSERT_GT(asked.size(), 1U);
  EXPECT_LT(asked.size(), 100U);
  EXPECT_EQ(line_of(asked.back()), "POST /v1.0/imports/finish");
}

TEST(ImportCommand, SaysThatThereIsNothingToImport) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "riskflow_cli_empty.json";
  std::ofstream(file) << R"({"value":[]})";
  CommandLine line;
  const auto ran = line.run({"import", file.string()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err.find("nothing to import: "), 0U) << ran.err;
}

TEST(ImportCommand, NamesTheFileThatIsNotThere) {
  CommandLine line;
  const auto ran = line.run({"import", "/nowhere/users.json"});
  EXPECT_EQ(ran.code, 6);
  EXPECT_NE(ran.err.find("/nowhere/users.json"), std::string::npos);
}

TEST(ProgressText, ShowsShareBytesRateAndTimeLeft) {
  EXPECT_EQ(progress_text({"in/users.json", 1'572'864, 3'145'728, 1'000}, std::chrono::seconds{2}),
            "[##########..........]  50%  1.5 MiB of 3.0 MiB  1000 records  500/s  2s left  "
            "users.json");
}

TEST(ProgressText, DoesWithoutASizeAndWithoutTime) {
  EXPECT_EQ(progress_text({"-", 512, 0, 7}, std::chrono::seconds{0}), "512 B  7 records  -");
}

TEST(ProgressText, NeverExceedsTheWhole) {
  const auto text = progress_text({"x", 30, 20, 1}, std::chrono::seconds{1});
  EXPECT_EQ(text, "[####################] 100%  30 B of 20 B  1 records  1/s  x");
}

TEST(Progress, IsRedrawnTenTimesASecondAtMostAndTakenAway) {
  std::ostringstream err;
  StandingClock clock;
  {
    Progress progress(err, clock, ProgressForm::bar);
    progress.show({"x", 0, 0, 1});
    clock.pass(std::chrono::milliseconds{99});
    progress.show({"x", 0, 0, 2});
    clock.pass(std::chrono::milliseconds{1});
    progress.show({"x", 0, 0, 3});
  }
  EXPECT_EQ(err.str(), "\r\x1b[K0 B  1 records  x\r\x1b[K0 B  3 records  30/s  x\r\x1b[K");
}

TEST(Progress, AsPlainTextIsALineASecond) {
  std::ostringstream err;
  StandingClock clock;
  Progress progress(err, clock, ProgressForm::plain);
  for (int i = 0; i <= 20; ++i) {
    progress.show({"x", 0, 0, 0});
    clock.pass(std::chrono::milliseconds{100});
  }
  EXPECT_EQ(std::ranges::count(err.str(), '\n'), 3);
}

TEST(Progress, SaysNothingWhenNoneIsWanted) {
  std::ostringstream err;
  StandingClock clock;
  Progress progress(err, clock, ProgressForm::none);
  progress.show({"x", 1, 2, 3});
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace riskflow::cli
