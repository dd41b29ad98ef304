// What a group's state is worth: over the end of a process, and against a log that is another one.

#include <array>
#include <set>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eventstore/consumer_records.hpp"
#include "eventstore/consumer_store.hpp"
#include "tests/eventstore/group_words.hpp"

namespace riskflow::eventstore {

using namespace std::chrono_literals;

class ConsumersTest : public GroupTest {
 protected:
  // In place of the log, one that holds just these streams' events.
  void replace_log(const std::vector<std::string>& streams) {
    close_group();
    log_.reset();
    std::filesystem::remove_all(folder_ / "log");
    open();
    append_to(streams);
    auto opened = Consumers::open(*log_, place());
    ASSERT_TRUE(opened);
    consumers_ = std::move(*opened);
  }
};

// Runs a worker (killed_worker.cpp) to its end.
static bool was_killed(const std::filesystem::path& log, const std::filesystem::path& consumers) {
  std::array<std::string, 3> words{RISKFLOW_KILLED_WORKER, log.string(), consumers.string()};
  char* const arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  EXPECT_EQ(::posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments, environ), 0);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
  return WIFSIGNALED(status);
}

TEST_F(ConsumersTest, AnEventThatEndsItsProcessEachTimeIsParked) {
  append_to({"poison"});
  for (std::uint32_t n = 1; n <= 3; ++n) {
    reopen_group({.deliveries = 3});
    const auto pulled = pull();
    ASSERT_EQ(pulled.deliveries.size(), 1U);
    EXPECT_EQ(pulled.deliveries[0].ticket.delivery, n);
  }
  reopen_group({.deliveries = 3});
  EXPECT_EQ(pull_text(), "");
  EXPECT_EQ(positions_of(*group_->parked(Position{0}, 9)), "0");
}

// Its neighbours lose one delivery, and no more: else they would be parked with it.
TEST_F(ConsumersTest, AnEventThatEndsItsProcessTakesNoOtherWithIt) {
  append_to({"a", "b", "poison", "c", "d", "e", "f", "g"});
  for (int crash = 0;; ++crash) {
    ASSERT_LT(crash, 10);
    reopen_group({.deliveries = 3});
    bool is_alive = true;
    for (auto pulled = pull(2); is_alive && !pulled.deliveries.empty();) {
      for (const auto& one : pulled.deliveries) {
        is_alive = is_alive && one.event.stream != "poison";
        if (is_alive) EXPECT_TRUE(group_->acknowledge(one.ticket, at_second(0)));
      }
      if (is_alive) pulled = pull(2);
    }
    if (is_alive) break;
  }
  EXPECT_EQ(positions_of(*group_->parked(Position{0}, 9)), "2");
  EXPECT_EQ(group_->status().floor, Position{8});
}

// The same with a process of its own, which really is killed.
TEST_F(ConsumersTest, AnEventThatKillsItsProcessIsParkedAndTheRestIsHandled) {
  append_to({"a", "b", "poison", "c", "d", "e"});
  log_.reset();
  int kills = 0;
  while (kills < 10 && was_killed(folder_ / "log", place())) ++kills;
  EXPECT_EQ(kills, 3);
  open();
  open_group();
  EXPECT_EQ(positions_of(*group_->parked(Position{0}, 9)), "2");
  EXPECT_EQ(group_->status().floor, Position{6});
}

TEST_F(ConsumersTest, WhatWaitsForItsRetryWaitsOnAfterAReopening) {
  append_to({"a"});
  open_group({.retry_first = 60s});
  EXPECT_TRUE(group_->give_back(pull_one(), "later", at_second(0)));
  reopen_group();
  EXPECT_EQ(pull_text(1, 59), "");
  const auto again = pull(1, 60);
  ASSERT_EQ(positions_of(again.deliveries), "0");
  EXPECT_EQ(again.deliveries[0].ticket.delivery, 2U);
}

TEST_F(ConsumersTest, AnAnswerStillCountsAfterAReopening) {
  append_to({"a"});
  open_group();
  const Ticket ticket = pull_one();
  reopen_group();
  EXPECT_TRUE(group_->acknowledge(ticket, at_second(0)));
  EXPECT_EQ(pull_text(), "");
}

// At least once: what was acknowledged may come again, what was not must.
TEST_F(ConsumersTest, APowerCutAtAnyByteDeliversAgainAndPassesNothingOver) {
  for (std::size_t lost = 1; lost < 400; lost += 19) {
    SCOPED_TRACE(lost);
    const auto base = to_number(log_->head());
    group_.reset();
    if (consumers_) ASSERT_TRUE(consumers_->remove("mails"));
    open_group({.start = Start::now()});
    append_to({"a", "b", "c", "d"});
    const auto pulled = pull(3);
    ASSERT_EQ(pulled.deliveries.size(), 3U);
    EXPECT_TRUE(group_->acknowledge(pulled.deliveries[1].ticket, at_second(0)));
    EXPECT_TRUE(group_->park(pulled.deliveries[2].ticket, "no", at_second(0)));
    reopen_group({.start = Start::now()}, lost);
    std::set<Position> left;
    for (const auto& event : *group_->parked(Position{0}, 9)) left.insert(event.position);
    for (auto again = pull(9, 1); !again.deliveries.empty(); again = pull(9, 1))
      for (const auto& one : again.deliveries) {
        left.insert(one.ticket.position);
        EXPECT_TRUE(group_->acknowledge(one.ticket, at_second(1)));
      }
    for (const std::uint64_t event : {0U, 2U, 3U})
      EXPECT_TRUE(left.contains(Position{base + event}));
  }
}

TEST_F(ConsumersTest, AStartOfNowStaysWhereItWasMade) {
  append_to({"a"});
  open_group({.start = Start::now()});
  append_to({"b"});
  reopen_group({.start = Start::now()});
  EXPECT_EQ(pull_text(), "1");
}

