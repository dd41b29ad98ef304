// A scrub of everything that a server keeps: on demand, in the background, and what doctor says.

#include <fstream>
#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

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
    return {*app.log, *app.keys, *app.purges, *app.views};
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
  // What doctor says of the last scrub.
  std::string told(std::string_view field) {
    const auto doctor = js::parse(office_.get("/v1.0/doctor"));
    for (const auto& check : doctor.at("checks").as_array())
      if (check.at("name") == "scrub") return std::string(check.at(field).as_string());
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
