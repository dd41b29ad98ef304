// A scrub of everything that a server keeps: on demand, in the background, and what doctor says.

#include <fstream>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"
#include "projections/layout.hpp"
#include "projections/store.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

class Scrubbing : public testing::Test {
 protected:
  Scrubbing() { office_.import_sample(); }

  ScrubParts parts() {
    auto& app = office_.app().parts();
    return {*app.log, *app.keys, *app.purges, *app.views, {office_.folder()}};
  }
  fs::path page() const { return office_.folder() / "keys" / "pages" / "0"; }
  static void flip_middle(const fs::path& file) {
    const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(at);
    const auto was = static_cast<char>(bytes.get());
    bytes.seekp(at);
    bytes.put(static_cast<char>(was ^ 1));
  }
  // What doctor says of the last scrub, or of something else.
  std::string told(std::string_view field, std::string_view name = "scrub") {
    const auto doctor = js::parse(office_.get("/v1.0/doctor"));
    for (const auto& check : doctor.at("checks").as_array())
      if (check.at("name").as_string() == name) return std::string(check.at(field).as_string());
    return {};
  }
  std::string post_scrub() { return office_.post("/v1.0/doctor/scrub", ""); }

  Office office_;
};

TEST_F(Scrubbing, SaysWhatItHasReadAndDoctorSaysSoToo) {
  const auto done = js::parse(post_scrub()).as_object();
  EXPECT_EQ(office_.status, 200U);
  EXPECT_EQ(done.at("keyPages"), 1);
  EXPECT_EQ(done.at("purgedFields"), 0);
  EXPECT_EQ(done.at("stateHash").as_string().size(), 64U);
  EXPECT_EQ(told("state"), "ok");
  EXPECT_TRUE(told("message").contains("1 key pages")) << told("message");
}

TEST_F(Scrubbing, FindsADamagedKeyPageAndNamesItsFile) {
  flip_middle(page());
  EXPECT_TRUE(post_scrub().contains("keys/pages/0"));
  EXPECT_EQ(office_.status, 500U);
  EXPECT_EQ(told("state"), "failed");
  EXPECT_TRUE(told("fix").contains("keys/pages")) << told("fix");
  flip_middle(page());
  post_scrub();
  EXPECT_EQ(office_.status, 200U);
  EXPECT_EQ(told("state"), "ok");
}

TEST_F(Scrubbing, OfDamagedKeyPagesIsWhatKeepsABackupFromBeingMade) {
  office_.config.backup_folder = office_.folder() / "backups";
  office_.reopen();
  flip_middle(page());
  EXPECT_TRUE(office_.post("/v1.0/backups", "{}").contains("keys/pages/0"));
  EXPECT_EQ(office_.status, 500U);
  const auto all = eventstore::backups_in(office_.config.backup_folder);
  EXPECT_TRUE(!all || all->empty());
}

TEST_F(Scrubbing, FindsViewsThatARebuildDoesNotMake) {
  office_.get("/v1.0/cases");  // waits for the views
  office_.close();
  {
    projections::StoreOptions options;
    options.folder = office_.folder() / "proj" / "1";
    const auto store = projections::Store::open(options).value();
    projections::Writes writes;
    writes.put(projections::closed_prefix(99, 0) + "x", "y");
    ASSERT_TRUE(store->write(writes));
  }
  office_.reopen();
  EXPECT_TRUE(post_scrub().contains("views differ"));
  office_.reopen();
  EXPECT_TRUE(told("fix").contains("proj")) << told("fix");
}

TEST_F(Scrubbing, RestsBetweenItsStepsAndEndsWhereItMayNotGoOn) {
  std::size_t rests = 0;
  const auto rest = [&]() -> Status {
    ++rests;
    return {};
  };
  const auto slowly = scrub(parts(), {1, rest});
  ASSERT_TRUE(slowly) << slowly.error().message;
  EXPECT_GT(rests, slowly->log.commits);
  ASSERT_TRUE(slowly->views);
  EXPECT_EQ(slowly->views, scrub(parts())->views);

  const auto ended = scrub(
      parts(), {1, []() -> Status { return fail(Errc::unavailable, "the server ends", "scrub"); }});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().target, "scrub");
}