TEST_F(ConsumersTest, AFilterThatChangesHoldsFromWhereTheGroupStands) {
  append_to({"a", "b"});
  open_group({.filter = {.kinds = {"a"}, .types = {}}});
  EXPECT_EQ(handle_all(), "0");
  reopen_group({.filter = {.kinds = {"b"}, .types = {}}});
  append_to({"a", "b"});
  EXPECT_EQ(handle_all(), "3");
}

TEST_F(ConsumersTest, RefusesALogThatHasLessThanTheGroupHasSeen) {
  append_to({"a", "b"});
  open_group();
  EXPECT_EQ(handle_all(), "0 1");
  replace_log({"a"});
  const auto refused = consumers_->group("mails");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::corrupt);
  EXPECT_EQ(detail(refused.error(), "reason"), "below_floor");
}

TEST_F(ConsumersTest, RefusesALogWithAnotherHistoryUntilTheGroupIsReset) {
  append_to({"a", "b"});
  open_group();
  EXPECT_TRUE(group_->park(pull_one(), "no", at_second(0)));
  replace_log({"c", "d", "e"});
  EXPECT_EQ(detail(consumers_->group("mails").error(), "reason"), "another_history");
  EXPECT_EQ(consumers_->reset("mails", Start::at(Position{9})).error().code, Errc::not_found);
  ASSERT_TRUE(consumers_->reset("mails", Start::at(Position{1})));
  open_group();
  EXPECT_EQ(group_->status().parked, 0U) << "what was parked is of the other history";
  EXPECT_EQ(handle_all(), "1 2");
}

TEST_F(ConsumersTest, KeepsGroupsApartFromEachOther) {
  append_to({"a"});
  open_group();
  const auto other = consumers_->group("mails-2");
  ASSERT_TRUE(other);
  EXPECT_EQ(handle_all(), "0");
  EXPECT_EQ(positions_of((*other)->pull(at_second(0), 9)->deliveries), "0");
  EXPECT_EQ(*consumers_->names(), (std::vector<std::string>{"mails", "mails-2"}));
  group_.reset();
  EXPECT_TRUE(consumers_->remove("mails"));
  EXPECT_EQ(*consumers_->names(), std::vector<std::string>{"mails-2"});
  EXPECT_EQ((*other)->status().in_hand, 1U);
  EXPECT_EQ(consumers_->remove("mails").error().code, Errc::not_found);
}

TEST_F(ConsumersTest, OpensAGroupOnceAtATime) {
  open_group();
  EXPECT_EQ(consumers_->group("mails").error().code, Errc::conflict);
  EXPECT_EQ(consumers_->reset("mails", Start::beginning()).error().code, Errc::conflict);
  EXPECT_EQ(consumers_->remove("mails").error().code, Errc::conflict);
  group_.reset();
  EXPECT_TRUE(consumers_->group("mails"));
}

TEST_F(ConsumersTest, ItsFolderBelongsToOneProcess) {
  open_group();
  EXPECT_EQ(Consumers::open(*log_, place()).error().code, Errc::unavailable);
}

TEST_F(ConsumersTest, SettingsThatMakeNoSenseAreNamed) {
  open_group();
  const auto target = [&](const std::string& name, const GroupSettings& settings) {
    const auto refused = consumers_->group(name, settings);
    return refused ? "taken" : refused.error().target;
  };
  EXPECT_EQ(target("Mails", {}), "name");
  EXPECT_EQ(target("", {}), "name");
  EXPECT_EQ(target(std::string(65, 'a'), {}), "name");
  EXPECT_EQ(target("b", {.deadline = 0s}), "deadline");
  EXPECT_EQ(target("b", {.retry_first = 0s}), "retry_first");
  EXPECT_EQ(target("b", {.retry_longest = 9000h}), "retry_longest");
  EXPECT_EQ(target("b", {.deliveries = 0}), "deliveries");
  EXPECT_EQ(target("b", {.window = 0}), "window");
  EXPECT_EQ(consumers_->group("b", {.start = Start::at(Position{1})}).error().code,
            Errc::not_found);
  EXPECT_EQ(target("b", {}), "taken");
}

TEST_F(ConsumersTest, RefusesDamagedStateAndANewerFormat) {
  open_group();
  close_group();
  const auto put = [&](BytesView key, BytesView value) {
    const auto store = ConsumerStore::open(place());
    ASSERT_TRUE(store);
    StoreBatch batch;
    batch.put(key, value);
    ASSERT_TRUE((*store)->write(batch));
  };
  put(group_key("mails"), "nonsense");
  consumers_ = std::move(*Consumers::open(*log_, place()));
  EXPECT_EQ(consumers_->group("mails").error().code, Errc::corrupt);
  consumers_.reset();
  put(consumers_key, "nonsense");
  EXPECT_EQ(Consumers::open(*log_, place()).error().code, Errc::corrupt);
}

TEST(StoredBytes, OfConsumersAreGolden) {
  expect_golden("format/consumers.hex", encode_consumers_format());
  const Bytes group = group_key("mails");
  expect_golden("format/consumer_group.hex",
                group + encode_looked({5, proof::leaf_hash("a")}, group));
  const Bytes key = event_key(Shelf::parked, "mails", Position{4});
  const EventRecord record{.position = Position{4},
                           .deliveries = 8,
                           .forgiven = 3,
                           .time = at_second(1),
                           .stream = "case-02",
                           .reason = "no such person"};
  expect_golden("format/consumer_event.hex", key + encode(record, key));
  EXPECT_EQ(decode_event_record(key, encode(record, key)).value(), record);
}

}  // namespace riskflow::eventstore
