#pragma once
// Which of a group's open events may be given out next: a state machine in memory, without time,
// log or disk of its own.  Thread rule: the owner's.  Cost of everything: O(log size) for an event.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "eventstore/consumer_group.hpp"
#include "eventstore/consumer_records.hpp"

namespace riskflow::eventstore {

// An event that is neither acknowledged nor parked, as it is stored, and where it is now:
//
//   idle ──deliver──▶ in_hand ──wait──▶ waiting ──(due)──▶ idle        settle: from anywhere, out
//     ▲                  │
//     └──(suspect) lose ─┘
struct OpenEvent {
  enum class Where : std::uint8_t { idle, in_hand, waiting };
  EventRecord record;
  Where where = Where::idle;
  bool is_suspect = false;  // its last delivery went without an answer
  Instant due{};            // its deadline in hand; its retry when it waits
};

class ConsumerWindow {
 public:
  explicit ConsumerWindow(Order order) : order_(order) {}

  // Takes an event as it is stored.  One that was in hand is so again, with a deadline long past.
  void add(EventRecord record);

  // The events that may be given out now, in order, at most `max`; of suspects only one, and none
  // while one is in hand.
  std::vector<Position> next(std::size_t max) const;
  bool has_next() const { return !next(1).empty(); }

  // Those in hand whose deadline is not after `now`.
  std::vector<Position> overdue(Instant now) const;
  // Makes idle what waited until `now`.
  void wake(Instant now);
  // When the next deadline or retry is due.
  std::optional<Instant> next_due() const;

  const OpenEvent* find(Position position) const;

  // What becomes of an event that is open.  `deliver` wants an idle one.
  const EventRecord& deliver(Position position, Instant deadline);
  void extend(Position position, Instant deadline);
  void lose(Position position);
  const EventRecord& wait(Position position, Instant until, std::string reason);
  void settle(Position position);

  // The first open event.
  std::optional<Position> first() const;
  std::size_t size() const { return events_.size(); }
  std::size_t in_hand() const { return in_hand_; }
  std::size_t waiting() const { return due_.size() - in_hand_; }

 private:
  // The events of one stream, or one event alone where there is no order.
  struct Lane {
    std::set<Position> idle, waiting;
    std::size_t in_hand = 0;
    std::optional<Position> offered;  // the one that is in `offered_`
  };

  std::string lane_of(const OpenEvent& event) const;
  std::optional<Position> candidate(const Lane& lane) const;
  void refresh(const std::string& name);
  void enter(OpenEvent& event);
  void leave(OpenEvent& event);
  template <class Change>
  const EventRecord& move(Position position, const Change& change);

  Order order_;
  std::map<Position, OpenEvent> events_;
  std::unordered_map<std::string, Lane> lanes_;
  std::set<Position> offered_;                  // at most one of each lane
  std::set<Position> suspects_;                 // the same, of suspects
  std::set<std::pair<Instant, Position>> due_;  // in hand, or waiting
  std::size_t in_hand_ = 0;
  std::size_t suspects_in_hand_ = 0;
};

}  // namespace riskflow::eventstore
