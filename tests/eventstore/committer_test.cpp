// Groups: how frames are cut into groups changes nothing, and frames of one group see each other.

#include "eventstore/committer.hpp"

#include <algorithm>

#include "eventstore/commit_reader.hpp"
#include "eventstore/log_folder.hpp"
#include "tests/eventstore/failing_files.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

// A committer over a log folder, fed group by group without a sequencer.
class Groups {
 public:
  explicit Groups(const std::filesystem::path& folder, const Limits& limits = {})
      : opened_(open(folder, limits)),
        committer_(*opened_.tables, opened_.head, std::move(opened_.tree), limits, durable_,
                   nullptr, [this] { ++published; }) {}

  std::vector<Result<Receipt>> commit(std::vector<Frame> frames) {
    std::vector<std::unique_ptr<Submission>> owned;
    Sequencer::Group group;
    for (Frame& given : frames) {
      auto draft = make_draft(std::move(given), opened_.genesis.limits);
      EXPECT_TRUE(draft);
      owned.push_back(std::make_unique<Submission>());
      owned.back()->draft = std::move(*draft);
      owned.back()->stamp = at_second(stamp++);
      group.push_back(owned.back().get());
    }
    committer_.commit(group);
    std::vector<Result<Receipt>> out;
    for (const auto& submission : owned) out.push_back(std::move(submission->outcome));
    return out;
  }

  // The leaves of all events, as the Merkle tree will take them.
  std::vector<Bytes> leaves() {
    std::vector<Bytes> out;
    CommitReader reader(*opened_.tables, Position{0}, head());
    Commit commit;
    Skeleton skeleton;
    while (reader.next(commit).value()) {
      EXPECT_TRUE(decode_skeleton(*commit.skeletons, commit.header.first, skeleton));
      for (std::size_t i = 0; i < skeleton.events.size(); ++i)
        proof::leaf_bytes(leaf_of(skeleton, i), out.emplace_back());
    }
    return out;
  }

  Position head() const { return durable_.position(); }

  int published = 0;
  std::int64_t stamp = 0;

 private:
  static OpenedLog open(const std::filesystem::path& folder, const Limits& limits) {
    auto opened = open_log_folder({folder, 4 << 20, 4 << 20}, limits);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }

  OpenedLog opened_;
  DurableHead durable_;
  Committer committer_;
};

static Frame nth(std::uint64_t i) {
  switch (i % 5) {
    case 0: return frame(i, "exact", Expected::exactly(Version{i / 5}));
    case 1: return frame(i, "any-" + std::to_string(i % 7), Expected::any(), std::string(i, 'y'));
    case 2: return frame(i - 1, "any-" + std::to_string((i - 1) % 7), Expected::any());  // again
    case 3: return frame(i, "exact", Expected::no_stream());                             // conflict
    default:
      return frame(request(i), {part("multi", Expected::any(), {event("a"), event("b")}),
                                check("exact", Expected::exists())});
  }
}

static std::vector<std::string> outcomes_in_groups_of(Groups& groups, std::size_t size) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < 500;) {
    std::vector<Frame> frames;
    for (; frames.size() < size && i < 500; ++i) frames.push_back(nth(i));
    for (const auto& outcome : groups.commit(std::move(frames)))
      out.push_back(outcome ? std::to_string(to_number(outcome->first)) + "/" +
                                  std::to_string(static_cast<int>(outcome->outcome))
                            : outcome.error().message);
  }
  return out;
}

TEST(Committing, InGroupsOfOneOrAHundredGivesTheSamePositionsAndTheSameLeaves) {
  const TemporaryFolder folder;
  Groups singles(folder / "singles");
  Groups hundreds(folder / "hundreds");
  EXPECT_EQ(outcomes_in_groups_of(singles, 1), outcomes_in_groups_of(hundreds, 100));
  const auto leaves = singles.leaves();
  EXPECT_EQ(leaves.size(), 400u);
  EXPECT_EQ(leaves, hundreds.leaves());
  for (const Bytes& leaf : leaves) EXPECT_LE(leaf.size(), 360u);
}

