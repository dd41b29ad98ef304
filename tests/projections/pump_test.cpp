#include "projections/pump.hpp"

#include <future>

#include <gtest/gtest.h>

#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

using namespace std::chrono_literals;

static std::unique_ptr<Fold> new_fold(Story& story) {
  StoreOptions options;
  options.folder = story.folder() / "pumped";
  return *Fold::open(*Store::open(options), 100);
}

TEST(Pump, TakesInWhatIsThereAndWhatComes) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  Pump pump(story.log(), new_fold(story));
  EXPECT_TRUE(pump.wait_for(Position{1}, 10s));
  story.happened({policy_created(thefts, "Thefts")});
  EXPECT_TRUE(pump.wait_for(Position{2}, 10s));
  EXPECT_EQ(pump.position(), Position{2});
}

TEST(Pump, WaitingForWhatDoesNotComeTellsTheLag) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  Pump pump(story.log(), new_fold(story));
  ASSERT_TRUE(pump.wait_for(Position{1}, 10s));
  const auto waited = pump.wait_for(Position{8}, 1ms);
  EXPECT_EQ(waited.error().code, Errc::unavailable);
  EXPECT_EQ(detail(waited.error(), "reason"), "view_behind");
  EXPECT_EQ(detail(waited.error(), "lag"), "7");
}

TEST(Pump, HookHearsEveryCommitInOrderFromWhereItBegan) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  Pump pump(story.log(), new_fold(story));
  ASSERT_TRUE(pump.wait_for(Position{1}, 10s));
  std::vector<std::pair<Position, Position>> heard;  // first, and after the last
  std::promise<void> all_heard;
  Pump::Subscription hook(pump, [&](const Happened& commit) {
    heard.emplace_back(commit.commit.first, commit.commit.first + commit.commit.events);
    EXPECT_EQ(commit.events.size(), commit.commit.events);
    if (commit.commit.first + commit.commit.events == Position{21}) all_heard.set_value();
  });
  for (int i = 0; i < 10; ++i)
    story.happened({policy::Edited{leaks, "words", 10 + i}, policy::Edited{leaks, "more", 10 + i}});
  ASSERT_EQ(all_heard.get_future().wait_for(10s), std::future_status::ready);
  // The policy's own commit is told of when the hook came before the pump told of it.
  Position expected = hook.from();
  for (const auto& [first, after] : heard) {
    EXPECT_EQ(first, expected);
    expected = after;
  }
  EXPECT_EQ(expected, Position{21});
}

TEST(Pump, HookThatIsGoneIsNotCalled) {
  Story story;
  Pump pump(story.log(), new_fold(story));
  int heard = 0;
  {
    Pump::Subscription hook(pump, [&](const Happened&) { ++heard; });
  }
  story.happened({policy_created(leaks, "Leaks")});
  ASSERT_TRUE(pump.wait_for(Position{1}, 10s));
  EXPECT_EQ(heard, 0);
}

// Appends bytes that no event has.
static void append_nonsense(Story& story, std::string type) {
  eventstore::Frame frame;
  frame.request = request_id(story.clock().at, {0xff});
  frame.occurred = story.clock().at;
  frame.parts.push_back(
      {{"nonsense"}, eventstore::Expected::any(), {{std::move(type), 1, "\1\2\3"}}});
  ASSERT_TRUE(story.log().append_and_wait(std::move(frame)));
}

struct Nonsense {
  std::string_view name, type;
};

TEST(Pump, EventThatCannotBeReadStopsItLoudly) {
  for (const auto& nonsense :
       {Nonsense{"unknown", "future.event"}, Nonsense{"damaged", "policy.created"}}) {
    Story story;
    story.happened({policy_created(leaks, "Leaks")});
    append_nonsense(story, std::string(nonsense.type));
    story.happened({policy_created(thefts, "Thefts")});
    Pump pump(story.log(), new_fold(story));
    const auto waited = pump.wait_for(Position{3}, 10s);
    ASSERT_FALSE(waited) << nonsense.name;
    EXPECT_EQ(waited.error().code, Errc::corrupt) << nonsense.name;
    EXPECT_EQ(pump.position(), Position{1}) << nonsense.name;
    ASSERT_TRUE(pump.failure()) << nonsense.name;
    EXPECT_NE(pump.failure()->message.find(nonsense.type), std::string::npos) << nonsense.name;
  }
}

}  // namespace riskflow::projections::testing
