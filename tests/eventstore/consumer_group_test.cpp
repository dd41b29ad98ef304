// What workers may rely on: who gets which event when, and what becomes of it.

#include <array>
#include <thread>

#include "tests/eventstore/group_words.hpp"

namespace riskflow::eventstore {

using namespace std::chrono_literals;

class AGroup : public GroupTest {};

TEST_F(AGroup, GivesEachEventToOneWorkerAtATime) {
  append_to({"a", "b", "c", "d"});
  open_group();
  EXPECT_EQ(pull_text(2), "0 1");
  EXPECT_EQ(pull_text(2), "2 3");
  EXPECT_EQ(pull_text(2), "");
}

TEST_F(AGroup, ShowsTheEventAsItLiesInTheLog) {
  append_to({"a", "case-7"});
  open_group();
  const auto pulled = pull();
  ASSERT_EQ(pulled.deliveries.size(), 2U);
  const Delivery& one = pulled.deliveries[1];
  EXPECT_EQ(one.event.position, Position{1});
  EXPECT_EQ(one.event.stream, "case-7");
  EXPECT_EQ(one.event.version, Version{1});
  EXPECT_EQ(one.event.type, "thing.done");
  EXPECT_EQ(one.event.payload, "case-7");
  EXPECT_EQ(one.header.request, request(2));
  EXPECT_EQ(one.ticket.delivery, 1U);
  EXPECT_EQ(one.deadline, at_second(30));
}

TEST_F(AGroup, FindsWhatIsAppendedLater) {
  open_group();
  EXPECT_EQ(pull_text(), "");
  append_to({"a"});
  EXPECT_EQ(pull_text(), "0");
}

TEST_F(AGroup, BeginsWhereItIsToldTo) {
  append_to({"a", "b", "c"});
  open_group({.start = Start::at(Position{2})});
  EXPECT_EQ(pull_text(), "2");
  auto later = consumers_->group("later", {.start = Start::now()});
  append_to({"d"});
  EXPECT_EQ(positions_of((*later)->pull(at_second(0), 9)->deliveries), "3");
}

TEST_F(AGroup, LooksOnlyAtTheStreamsAndTypesOfItsFilter) {
  must_append(frame(request(91),
                    {part("case-1", Expected::any(), {event("case.opened"), event("case.noted")}),
                     part("user-1", Expected::any(), {event("case.opened")})}));
  open_group({.filter = {.kinds = {"case"}, .types = {"case.opened", "case.closed"}}});
  EXPECT_EQ(pull_text(), "0");
  auto others = consumers_->group("others", {.filter = {.kinds = {"user"}, .types = {}}});
  EXPECT_EQ(positions_of((*others)->pull(at_second(0), 9)->deliveries), "2");
}

TEST_F(AGroup, GetsPastWhatIsNotForItAndSaysSo) {
  for (std::uint64_t i = 0; i < 50; ++i)
    must_append(
        frame(request(i + 100), {part("a", Expected::any(), std::vector(100, event("e")))}));
  open_group({.filter = {.kinds = {"b"}, .types = {}}});
  const auto first = pull();
  EXPECT_TRUE(first.deliveries.empty());
  EXPECT_EQ(first.again, at_second(0)) << "there is more to look at";
  const auto second = pull();
  EXPECT_EQ(second.again, std::nullopt);
  EXPECT_EQ(group_->status().floor, Position{5'000});
  EXPECT_EQ(group_->status().lag, 0U);
  EXPECT_EQ(group_->status().looked, *log_->tree(5'000));
}

TEST_F(AGroup, AcknowledgedEventsNeverComeAgain) {
  append_to({"a", "b"});
  open_group();
  EXPECT_EQ(handle_all(), "0 1");
  reopen_group();
  EXPECT_EQ(pull_text(100, 1'000'000), "");
  EXPECT_EQ(group_->status().floor, Position{2});
}

TEST_F(AGroup, DeliversAnewWhatIsNotAnsweredBeforeItsDeadline) {
  append_to({"a"});
  open_group({.deadline = 10s});
  const auto first = pull();
  EXPECT_EQ(first.again, at_second(10));
  EXPECT_EQ(pull_text(1, 9), "");
  const auto second = pull(1, 10);
  ASSERT_EQ(positions_of(second.deliveries), "0");
  EXPECT_EQ(second.deliveries[0].ticket.delivery, 2U);
  EXPECT_EQ(group_->acknowledge(first.deliveries[0].ticket, at_second(11)).error().code,
            Errc::expired);
  EXPECT_TRUE(group_->acknowledge(second.deliveries[0].ticket, at_second(11)));
}

TEST_F(AGroup, TakesALateAnswerWhileNobodyElseHasTheEvent) {
  append_to({"a", "b"});
  open_group({.deadline = 10s});
  const auto pulled = pull(1);
  EXPECT_EQ(pull_text(1, 100), "0");  // as suspect, given out again
  const auto late = pull(1, 200);
  ASSERT_EQ(positions_of(late.deliveries), "0");
  EXPECT_TRUE(group_->acknowledge(late.deliveries[0].ticket, at_second(900)));
  EXPECT_EQ(pull_text(9, 1'000), "1");
}

TEST_F(AGroup, WaitsLongerForWhoAsksForTime) {
  append_to({"a"});
  open_group({.deadline = 10s});
  const auto pulled = pull();
  EXPECT_TRUE(group_->extend(pulled.deliveries[0].ticket, at_second(9)));
  EXPECT_EQ(pull_text(1, 18), "");
  EXPECT_EQ(pull_text(1, 19), "0");
  EXPECT_EQ(group_->extend(pulled.deliveries[0].ticket, at_second(19)).error().code, Errc::expired);
}

TEST_F(AGroup, TriesAgainAfterDelaysThatDoubleUpToALimit) {
  append_to({"a"});
  open_group({.retry_first = 2s, .retry_longest = 5s, .deliveries = 4});
  std::int64_t second = 0;
  for (const std::int64_t delay : {2, 4, 5}) {
    const auto pulled = pull(1, second);
    ASSERT_EQ(positions_of(pulled.deliveries), "0");
    EXPECT_TRUE(group_->give_back(pulled.deliveries[0].ticket, "no answer", at_second(second)));
    EXPECT_EQ(pull(1, second).again, at_second(second + delay));
    EXPECT_EQ(pull_text(1, second + delay - 1), "");
    second += delay;
  }
  const auto last = pull(1, second);
  EXPECT_TRUE(group_->give_back(last.deliveries[0].ticket, "given up", at_second(second)));
  const auto parked = group_->parked(Position{0}, 9);
  ASSERT_EQ(positions_of(*parked), "0");
  EXPECT_EQ((*parked)[0].stream, "a");
  EXPECT_EQ((*parked)[0].deliveries, 4U);
  EXPECT_EQ((*parked)[0].reason, "given up");
  EXPECT_EQ((*parked)[0].at, at_second(second));
}

TEST_F(AGroup, EndsADeliveryWithItsFirstAnswer) {
  append_to({"a", "b"});
  open_group();
  const auto pulled = pull();
  const Ticket first = pulled.deliveries[0].ticket;
  EXPECT_TRUE(group_->give_back(first, "later", at_second(0)));
  EXPECT_EQ(group_->acknowledge(first, at_second(0)).error().code, Errc::expired);
  const Ticket second = pulled.deliveries[1].ticket;
  EXPECT_TRUE(group_->acknowledge(second, at_second(0)));
  EXPECT_EQ(group_->park(second, "no", at_second(0)).error().code, Errc::expired);
  EXPECT_EQ(group_->acknowledge({Position{7}, 1}, at_second(0)).error().code, Errc::expired);
  EXPECT_EQ(group_->acknowledge({Position{0}, 0}, at_second(0)).error().code, Errc::expired);
}

TEST_F(AGroup, HasOneEventOfAStreamInHandAtATime) {
  append_to({"a", "a", "b", "a"});
  open_group();
  EXPECT_EQ(pull_text(), "0 2");
  EXPECT_EQ(pull_text(), "");
  EXPECT_TRUE(group_->acknowledge({Position{0}, 1}, at_second(0)));
  EXPECT_EQ(pull_text(), "1");
}

TEST_F(AGroup, KeepsAStreamWaitingForItsFailedEventUntilThatIsParked) {
  append_to({"a", "a"});
  open_group({.deliveries = 2});
  EXPECT_TRUE(group_->give_back(pull_one(), "first", at_second(0)));
  EXPECT_EQ(pull_text(), "");
  const auto again = pull(9, 1);
  EXPECT_EQ(positions_of(again.deliveries), "0");
  EXPECT_TRUE(group_->give_back(again.deliveries[0].ticket, "second", at_second(1)));
  EXPECT_EQ(pull_text(9, 1), "1");
}

TEST_F(AGroup, LetsAStreamOvertakeItsFailedEventWhereThatIsAllowed) {
  append_to({"a", "a", "a"});
  open_group({.order = Order::exclusive});
  EXPECT_TRUE(group_->give_back(pull_one(), "later", at_second(0)));
  EXPECT_EQ(pull_text(), "1");
  EXPECT_EQ(pull_text(9, 20), "") << "still one at a time";
  EXPECT_TRUE(group_->acknowledge({Position{1}, 1}, at_second(20)));
  EXPECT_EQ(pull_text(9, 20), "0");
}

TEST_F(AGroup, WithoutOrderHasSeveralOfAStreamInHand) {
  append_to({"a", "a", "a"});
  open_group({.order = Order::none});
  EXPECT_EQ(pull_text(), "0 1 2");
}

TEST_F(AGroup, HasNothingMoreToGiveWhileItsWindowIsFull) {
  append_to({"a", "b", "c", "d"});
  open_group({.window = 3});
  const auto pulled = pull();
  EXPECT_EQ(positions_of(pulled.deliveries), "0 1 2");
  EXPECT_EQ(pull_text(), "");
  EXPECT_EQ(group_->status().looked.size, 3U);
  EXPECT_TRUE(group_->acknowledge(pulled.deliveries[1].ticket, at_second(0)));
  EXPECT_EQ(pull_text(), "3");
}

TEST_F(AGroup, LooksIntoACommitThatIsLargerThanItsWindow) {
  must_append(frame(request(91), {part("a", Expected::any(), std::vector(5, event("e"))),
                                  part("b", Expected::any(), {event("e")})}));
  open_group({.window = 2});
  EXPECT_EQ(handle_all(), "0 1 2 3 4 5");
}

TEST_F(AGroup, GoesOnWhileEventsAreParked) {
  append_to({"a", "b", "c"});
  open_group();
  const auto pulled = pull(2);
  for (const auto& one : pulled.deliveries)
    EXPECT_TRUE(group_->park(one.ticket, "no such person", at_second(1)));
  EXPECT_EQ(handle_all(), "2");
  EXPECT_EQ(group_->status().parked, 2U);
  EXPECT_EQ(group_->status().floor, Position{3});
  EXPECT_EQ(positions_of(*group_->parked(Position{1}, 9)), "1");
  EXPECT_EQ(positions_of(*group_->parked(Position{0}, 1)), "0");
}

TEST_F(AGroup, RetriesOrDropsParkedEventsWhenItIsToldTo) {
  append_to({"a", "b", "a"});
  open_group({.deliveries = 1});
  for (const auto& one : pull(2).deliveries)
    EXPECT_TRUE(group_->park(one.ticket, "no", at_second(1)));
  const std::array both{Position{0}, Position{1}, Position{0}};
  const std::array wrong{Position{0}, Position{2}};
  EXPECT_EQ(group_->retry_parked(wrong).error().code, Errc::not_found);
  EXPECT_EQ(group_->drop_parked(wrong).error().code, Errc::not_found);
  EXPECT_EQ(group_->status().parked, 2U);
  EXPECT_TRUE(group_->retry_parked(std::span(both).first(1)));
  EXPECT_TRUE(group_->drop_parked(std::span(both).subspan(1, 1)));
  reopen_group({.deliveries = 1});
  EXPECT_EQ(group_->status().parked, 0U);
  EXPECT_EQ(handle_all(), "0 2") << "before the later one of its stream";
}

TEST_F(AGroup, RetriesNoMoreParkedEventsThanItsWindowHolds) {
  append_to({"a", "b", "c"});
  open_group({.window = 1});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(group_->park(pull_one(), "no", at_second(1)));
  const std::array both{Position{0}, Position{1}};
  EXPECT_EQ(detail(group_->retry_parked(both).error(), "reason"), "window_full");
  EXPECT_TRUE(group_->retry_parked(std::span(both).first(1)));
}

TEST_F(AGroup, TakesNoAnswerFromBeforeAnEventWasParkedAndRetried) {
  append_to({"a"});
  open_group({.deadline = 1s, .deliveries = 1});
  const Ticket old = pull_one();
  EXPECT_EQ(pull_text(1, 5), "");
  const std::array parked{Position{0}};
  ASSERT_TRUE(group_->retry_parked(parked));
  const auto again = pull(1, 5);
  ASSERT_EQ(positions_of(again.deliveries), "0");
  EXPECT_EQ(again.deliveries[0].ticket.delivery, 2U);
  EXPECT_EQ(group_->acknowledge(old, at_second(5)).error().code, Errc::expired);
}

TEST_F(AGroup, GivesOutOneSuspectAtATime) {
  append_to({"a", "b", "c", "d"});
  open_group({.deadline = 10s});
  EXPECT_EQ(pull_text(3), "0 1 2");
  EXPECT_EQ(pull_text(9, 10), "0 3") << "and what is not suspect beside it";
  EXPECT_EQ(pull_text(9, 11), "");
  EXPECT_TRUE(group_->acknowledge({Position{0}, 2}, at_second(12)));
  EXPECT_EQ(pull_text(9, 12), "1");
}

TEST_F(AGroup, TellsHowItStands) {
  append_to({"a", "b", "c", "d", "c"});
  open_group({.filter = {.kinds = {"a", "b", "c"}, .types = {}}});
  EXPECT_EQ(group_->status().last_progress, std::nullopt);
  const auto pulled = pull();
  ASSERT_EQ(positions_of(pulled.deliveries), "0 1 2");
  EXPECT_TRUE(group_->acknowledge(pulled.deliveries[0].ticket, at_second(3)));
  EXPECT_TRUE(group_->give_back(pulled.deliveries[1].ticket, "later", at_second(4)));
  const GroupStatus status = group_->status();
  EXPECT_EQ(status.floor, Position{1});
  EXPECT_EQ(status.lag, 4U);
  EXPECT_EQ(status.in_hand, 1U);
  EXPECT_EQ(status.waiting, 1U);
  EXPECT_EQ(status.held_back, 1U);
  EXPECT_EQ(status.parked, 0U);
  EXPECT_EQ(status.looked, *log_->tree(5));
  EXPECT_EQ(status.last_progress, at_second(3));
}

TEST_F(AGroup, WakesWhoWaitsWhenSomethingIsAppended) {
  open_group();
  const auto nothing = pull();
  append_to({"a"});  // between the look and the wait: no call is lost
  EXPECT_TRUE(group_->wait(nothing, at_second(0)));
  EXPECT_EQ(pull_text(), "0");
}

TEST_F(AGroup, WakesWhoWaitsForAStreamWhenItGoesOn) {
  append_to({"a", "a"});
  open_group({.deadline = 24h});
  const Ticket first = pull_one();
  std::string second;
  std::jthread waiting([&, nothing = pull()] {
    if (group_->wait(nothing, at_second(0))) second = pull_text();
  });
  EXPECT_TRUE(group_->acknowledge(first, at_second(0)));
  waiting.join();
  EXPECT_EQ(second, "1");
}

TEST_F(AGroup, DoesNotLetAnybodyWaitForWhatIsDueAlready) {
  append_to({"a"});
  open_group({.deadline = 10s});
  EXPECT_EQ(pull_text(), "0");
  const auto nothing = pull();
  EXPECT_EQ(nothing.again, at_second(10));
  EXPECT_TRUE(group_->wait(nothing, at_second(10)));
  EXPECT_EQ(pull_text(1, 10), "0");
}

TEST_F(AGroup, GivesNothingMoreAfterAStopAndStillTakesAnswers) {
  append_to({"a", "b"});
  open_group();
  const auto pulled = pull(1);
  std::jthread waiting([&, nothing = Pulled{.deliveries = {}}] {
    EXPECT_FALSE(group_->wait(nothing, at_second(0)));
  });
  group_->stop();
  waiting.join();
  EXPECT_EQ(pull_text(), "");
  EXPECT_TRUE(group_->acknowledge(pulled.deliveries[0].ticket, at_second(0)));
  reopen_group();
  EXPECT_EQ(pull_text(), "1");
}

TEST_F(AGroup, KeepsReasonsShortAndWhole) {
  append_to({"a"});
  open_group();
  const std::string reason = std::string(499, 'x') + "\xc3\xa4" + "y";
  EXPECT_TRUE(group_->park(pull_one(), reason, at_second(0)));
  EXPECT_EQ((*group_->parked(Position{0}, 1))[0].reason, std::string(499, 'x'));
}

}  // namespace riskflow::eventstore