TEST(Committing, FramesOfOneGroupSeeTheEffectsOfThoseBeforeThem) {
  const TemporaryFolder folder;
  Groups groups(folder / "log");
  const auto outcomes = groups.commit({
      frame(1, "a", Expected::no_stream()), frame(2, "a", Expected::exactly(Version{1})),
      frame(1, "a", Expected::no_stream()),                            // a repeat
      frame(3, "a", Expected::exactly(Version{1})),                    // a conflict
      frame(4, "b", Expected::any()), frame(4, "b", Expected::any()),  // a repeat
  });
  EXPECT_EQ(outcomes[1]->first, Position{1});
  EXPECT_EQ(outcomes[2]->outcome, Outcome::repeated);
  EXPECT_EQ(outcomes[2]->first, Position{0});
  EXPECT_EQ(detail(outcomes[3].error(), "actual_version"), "2");
  EXPECT_EQ(outcomes[4]->outcome, Outcome::appended);
  EXPECT_EQ(outcomes[5]->outcome, Outcome::repeated);
  EXPECT_EQ(outcomes[5]->first, Position{2});
  EXPECT_EQ(groups.published, 1);
}

TEST(Committing, AWindowSmallerThanAGroupForgetsWithinTheGroup) {
  const TemporaryFolder folder;
  Groups groups(folder / "log", {.window = 2});
  std::vector<Frame> frames;
  for (std::uint64_t i = 1; i <= 5; ++i)
    frames.push_back(frame(request(i, static_cast<std::int64_t>(i)),
                           {part("reads", Expected::any(), {event("read")})}));
  frames.push_back(frames[4]);
  frames.push_back(frames[1]);
  const auto outcomes = groups.commit(std::move(frames));
  EXPECT_EQ(outcomes[5]->outcome, Outcome::repeated);
  EXPECT_EQ(outcomes[6].error().code, Errc::expired);
}

TEST(Committing, ALargeWindowForgetsInOrderOverManyGroups) {
  const TemporaryFolder folder;
  constexpr std::uint64_t window = 1'500;
  const auto any = [](std::uint64_t i) {
    return frame(request(i, static_cast<std::int64_t>(i)),
                 {part("reads", Expected::any(), {event("read")})});
  };
  Groups groups(folder / "log", {.window = window});
  for (std::uint64_t i = 0; i < 6'000;) {
    std::vector<Frame> frames;
    for (int n = 0; n < 400; ++n) frames.push_back(any(i++));
    for (const auto& outcome : groups.commit(std::move(frames))) ASSERT_TRUE(outcome);
  }
  const auto outcomes = groups.commit({any(6'000 - window), any(6'000 - window - 1)});
  EXPECT_EQ(outcomes[0]->outcome, Outcome::repeated);
  EXPECT_EQ(outcomes[1].error().code, Errc::expired);
}

// A write that fails.
class AFailedWrite : public LogTest {
 protected:
  AFailedWrite() { reopen(Seams{.limits = {}, .env = files_.env()}); }
  ~AFailedWrite() override { log_.reset(); }

  FailingFiles files_;
};

TEST_F(AFailedWrite, MakesTheLogUnhealthyUntilItIsOpenedAnew) {
  must_append(frame(1, "a", Expected::no_stream()));
  files_.fail_syncs();
  const auto failed = append(frame(2, "a", Expected::exactly(Version{1})));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unavailable);
  EXPECT_EQ(detail(failed.error(), "reason"), "unhealthy");
  files_.heal();
  const int syncs = files_.syncs();
  for (std::uint64_t i = 3; i < 6; ++i)
    EXPECT_EQ(detail(append(frame(i, "b", Expected::any())).error(), "reason"), "unhealthy");
  EXPECT_EQ(files_.syncs(), syncs) << "a write was tried again";
  EXPECT_EQ(log_->head(), Position{1});
  EXPECT_EQ(everything().size(), 1u);
  reopen(Seams{.limits = {}, .env = files_.env()});
  // Whether the unacknowledged frame is there is open; sent again it is there once.
  const Receipt again = must_append(frame(2, "a", Expected::exactly(Version{1})));
  EXPECT_EQ(again.first, Position{1});
  EXPECT_EQ(log_->head(), Position{2});
}

TEST_F(AFailedWrite, GivesNoVerdictToAConflictOfTheSameGroupEither) {
  must_append(frame(1, "a", Expected::no_stream()));
  files_.fail_syncs();
  EXPECT_FALSE(append(frame(2, "b", Expected::any())));
  EXPECT_EQ(detail(append(frame(3, "a", Expected::no_stream())).error(), "reason"), "unhealthy");
}

}  // namespace riskflow::eventstore
