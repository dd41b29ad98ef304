#include "projections/views.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "projections/layout.hpp"
#include "projections/policies.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static std::string current(Story& story) {
  std::ifstream file(story.folder() / "proj" / "CURRENT");
  std::string number;
  file >> number;
  return number;
}

static std::size_t generations(Story& story) {
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(story.folder() / "proj"))
    folders += entry.is_directory() ? 1 : 0;
  return folders;
}

TEST(Views, ReadingShowsAtLeastWhatWasAskedFor) {
  Story story;
  const Position end = story.happened({policy_created(leaks, "Leaks")});
  const auto reading = story.views().read({.after = end});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->position(), end);
  EXPECT_EQ(story.views().lag(), 0u);
}

TEST(Views, ReadingAheadOfTheLogIsRefusedWithTheLag) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  auto views = *Views::open(
      {.folder = story.folder() / "proj", .patience = std::chrono::milliseconds{1}}, story.log());
  const auto reading = views->read({.after = Position{1000}});
  EXPECT_EQ(detail(reading.error(), "reason"), "view_behind");
}

TEST(Views, ReadingStaysAsItWasWhileTheLogGoesOn) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  const Reading before = story.now();
  story.happened({policy::Edited{leaks, "edited", 10}});
  story.now();
  EXPECT_EQ((*before.find<PolicyRow>(view_of(leaks)))->description, "what leaves the house");
}

TEST(Views, AsOfAPositionIncludesItsWholeCommit) {
  Story story;
  story.happened({policy_created(leaks, "Leaks"), policy_created(thefts, "Thefts")});
  story.happened({policy::Edited{leaks, "edited", 10}});
  story.now();
  const auto reading = story.views().read({.as_of = Position{0}});
  EXPECT_EQ(reading->position(), Position{2});
  EXPECT_TRUE(reading->find<PolicyRow>(view_of(thefts))->has_value());
}

TEST(Views, AsOfATimeShowsWhatWasRecordedByThen) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  const Instant then = story.clock().at;
  story.happened({policy::Edited{leaks, "edited", 10}});
  story.now();
  const auto past = story.views().read({.as_of = then});
  EXPECT_EQ((*past->find<PolicyRow>(view_of(leaks)))->description, "what leaves the house");
  const auto before = story.views().read({.as_of = then - std::chrono::seconds{1}});
  EXPECT_FALSE(before->find<PolicyRow>(view_of(leaks))->has_value());
}

TEST(Views, AsOfAPositionThatIsNotThereIsInvalid) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  const auto reading = story.views().read({.as_of = Position{1}});
  EXPECT_EQ(reading.error().code, Errc::invalid);
  EXPECT_EQ(reading.error().target, "asOf");
}

TEST(Views, ReopenedViewsGoOnInTheirGeneration) {
  Story story;
  std::mt19937 chance(1);
  story.live(chance, 30);
  const auto before = (story.now(), *story.views().state_hash());
  story.close_views();
  EXPECT_EQ(*story.views().state_hash(), before);
  EXPECT_EQ(current(story), "1");
}

TEST(Views, RebuildEqualsWhatItReplaces) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    Story story;
    std::mt19937 chance(seed);
    story.live(chance, 80);
    story.now();
    const auto live = *story.views().state_hash();
    const auto rebuilt = story.views().rebuild();
    ASSERT_TRUE(rebuilt) << rebuilt.error().message;
    EXPECT_EQ(*rebuilt, live) << "seed " << seed;
  }
}

TEST(Views, RebuildTakesThePlaceOfTheOldGenerationAndGoesOn) {
  Story story;
  std::mt19937 chance(4);
  story.live(chance, 30);
  const Reading held = story.now();
  const auto rows = everything(held);
  ASSERT_TRUE(story.views().rebuild());
  EXPECT_EQ(current(story), "2");
  EXPECT_EQ(everything(held), rows);
  story.happened({policy::Edited{leaks, "after the rebuild", 10}});
  EXPECT_EQ(story.row<PolicyRow>(leaks)->description, "after the rebuild");
}

