#pragma once
// What a ConsumerGroup is made of.  For consumers.cpp, which makes it, and consumer_group.cpp.

#include <mutex>

#include "eventstore/bell.hpp"
#include "eventstore/consumer_group.hpp"
#include "eventstore/consumer_store.hpp"
#include "eventstore/consumer_window.hpp"

namespace riskflow::eventstore {

// What happens in memory first is written before the caller hears of it; when that fails, so does
// every later write, and nobody hears of anything any more.
struct ConsumerGroup::Parts {
  Log& log;
  const std::shared_ptr<ConsumerStore> store;
  const std::shared_ptr<const void> claim;  // while it is there, nobody else opens the group
  const std::string name;
  const GroupSettings settings;

  std::mutex pulling{};  // one pull at a time, so that answers need not wait for its reads

  mutable std::mutex mutex{};  // guards what follows; taken after `pulling`
  ConsumerWindow window{settings.order};
  proof::TreeHead looked{};  // changed by pulls only
  std::uint64_t parked = 0;
  std::optional<Instant> last_progress{};

  Bell bell{};
  std::shared_ptr<Log::Watch> watch{};  // rings the bell

  // Reads what the group has open, and counts what it has parked.
  Status load();

  Bytes open_key(Position position) const { return event_key(Shelf::open, name, position); }
  Bytes parked_key(Position position) const { return event_key(Shelf::parked, name, position); }

  // The steps of a pull.
  void end_overdue(Instant now, StoreBatch& batch);
  Status look_ahead(std::size_t max, StoreBatch& batch);
  Result<std::vector<Delivery>> read_next(std::size_t max) const;
  void hand_out(std::vector<Delivery>& deliveries, Instant now, StoreBatch& batch);
  std::optional<Instant> next_look(Instant now) const;

  // The rest with the mutex held.
  std::size_t room() const;
  Result<const OpenEvent*> held(const Ticket& ticket) const;
  bool was_tried_out(const EventRecord& record) const;
  std::chrono::milliseconds delay_after(const EventRecord& record) const;
  void shelve(Position position, std::string_view reason, Instant now, StoreBatch& batch);
  void settle(Position position, Instant now);
  Result<std::vector<EventRecord>> parked_at(std::span<const Position> positions) const;
};

}  // namespace riskflow::eventstore
