#pragma once
// A group of competing consumers: any number of workers pull events from it, each event is with one
// of them at a time, and comes again until it is acknowledged, or parked for somebody to look at.
//
// At least once: what a power cut takes of the group's state is delivered again, and nothing is
// ever passed over; so an effect carries a key made of the group's name and the position.  The unit
// is the event, not its commit: it is what a reactor acts on, fails at and is parked with.
// Each delivery is counted before it is given out, so that an event which kills its process is
// parked too.  What was delivered without an answer (the deadline passed, the process ended) is
// suspect: of such events only one at a time is given out again, so that the one which kills does
// not take its neighbours with it.
// Time is what callers say it is; nothing here reads a clock.
// Thread rule: every member function but the destructor from any thread at any time.
// Cost: O(log window) for an event, and a seek and a get in the log for each delivery; a tree's
// root for each stretch of the log that is looked at.  Memory: the window's events without their
// payloads.  How its state is kept: docs/adr/0018-competing-consumers.md.
//
//   auto consumers = Consumers::open(*log, "data/consumers");         // consumers.hpp
//   auto mails = (*consumers)->group("mails", {.filter = {.types = {"mail.wanted"}}});
//   for (;;) {                                                        // in each worker's thread
//     auto pulled = (*mails)->pull(clock.now(), 16);
//     if (!pulled) return fail(pulled.error());
//     for (const Delivery& one : pulled->deliveries)
//       if (const auto sent = send(one.event); sent) (*mails)->acknowledge(one.ticket,
//       clock.now()); else (*mails)->give_back(one.ticket, sent.error().message, clock.now());
//     if (pulled->deliveries.empty() && !(*mails)->wait(*pulled, clock.now())) return {};
//   }

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eventstore/log.hpp"

namespace riskflow::eventstore {

// Where a group begins.
struct Start {
  enum class Kind : std::uint8_t { at, head };
  Kind kind = Kind::at;
  Position position{};

  static Start beginning() { return {}; }
  static Start at(Position position) { return {Kind::at, position}; }  // with the event there
  static Start now() { return {Kind::head, {}}; }  // with the first event that is appended later
};

// Which events a group is for: those of such a stream and of such a type; an empty set lets all
// through.  It holds for what the group has not looked at yet: an event that was passed over stays
// so.
struct Filter {
  std::set<std::string, std::less<>> kinds;  // of streams: "case" of "case-00ff..."
  std::set<std::string, std::less<>> types;  // of events
};

// What events of one stream may expect of each other.
enum class Order : std::uint8_t {
  none,       // nothing: several are handled at once, and none waits for another
  exclusive,  // one at a time; the stream goes on while one of it waits for its retry
  kept        // one at a time, in order; the stream waits until it is acknowledged or parked
};

// May differ from one opening to the next.
struct GroupSettings {
  Start start{};  // of a group that is made; one that is there goes on where it stands
  Filter filter{};
  Order order = Order::kept;
  std::chrono::milliseconds deadline = std::chrono::seconds{30};    // for an answer
  std::chrono::milliseconds retry_first = std::chrono::seconds{1};  // doubles with each delivery
  std::chrono::milliseconds retry_longest = std::chrono::minutes{5};
  std::uint32_t deliveries = 8;  // after so many without success, an event is parked
  std::size_t window = 1024;     // events that may be open: neither acknowledged nor parked
};

// One delivery of one event.  A later delivery of the event makes it worthless, and so does its
// answer.
struct Ticket {
  Position position{};
  std::uint32_t delivery = 0;  // counts from 1
  bool operator==(const Ticket&) const = default;
};

// An event that is with the caller until it is answered or the deadline passes.  Move-only.
struct Delivery {
  Ticket ticket;
  Instant deadline;
  CommitHeader header;
  StoredEvent event;  // views into `bytes`
  std::unique_ptr<Bytes> bytes;
};

// What a pull has found.
struct Pulled {
  std::vector<Delivery> deliveries;  // by position
  std::optional<Instant> again{};    // when there may be more, whatever happens until then
  std::uint64_t heard = 0;           // for `wait`
};

// An event that is left to an operator.
struct ParkedEvent {
  Position position{};
  std::string stream;
  std::uint32_t deliveries = 0;
  Instant at;
  std::string reason;  // of the last failure
};

// How a group stands.  All but `looked` and `last_progress` are counts of events.
struct GroupStatus {
  proof::TreeHead looked;       // the history it has seen: how far, and its root
  Position floor{};             // everything before it is acknowledged, parked or not for the group
  std::uint64_t lag = 0;        // from the floor to the log's head
  std::uint64_t in_hand = 0;    // with workers
  std::uint64_t waiting = 0;    // for a retry
  std::uint64_t held_back = 0;  // open, but neither of these: next, or behind one of their stream
  std::uint64_t parked = 0;
  std::optional<Instant> last_progress{};  // when one was last acknowledged or parked since opening
};

// Error of all functions but `status`, `wait` and `stop`: unavailable {"reason","unhealthy"}, when
// the group's files have failed; it goes on once its Consumers are opened anew.  The log must
// outlive the group.
class ConsumerGroup {
 public:
  struct Parts;  // consumer_internals.hpp
  ~ConsumerGroup();
  ConsumerGroup(const ConsumerGroup&) = delete;
  ConsumerGroup& operator=(const ConsumerGroup&) = delete;

  // Up to `max` events that may be handled now; none, when there is nothing, or the window is full,
  // or the group was stopped.  Never waits, but for another pull.  Looks at some thousand events of
  // the log at most: where few are for the group, it answers early and wants to be asked again.
  // Errors: those of reading the log.
  Result<Pulled> pull(Instant now, std::size_t max);

  // Waits until there may be more than `pulled` found: something was appended, answered or has come
  // due.  `now` only tells how far away that is; at most an hour.  false: the group was stopped.
  bool wait(const Pulled& pulled, Instant now);
  // Gives out no more events and wakes all who wait.  Answers are still taken.
  void stop();

  // The answers to a delivery.  Each holds as soon as it is given, and survives the process.  One
  // that comes late still counts while the event is not with somebody else.
  // Error: expired, when the ticket is worth nothing any more; then there is nothing to do.
  Status acknowledge(const Ticket& ticket, Instant now);
  // It comes again after a delay, or is parked if it came often enough.  `reason` is kept, in
  // clear, up to 500 bytes of it: no personal data.
  Status give_back(const Ticket& ticket, std::string_view reason, Instant now);
  // There is no use in trying again.
  Status park(const Ticket& ticket, std::string_view reason, Instant now);
  // It takes longer: the deadline is counted from `now`.
  Status extend(const Ticket& ticket, Instant now);

  // Parked events from a position on, in order, at most `max`.
  Result<std::vector<ParkedEvent>> parked(Position from, std::size_t max) const;
  // Gives parked events another full count of deliveries; all of them or none.  With an order, they
  // come before what is open of their streams.  Errors: not_found, when one is not parked; rejected
  // {"reason","window_full"}.
  Status retry_parked(std::span<const Position> positions);
  // Lets go of parked events; all of them or none.  Error: not_found, when one is not parked.
  Status drop_parked(std::span<const Position> positions);

  GroupStatus status() const;

 private:
  friend class Consumers;
  explicit ConsumerGroup(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace riskflow::eventstore
