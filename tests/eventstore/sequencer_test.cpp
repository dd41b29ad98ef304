// The combining lock: one worker at a time, always one when somebody waits, none for ever.

#include "eventstore/sequencer.hpp"

#include <latch>
#include <set>
#include <thread>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

static Draft draft_of(std::size_t payload_bytes = 0) {
  Draft draft;
  draft.payloads.resize(payload_bytes);
  return draft;
}

// Answers each frame with its number in the order of service.
struct Counting {
  std::atomic<int> inside = 0;
  std::uint64_t served = 0;  // by one worker at a time
  std::vector<std::size_t> groups;

  Sequencer::Process process() {
    return [this](const Sequencer::Group& group) {
      EXPECT_EQ(++inside, 1);
      groups.push_back(group.size());
      for (Submission* const submission : group)
        submission->outcome = Receipt{Position{served++}, 1, {}, Outcome::appended};
      --inside;
    };
  }
};

TEST(SequencerTest, ServesEveryWaitingThreadExactlyOnce) {
  Counting counting;
  Sequencer sequencer(counting.process());
  std::mutex mutex;
  std::set<Position> seen;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {
          const auto receipt = sequencer.submit_and_wait(draft_of(), {});
          const std::lock_guard lock(mutex);
          EXPECT_TRUE(seen.insert(receipt->first).second);
        }
      });
  }
  EXPECT_EQ(seen.size(), 4'000u);
}

TEST(SequencerTest, ServesThreadsThatWaitAndCallbacksTogether) {
  Counting counting;
  Sequencer sequencer(counting.process());
  std::atomic<int> answered = 0;
  const auto waiting = [&] {
    for (int i = 0; i < 500; ++i)
      answered += sequencer.submit_and_wait(draft_of(), {}).has_value() ? 1 : 0;
  };
  const auto called_back = [&] {
    for (int i = 0; i < 500; ++i)
      sequencer.submit(draft_of(), {}, [&](Result<Receipt>) { ++answered; });
  };
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back(waiting);
      threads.emplace_back(called_back);
    }
  }
  sequencer.close();
  EXPECT_EQ(answered.load(), 4'000);
  EXPECT_EQ(counting.served, 4'000u);
}

TEST(SequencerTest, GathersWhatComesWhileAGroupIsServed) {
  constexpr int waiting = 20;
  std::latch started(1);
  std::latch go_on(1);
  std::vector<std::size_t> groups;
  Sequencer sequencer([&](const Sequencer::Group& group) {
    groups.push_back(group.size());
    if (groups.size() > 1) return;
    started.count_down();
    go_on.wait();
  });
  std::jthread worker([&] { (void)sequencer.submit_and_wait(draft_of(), {}); });
  started.wait();
  for (int i = 0; i < waiting; ++i) sequencer.submit(draft_of(), {}, [](Result<Receipt>) {});
  go_on.count_down();
  worker.join();
  sequencer.close();
  EXPECT_EQ(groups, (std::vector<std::size_t>{1, waiting}));
}

TEST(SequencerTest, CutsGroupsAtOneMebibyteButTakesALargeFrameAlone) {
  std::latch started(1);
  std::latch go_on(1);
  std::vector<std::size_t> groups;
  Sequencer sequencer([&](const Sequencer::Group& group) {
    groups.push_back(group.size());
    if (groups.size() > 1) return;
    started.count_down();
    go_on.wait();
  });
  std::jthread worker([&] { (void)sequencer.submit_and_wait(draft_of(), {}); });
  started.wait();
  for (const std::size_t size : {400'000u, 400'000u, 400'000u, 2'000'000u, 10u})
    sequencer.submit(draft_of(size), {}, [](Result<Receipt>) {});
  go_on.count_down();
  worker.join();
  sequencer.close();
  EXPECT_EQ(groups, (std::vector<std::size_t>{1, 2, 1, 1, 1}));
}

// A queue that is never empty would keep its worker for ever.
class AnEndlessQueue : public ::testing::Test {
 protected:
  // Returns when the first thread has been the worker for many turns.
  void start() {
    first_ = std::jthread([this] {
      sequencer_.submit(draft_of(), {}, [](Result<Receipt>) {});
      first_left_ = true;
    });
    while (groups_ < 20 * Sequencer::groups_a_turn) std::this_thread::yield();
    EXPECT_FALSE(first_left_);
  }

  std::atomic<bool> endless_ = true;
  std::atomic<int> groups_ = 0;
  std::atomic<bool> first_left_ = false;
  Sequencer sequencer_{[this](const Sequencer::Group&) {
    ++groups_;
    if (endless_) sequencer_.submit(draft_of(), {}, [](Result<Receipt>) {});
  }};
  std::jthread first_;
};

TEST_F(AnEndlessQueue, IsTakenOverByTheNextThreadThatAppends) {
  start();
  std::jthread second([&] { sequencer_.submit(draft_of(), {}, [](Result<Receipt>) {}); });
  first_.join();
  endless_ = false;
  second.join();
  EXPECT_TRUE(first_left_);
}

TEST_F(AnEndlessQueue, IsTakenOverByAThreadThatWaits) {
  start();
  std::jthread second([&] { EXPECT_TRUE(sequencer_.submit_and_wait(draft_of(), {})); });
  first_.join();
  endless_ = false;
  second.join();
  EXPECT_TRUE(first_left_);
}

TEST(SequencerTest, CloseAnswersAllThatWereLetInAndRefusesTheRest) {
  Counting counting;
  Sequencer sequencer(counting.process());
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 300; ++i)
          sequencer.submit(draft_of(), {},
                           [&](Result<Receipt> outcome) { ++(outcome ? taken : refused); });
      });
    sequencer.close();
  }
  EXPECT_EQ(taken + refused, 1'200);
  EXPECT_EQ(counting.served, static_cast<std::uint64_t>(taken.load()));
}

}  // namespace riskflow::eventstore
