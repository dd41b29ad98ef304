// What a batch refuses: a row that is made a second time.

#include "projections/batch.hpp"

#include <gtest/gtest.h>

#include "projections/audit.hpp"
#include "projections/runs.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

static std::shared_ptr<Store> open_store(const Folder& folder) {
  StoreOptions options;
  options.folder = folder / "proj";
  return *Store::open(options);
}

// The row of a flow that this commit says is new.
static Status create_flow(Batch& batch, const std::string& name, Position first) {
  batch.create<FlowNameRow>("flow", [&](FlowNameRow& row) { row.name = name; });
  return batch.close_commit(first);
}

TEST(ABatch, RefusesARowThatAnEarlierCommitCreated) {
  const Folder folder;
  Batch batch(open_store(folder), 100);
  ASSERT_TRUE(create_flow(batch, "first", Position{0}));
  const auto again = create_flow(batch, "second", Position{1});
  ASSERT_FALSE(again);
  EXPECT_EQ(Errc::internal, again.error().code);
  EXPECT_FALSE(batch.write("checkpoint")) << "nothing of it reaches the store";
}

TEST(ABatch, RefusesAKeptRowThatIsInTheStoreAlready) {
  const Folder folder;
  Batch batch(open_store(folder), 100);
  ASSERT_TRUE(create_flow(batch, "first", Position{0}));
  ASSERT_TRUE(batch.write("checkpoint"));
  EXPECT_FALSE(create_flow(batch, "second", Position{1}));
}

TEST(ABatch, RefusesARowOfATableThatKeepsNone) {
  const Folder folder;
  Batch batch(open_store(folder), 100);
  const auto create = [&](Position first) {
    batch.create<AuditRow>("row", [](AuditRow& row) {
      row.category = domain::AuditCategory::users;
      row.actor = ActorKind::system;
    });
    return batch.close_commit(first);
  };
  ASSERT_TRUE(create(Position{0}));
  EXPECT_FALSE(create(Position{1}));
}

TEST(ABatch, ChangesAGivenRowAsOftenAsItIsAskedTo) {
  const Folder folder;
  Batch batch(open_store(folder), 100);
  ASSERT_TRUE(create_flow(batch, "first", Position{0}));
  for (std::uint64_t at = 1; at < 4; ++at) {
    batch.upsert<FlowNameRow>("flow", [&](FlowNameRow& row) { row.name += "."; });
    ASSERT_TRUE(batch.close_commit(Position{at}));
    ASSERT_TRUE(batch.write("checkpoint"));
  }
  EXPECT_EQ("first...", batch.find<FlowNameRow>("flow")->name);
}

}  // namespace riskflow::projections::testing
