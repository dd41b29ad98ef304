// Laws of the tables: the past stays as it was, and how commits are grouped leaves no trace.

#include <gtest/gtest.h>

#include "projections/all.hpp"
#include "projections/layout.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static std::unique_ptr<Fold> new_fold(const std::filesystem::path& folder, std::size_t rows_kept) {
  StoreOptions options;
  options.folder = folder;
  options.write_buffer_bytes = 64 * 1024;  // so that files are written, and compacted
  return *Fold::open(*Store::open(options), rows_kept);
}

static Reading reading_of(const Fold& fold) {
  const auto snapshot = *Snapshot::take(fold.store());
  return Reading(snapshot, snapshot->head());
}

// Where each commit of the log ends.
static std::vector<Position> ends_of_commits(const eventstore::Log& log) {
  std::vector<Position> ends;
  const auto visit = [&](const eventstore::Commit& commit) {
    ends.push_back(commit.header.first + commit.header.events);
    return eventstore::Reading::more;
  };
  EXPECT_TRUE(log.read(Position{}, visit));
  return ends;
}

TEST(History, EveryPositionShowsWhatAFoldUpToItShows) {
  Story story;
  std::mt19937 chance(1);
  story.live(chance, 40);
  const auto fold = new_fold(story.folder() / "step-by-step", 100);
  for (const Position end : ends_of_commits(story.log())) {
    ASSERT_TRUE(fold->catch_up(story.log(), end));
    EXPECT_EQ(everything(reading_of(*fold)), everything(story.as_of(end))) << to_number(end);
  }
}

TEST(History, BeforeTheFirstEventThereIsNothing) {
  Story story;
  std::mt19937 chance(2);
  story.live(chance, 20);
  for (const auto& [view, records] : everything(story.as_of(Position{})))
    EXPECT_TRUE(records.empty()) << view;
}

struct Grouping {
  std::string_view name;
  int commits_per_write;  // on average
  std::size_t rows_kept;  // few: rows come from the store, many: from memory
};

TEST(History, AnyGroupingOfCommitsGivesTheSameState) {
  Story story;
  std::mt19937 chance(3);
  story.live(chance, 150);
  const auto expected = *story.now().snapshot().frozen().get(checkpoint_key);
  const auto hash = hash_of(story.now().snapshot().frozen(), first_counted_key);
  for (const auto& grouping : {Grouping{"one by one", 1, 1}, Grouping{"a few", 5, 3},
                               Grouping{"all at once", 1000, 1000}}) {
    const auto fold = new_fold(story.folder() / grouping.name, grouping.rows_kept);
    const auto visit = [&](const eventstore::Commit& commit) {
      EXPECT_TRUE(fold->take(*decode(commit)));
      if (chance() % static_cast<unsigned>(grouping.commits_per_write) == 0)
        EXPECT_TRUE(fold->write());
      return eventstore::Reading::more;
    };
    ASSERT_TRUE(story.log().read(Position{}, visit));
    ASSERT_TRUE(fold->write());
    EXPECT_EQ(*hash_of(reading_of(*fold).snapshot().frozen(), first_counted_key), *hash)
        << grouping.name;
    EXPECT_EQ(*fold->store()->get(checkpoint_key), expected) << grouping.name;
  }
}

TEST(History, ReopeningGoesOnAtTheCheckpointAndRepeatsNothing) {
  Story story;
  std::mt19937 chance(4);
  story.live(chance, 60);
  const auto folder = story.folder() / "reopened";
  for (const Position end : ends_of_commits(story.log())) {
    const auto fold = new_fold(folder, 10);
    // What is taken and not written is lost, as in a crash.
    const auto lost = [&](const eventstore::Commit& commit) {
      if (commit.header.first >= end) return eventstore::Reading::enough;
      EXPECT_TRUE(fold->take(*decode(commit)));
      return eventstore::Reading::more;
    };
    if (chance() % 3 == 0)
      ASSERT_TRUE(story.log().read(fold->position(), lost));
    else
      ASSERT_TRUE(fold->catch_up(story.log(), end));
  }
  const auto fold = new_fold(folder, 10);
  ASSERT_TRUE(fold->catch_up(story.log(), story.log().head()));
  EXPECT_EQ(*hash_of(reading_of(*fold).snapshot().frozen(), first_counted_key),
            *hash_of(story.now().snapshot().frozen(), first_counted_key));
}

TEST(History, CommitThatWasFoldedIsRefused) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  const auto fold = new_fold(story.folder() / "twice", 10);
  const auto commit = decode(*story.log().commit_at(Position{0}));
  ASSERT_TRUE(fold->take(*commit));
  EXPECT_EQ(fold->take(*commit).error().code, Errc::corrupt);
}

}  // namespace riskflow::projections::testing