TEST_F(Scrubbing, IsDoneInTheBackgroundToTheSameEnd) {
  auto& keeper = *office_.app().parts().keeper;
  keeper.start();
  while (!keeper.last_scrub()) std::this_thread::yield();
  const auto last = *keeper.last_scrub();
  keeper.stop();
  EXPECT_FALSE(last.damage);
  EXPECT_EQ(last.key_pages, 1U);
  EXPECT_EQ(last.events, to_number(office_.app().parts().log->head()));
}

// The page at the top keeps the log from being opened at all; of another only a scrub tells.
TEST_F(Scrubbing, RemembersADamagedKeyPageUntilOneFindsItSound) {
  auto& app = office_.app().parts();
  const auto start_again = [&] {
    app.keeper = std::make_unique<LogKeeper>(*app.log, parts(), office_.clock);
  };
  flip_middle(page());
  EXPECT_TRUE(post_scrub().contains("keys/pages of a backup")) << "what to do about it";
  start_again();
  EXPECT_EQ(told("state"), "failed");
  EXPECT_TRUE(told("message").contains("keys/pages/0")) << told("message");
  EXPECT_TRUE(told("message").starts_with("2026-11-01T08:00:00Z: ")) << told("message");
  flip_middle(page());
  start_again();
  EXPECT_EQ(told("state"), "failed") << "nobody has looked yet";
  post_scrub();
  start_again();
  EXPECT_EQ(told("state"), "ok");
}

// ---- a damaged log ----

TEST_F(Scrubbing, OfALogThatIsSoundAgainLeavesItToARestartToGoOn) {
  office_.get("/v1.0/cases");  // waits for the views
  const auto flip_a_payload = [&] {
    using namespace eventstore;
    office_.close();
    const auto tables = Tables::open({office_.folder() / "log", 4 << 20, 4 << 20}).value();
    auto scan = tables->scan(Family::payloads, {}, eventstore::Access::few);
    scan.seek_back(position_key(Position{~std::uint64_t{0}}));
    scan.prev();  // of what nobody has to read again
    Bytes value(scan.value());
    value.back() = static_cast<char>(value.back() ^ 1);
    Batch batch(*tables);
    batch.put(Family::payloads, Bytes(scan.key()), value);
    ASSERT_TRUE(tables->write(batch));
  };
  flip_a_payload();
  office_.reopen();
  EXPECT_TRUE(post_scrub().contains("restore a backup"));
  EXPECT_TRUE(told("fix", "log").contains("restore a backup")) << told("fix", "log");
  flip_a_payload();
  office_.reopen();
  EXPECT_TRUE(told("fix", "log").contains("restore a backup")) << "nobody has looked yet";
  post_scrub();
  EXPECT_EQ(office_.status, 200U);
  EXPECT_EQ(told("state", "log"), "failed");
  EXPECT_TRUE(told("fix", "log").contains("start the server again")) << told("fix", "log");
  office_.reopen();
  EXPECT_EQ(told("state", "log"), "ok");
}

TEST_F(Scrubbing, WhoseNoteOfDamageIsNoTextIsToldAllTheSame) {
  office_.close();
  std::ofstream(office_.folder() / "log.damaged", std::ios::binary) << "\xff\xfe\1\"broken";
  office_.reopen();
  EXPECT_EQ(told("message", "log"), "BROKEN: ???\"broken");
  office_.close();
  std::ofstream(office_.folder() / "log.damaged", std::ios::trunc).flush();
  office_.reopen();
  EXPECT_TRUE(told("message", "log").contains("log.damaged")) << told("message", "log");
}

// ---- room ----

TEST_F(Scrubbing, DoesNotCompareTheViewsWhileThatWouldTakeTheRoomOfTheLog) {
  office_.get("/v1.0/cases");  // waits for the views
  auto tight = parts();
  tight.room.least = 40 << 20;
  std::uint64_t free = (50 << 20) + office_.app().parts().views->disk_bytes();
  tight.room.free = [&](const fs::path&) { return free; };
  const auto enough = scrub(tight);
  ASSERT_TRUE(enough) << enough.error().message;
  EXPECT_TRUE(enough->views);
  free -= 1;
  const auto skipped = scrub(tight);
  ASSERT_TRUE(skipped) << skipped.error().message;
  EXPECT_FALSE(skipped->views);
  EXPECT_EQ(skipped->key_pages, 1U);
  EXPECT_TRUE(skipped->skipped->message.contains("make room")) << skipped->skipped->message;
}

