// Competing consumers against a model of them: workers that pull, answer, hang and die at random.
// The seed of a failure is printed; SEED=n runs it again.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "tests/eventstore/group_words.hpp"

namespace riskflow::eventstore {

using namespace std::chrono_literals;

namespace {

std::uint64_t chosen_seed() {
  const char* const given = std::getenv("SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
}

// What is known of an event by who looks at the answers alone.
struct Known {
  std::string stream;
  std::uint32_t deliveries = 0;
  std::optional<Instant> in_hand_until{};
  bool was_answered = false;  // the newest delivery was
  bool is_acknowledged = false;
  bool is_parked = false;  // by an answer
};

}  // namespace

class AGroupAndItsModel : public GroupTest, public ::testing::WithParamInterface<Order> {
 protected:
  void play(std::uint64_t seed, int steps);

  std::uint64_t below(std::uint64_t end) { return chance_() % end; }
  Instant now() const { return at_second(second_); }

  void append_one();
  void pull_some();
  void take(const Delivery& delivery);
  void expect_order_kept(const Delivery& delivery) const;
  void answer_one();
  void expect_answer(Known& known, const Ticket& ticket, const Status& answered);
  void end_overdue();
  void die();
  void finish();

  std::mt19937_64 chance_;
  GroupSettings settings_;
  std::int64_t second_ = 0;
  std::map<Position, Known> events_;  // those for the group
  std::vector<Ticket> tickets_;       // all that were ever given out
};

void AGroupAndItsModel::append_one() {
  const std::string kind = below(4) == 0 ? "other" : "case";
  const std::string stream = kind + "-" + std::to_string(below(3));
  const Position at = log_->head();
  append_to({stream});
  if (kind == "case") events_.emplace(at, Known{.stream = stream});
}

// A delivery that was not answered in time is over.
void AGroupAndItsModel::end_overdue() {
  for (auto& [position, known] : events_)
    if (known.in_hand_until && *known.in_hand_until <= now()) known.in_hand_until.reset();
}

void AGroupAndItsModel::expect_order_kept(const Delivery& delivery) const {
  const Known& one = events_.at(delivery.ticket.position);
  for (const auto& [position, other] : events_) {
    if (other.stream != one.stream || position == delivery.ticket.position) continue;
    if (settings_.order != Order::none)
      EXPECT_FALSE(other.in_hand_until) << "two hands: " << to_number(position);
    if (settings_.order != Order::kept || position > delivery.ticket.position) continue;
    const bool was_tried_out = other.deliveries >= settings_.deliveries;
    EXPECT_TRUE(other.is_acknowledged || other.is_parked || was_tried_out)
        << "overtaken: " << to_number(position);
  }
}

void AGroupAndItsModel::take(const Delivery& delivery) {
  ASSERT_TRUE(events_.contains(delivery.ticket.position)) << "not for the group";
  Known& known = events_.at(delivery.ticket.position);
  EXPECT_FALSE(known.in_hand_until || known.is_acknowledged || known.is_parked);
  EXPECT_EQ(delivery.ticket.delivery, known.deliveries + 1) << "counts are never lost";
  EXPECT_LE(delivery.ticket.delivery, settings_.deliveries);
  EXPECT_EQ(delivery.event.stream, known.stream);
  expect_order_kept(delivery);
  known.deliveries = delivery.ticket.delivery;
  known.in_hand_until = delivery.deadline;
  known.was_answered = false;
  tickets_.push_back(delivery.ticket);
}

void AGroupAndItsModel::pull_some() {
  end_overdue();
  for (const Delivery& delivery : pull(1 + below(4), second_).deliveries) take(delivery);
  const GroupStatus status = group_->status();
  EXPECT_LE(status.in_hand + status.waiting + status.held_back, settings_.window);
}

// An answer counts just when it is the first to the newest delivery of an event that was not
// parked for want of one.
void AGroupAndItsModel::expect_answer(Known& known, const Ticket& ticket, const Status& answered) {
  const bool is_newest = ticket.delivery == known.deliveries && !known.was_answered;
  const bool is_parked = is_newest && !known.in_hand_until && !answered;
  if (is_parked) EXPECT_EQ(known.deliveries, settings_.deliveries);
  EXPECT_EQ(answered.has_value(), is_newest && !is_parked);
  if (!answered) return;
  known.was_answered = true;
  known.in_hand_until.reset();
}

void AGroupAndItsModel::answer_one() {
  if (tickets_.empty()) return;
  const Ticket ticket =
      tickets_[tickets_.size() - 1 - below(std::min<std::size_t>(tickets_.size(), 8))];
  Known& known = events_.at(ticket.position);
  const auto kind = below(6);
  if (kind < 3) {
    const auto answered = group_->acknowledge(ticket, now());
    expect_answer(known, ticket, answered);
    known.is_acknowledged = known.is_acknowledged || answered;
  } else if (kind < 5) {
    const auto answered = group_->give_back(ticket, "later", now());
    expect_answer(known, ticket, answered);
    known.is_parked = known.is_parked || (answered && known.deliveries == settings_.deliveries);
  } else {
    const auto answered = group_->park(ticket, "never", now());
    expect_answer(known, ticket, answered);
    known.is_parked = known.is_parked || answered;
  }
}

// The process is killed, with all that is in its hands.
void AGroupAndItsModel::die() {
  reopen_group(settings_);
  for (auto& [position, known] : events_) known.in_hand_until.reset();
}

// Works off all that is left.
void AGroupAndItsModel::finish() {
  for (int rounds = 0; group_->status().floor != log_->head(); ++rounds) {
    ASSERT_LT(rounds, 10'000) << "it does not come to an end";
    end_overdue();
    for (const Delivery& delivery : pull(4, second_).deliveries) {
      take(delivery);
      if (below(3) == 0) continue;  // never answered
      Known& known = events_.at(delivery.ticket.position);
      expect_answer(known, delivery.ticket, group_->acknowledge(delivery.ticket, now()));
      known.is_acknowledged = true;
    }
    second_ += 5;
  }
  std::set<Position> parked;
  for (const auto& event : *group_->parked(Position{0}, 10'000)) parked.insert(event.position);
  EXPECT_EQ(parked.size(), group_->status().parked);
  for (const auto& [position, known] : events_) {
    EXPECT_NE(known.is_acknowledged, parked.contains(position)) << to_number(position);
    if (known.is_parked) EXPECT_TRUE(parked.contains(position));
    if (parked.contains(position) && !known.is_parked)
      EXPECT_EQ(known.deliveries, settings_.deliveries);
    parked.erase(position);
  }
  EXPECT_TRUE(parked.empty());
}

void AGroupAndItsModel::play(std::uint64_t seed, int steps) {
  chance_.seed(seed);
  settings_ = {.start = Start::now(),
               .filter = {.kinds = {"case"}, .types = {}},
               .order = GetParam(),
               .deadline = std::chrono::seconds(5 + below(20)),
               .retry_first = std::chrono::seconds(1 + below(5)),
               .retry_longest = 20s,
               .deliveries = static_cast<std::uint32_t>(1 + below(4)),
               .window = 1 + below(8)};
  events_.clear();
  tickets_.clear();
  if (consumers_) ASSERT_TRUE(consumers_->remove("mails"));
  open_group(settings_);
  for (int step = 0; step < steps; ++step) {
    const auto chosen = below(20);
    if (chosen < 5)
      append_one();
    else if (chosen < 11)
      pull_some();
    else if (chosen < 17)
      answer_one();
    else if (chosen < 19)
      second_ += static_cast<std::int64_t>(below(8));
    else if (below(4) == 0)
      die();
  }
  finish();
  group_.reset();
}

TEST_P(AGroupAndItsModel, AgreeWhateverWorkersDoAndWheneverTheyDie) {
  const auto seed = chosen_seed();
  std::cout << "SEED=" << seed << "\n";
  for (std::uint64_t world = 0; world < 10 && !HasFailure(); ++world) {
    SCOPED_TRACE("SEED=" + std::to_string(seed) + ", world " + std::to_string(world));
    play(seed * 1'000 + world, 300);
  }
}

static std::string order_in_words(const ::testing::TestParamInfo<Order>& row) {
  constexpr std::array names{"None", "Exclusive", "Kept"};
  return names[static_cast<std::size_t>(row.param)];
}

INSTANTIATE_TEST_SUITE_P(WithOrder, AGroupAndItsModel,
                         ::testing::Values(Order::none, Order::exclusive, Order::kept),
                         order_in_words);

// ---- many threads ----

class WorkersOfAGroup : public GroupTest {
 protected:
  void work(std::uint64_t seed);
  void handle(const Delivery& delivery, bool fails);

  Instant tick() { return at_second(0) + std::chrono::milliseconds(++ticks_); }

  static constexpr std::uint64_t total_ = 300;
  std::atomic<std::int64_t> ticks_ = 0;
  std::mutex mutex_;                         // guards what follows
  std::map<std::string, Position> in_hand_;  // by stream
  std::map<std::string, std::vector<Position>> handled_;
  std::uint64_t count_ = 0;
};

void WorkersOfAGroup::handle(const Delivery& delivery, bool fails) {
  const std::string stream(delivery.event.stream);
  {
    const std::lock_guard lock(mutex_);
    EXPECT_TRUE(in_hand_.emplace(stream, delivery.ticket.position).second) << "in two hands";
  }
  std::uint64_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    in_hand_.erase(stream);
    if (!fails) handled_[stream].push_back(delivery.ticket.position);
    if (!fails) count = ++count_;
  }
  const auto answered = fails ? group_->give_back(delivery.ticket, "later", tick())
                              : group_->acknowledge(delivery.ticket, tick());
  EXPECT_TRUE(answered);
  if (count == total_) group_->stop();
}

void WorkersOfAGroup::work(std::uint64_t seed) {
  std::mt19937_64 chance(seed);
  for (;;) {
    const auto pulled = group_->pull(tick(), 1 + chance() % 3);
    ASSERT_TRUE(pulled) << pulled.error().message;
    for (const Delivery& delivery : pulled->deliveries) handle(delivery, chance() % 5 == 0);
    if (pulled->deliveries.empty() && !group_->wait(*pulled, tick())) return;
  }
}

TEST_F(WorkersOfAGroup, HandleEachEventOnceAndInOrderWhileWritersWrite) {
  open_group({.deadline = 24h, .retry_first = 1ms, .retry_longest = 1ms, .deliveries = 1'000'000});
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t w = 0; w < 4; ++w) threads.emplace_back([&, w] { work(w); });
    for (std::uint64_t w = 0; w < 2; ++w)
      threads.emplace_back([&, w] {
        for (std::uint64_t i = 0; i < total_ / 2; ++i)
          must_append(frame(1'000 * (w + 1) + i, "s-" + std::to_string(i % 5), Expected::any()));
      });
  }
  std::uint64_t handled = 0;
  for (const auto& [stream, positions] : handled_) {
    EXPECT_TRUE(std::ranges::is_sorted(positions)) << stream;
    handled += std::set<Position>(positions.begin(), positions.end()).size();
  }
  EXPECT_EQ(handled, total_);
  EXPECT_EQ(group_->status().floor, Position{total_});
}

}  // namespace riskflow::eventstore