TEST(Views, OldGenerationGoesWithItsLastReader) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  std::optional<Reading> held = story.now();
  ASSERT_TRUE(story.views().rebuild());
  EXPECT_EQ(generations(story), 2u);
  held.reset();
  EXPECT_EQ(generations(story), 1u);
}

// Changes a row behind the views' back.
static void falsify(Story& story) {
  story.close_views();
  StoreOptions options;
  options.folder = story.folder() / "proj" / "1";
  const auto store = *Store::open(options);
  Writes writes;
  writes.put(closed_prefix(99, 0) + "x", "y");
  ASSERT_TRUE(store->write(writes));
}

TEST(Views, RebuildThatDiffersIsNotPutInUse) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  falsify(story);
  story.now();
  const auto rebuilt = story.views().rebuild();
  ASSERT_FALSE(rebuilt);
  EXPECT_EQ(rebuilt.error().code, Errc::corrupt);
  EXPECT_NE(detail(rebuilt.error(), "was"), detail(rebuilt.error(), "is"));
  EXPECT_EQ(current(story), "1");
  EXPECT_EQ(generations(story), 1u);
}

TEST(Views, CheckEqualsWhatIsInUseAndLeavesIt) {
  Story story;
  std::mt19937 chance(5);
  story.live(chance, 40);
  story.now();
  const auto checked = story.views().check();
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(*checked, *story.views().state_hash());
  EXPECT_EQ(current(story), "1");
  EXPECT_EQ(generations(story), 1u);
  EXPECT_TRUE(story.views().rebuild());
  EXPECT_TRUE(story.views().check());
}

TEST(Views, CheckTellsThatARebuildDiffers) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  falsify(story);
  story.now();
  const auto checked = story.views().check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::corrupt);
  EXPECT_EQ(checked.error().target, "proj");
}

TEST(Views, RebuildThatDiffersIsPutInUseWhenAskedTo) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  falsify(story);
  story.now();
  EXPECT_TRUE(story.views().rebuild(OnDifference::replace));
  EXPECT_EQ(current(story), "2");
  EXPECT_TRUE(story.views().rebuild());
}

// Writes something over a key that only the generation itself writes.
static void overwrite(Story& story, BytesView key, BytesView value) {
  story.close_views();
  StoreOptions options;
  options.folder = story.folder() / "proj" / "1";
  const auto store = *Store::open(options);
  Writes writes;
  writes.put(key, value);
  ASSERT_TRUE(store->write(writes));
}

TEST(Views, OtherVersionOfAViewMeansFoldingAnew) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  overwrite(story, versions_key, "some other views");
  EXPECT_EQ(story.row<PolicyRow>(leaks)->name, "Leaks");
  EXPECT_EQ(current(story), "2");
  EXPECT_EQ(generations(story), 1u);
}

TEST(Views, CheckpointAheadOfTheLogMeansFoldingAnew) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  overwrite(story, checkpoint_key, position_bytes(Position{500}) + Bytes(16, '\1'));
  EXPECT_EQ(story.now().position(), Position{1});
  EXPECT_EQ(current(story), "2");
}

TEST(Views, CheckpointOfAnotherHistoryMeansFoldingAnew) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  overwrite(story, checkpoint_key, position_bytes(Position{1}) + Bytes(16, '\1'));
  EXPECT_EQ(story.row<PolicyRow>(leaks)->name, "Leaks");
  EXPECT_EQ(current(story), "2");
}

TEST(Views, DamagedGenerationIsReplacedAtTheStart) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.now();
  story.close_views();
  for (const auto& entry : std::filesystem::directory_iterator(story.folder() / "proj" / "1"))
    if (entry.path().filename().string().starts_with("MANIFEST"))
      std::ofstream(entry.path(), std::ios::trunc) << "nonsense";
  EXPECT_EQ(story.row<PolicyRow>(leaks)->name, "Leaks");
  EXPECT_EQ(current(story), "2");
}

TEST(Views, ViewsStartedAnewFallBehindVisiblyAndCatchUp) {
  Story story;
  std::mt19937 chance(9);
  story.live(chance, 50);
  EXPECT_EQ(story.now().position(), story.log().head());
  EXPECT_EQ(story.views().lag(), 0u);
}

}  // namespace riskflow::projections::testing