TEST_F(Scrubbing, LeavesOffComparingTheViewsWhenTheDiskFillsUpMeanwhile) {
  std::string people;  // more than are taken between two looks at the room
  for (int i = 0; i < 6'000; ++i)
    people += fmt::format(
        R"({}{{"id":"bbbbbbbb-0000-4000-8000-{:012}","displayName":"N","userPrincipalName":"n{}@example.test"}})",
        i == 0 ? "" : ",", i, i);
  office_.post("/v1.0/imports/batch?file=people", R"({"value":[)" + people + "]}");
  ASSERT_EQ(office_.status, 200U);
  auto tight = parts();
  tight.room.least = 40 << 20;
  std::uint64_t asked = 0;
  tight.room.free = [&](const fs::path&) -> std::uint64_t {
    return ++asked == 1 ? std::uint64_t{1} << 40 : 0;
  };
  const auto left_off = scrub(tight);
  ASSERT_TRUE(left_off) << left_off.error().message;
  EXPECT_TRUE(left_off->skipped);
}

TEST_F(Scrubbing, TellsDoctorThatTheViewsWereNotCompared) {
  auto tight = parts();
  tight.room.free = [](const fs::path&) { return std::uint64_t{0}; };
  auto& app = office_.app().parts();
  app.keeper = std::make_unique<LogKeeper>(*app.log, tight, office_.clock);
  EXPECT_TRUE(post_scrub().contains("skipped"));
  EXPECT_EQ(office_.status, 200U);
  EXPECT_EQ(told("state"), "warning");
  EXPECT_TRUE(told("message").contains("views were not compared")) << told("message");
}

// ---- one at a time ----

TEST_F(Scrubbing, IsRefusedWhileItIsDoneForSomebodyElseAndSoIsARebuild) {
  auto& app = office_.app().parts();
  auto busy = parts();
  std::vector<Error> refusals;
  busy.room.free = [&](const fs::path& folder) {
    if (refusals.empty())
      std::thread([&] {
        refusals.push_back(app.keeper->scrub_now().error());
        refusals.push_back(app.keeper->rebuild_now().error());
      }).join();
    return eventstore::free_bytes(folder);
  };
  app.keeper = std::make_unique<LogKeeper>(*app.log, busy, office_.clock);
  EXPECT_TRUE(app.keeper->scrub_now());
  ASSERT_EQ(refusals.size(), 2U);
  for (const auto& refusal : refusals) {
    EXPECT_EQ(refusal.code, Errc::conflict);
    EXPECT_TRUE(refusal.message.contains("a scrub is running")) << refusal.message;
  }
  EXPECT_TRUE(app.keeper->rebuild_now());
}

// ---- in the background ----

TEST(TheScheduleOfScrubs, TriesAgainLaterEachTimeAndOnceADayAtMost) {
  using namespace std::chrono_literals;
  ScrubSchedule schedule;
  Instant now = *instant_from_text("2026-11-01T08:00:00Z");
  EXPECT_TRUE(schedule.is_due(now)) << "the first is due at once";
  for (const auto pause : {1min, 2min, 4min, 8min}) {
    schedule.failed(now);
    EXPECT_EQ(schedule.next() - now, pause);
    now = schedule.next();
  }
  for (int i = 0; i < 20; ++i) schedule.failed(now);
  EXPECT_EQ(schedule.next() - now, 24h);
  schedule.done(now);
  EXPECT_EQ(schedule.next() - now, 24h);
  schedule.failed(now);
  EXPECT_EQ(schedule.next() - now, 1min);
}

TEST_F(Scrubbing, ThatCannotBeDoneIsWhatDoctorWarnsOf) {
  fs::remove(page());
  fs::create_directory(page());  // cannot be read
  auto& keeper = *office_.app().parts().keeper;
  keeper.start();
  while (!keeper.failed_scrub()) std::this_thread::yield();
  keeper.stop();
  EXPECT_EQ(keeper.failed_scrub()->again - office_.clock.now(), std::chrono::minutes{1});
  EXPECT_EQ(told("state"), "warning");
  EXPECT_TRUE(told("message").contains("tried again at")) << told("message");
}

TEST_F(Scrubbing, FindsADamagedKeyPageInTheBackgroundToo) {
  flip_middle(page());
  auto& keeper = *office_.app().parts().keeper;
  keeper.start();
  while (!keeper.last_scrub()) std::this_thread::yield();
  keeper.stop();
  EXPECT_EQ(keeper.last_scrub()->damage->target, "keys");
  EXPECT_EQ(told("state"), "failed");
}

}  // namespace riskflow::runtime
