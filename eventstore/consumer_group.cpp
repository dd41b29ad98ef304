#include "eventstore/consumer_group.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/consumer_internals.hpp"

namespace riskflow::eventstore {

using Parts = ConsumerGroup::Parts;

// As far as one pull looks: about a millisecond of reading.
static constexpr std::uint64_t look_events = 4'096;
static constexpr std::size_t reason_bytes_max = 500;
static constexpr std::string_view unanswered = "no answer before the deadline or the process's end";

// ---- opening ----

ConsumerGroup::ConsumerGroup(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  // Registered before the first look at the head, so that no commit falls between the two.
  parts_->watch = parts_->log.watch([bell = &parts_->bell] { bell->ring(); });
}

ConsumerGroup::~ConsumerGroup() { parts_->watch.reset(); }

Status Parts::load() {
  const Bytes open = shelf_prefix(Shelf::open, name);
  auto read = store->each(open, {}, [&](BytesView key, BytesView value) -> Result<bool> {
    auto record = decode_event_record(key, value);
    if (!record) return fail(record.error());
    window.add(std::move(*record));
    return true;
  });
  if (!read) return read;
  return store->each(shelf_prefix(Shelf::parked, name), {},
                     [&](BytesView, BytesView) -> Result<bool> {
                       ++parked;
                       return true;
                     });
}

// ---- pulling ----

// Ends the deliveries that nobody has answered in time.
void Parts::end_overdue(Instant now, StoreBatch& batch) {
  const std::lock_guard lock(mutex);
  for (const Position position : window.overdue(now))
    if (was_tried_out(window.find(position)->record))
      shelve(position, unanswered, now, batch);
    else
      window.lose(position);
  window.wake(now);
}

std::size_t Parts::room() const {
  return settings.window - std::min(settings.window, window.size());
}

static bool lets_through(const Filter& filter, const StoredEvent& event) {
  if (!filter.types.empty() && !filter.types.contains(event.type)) return false;
  return filter.kinds.empty() ||
         filter.kinds.contains(kind_of(StreamId{std::string(event.stream)}));
}

namespace {

// A stretch of the log that was looked at.
struct Stretch {
  std::uint64_t end = 0;
  std::vector<EventRecord> found{};
};

}  // namespace

// Takes what is for the group out of a commit; `enough` when the stretch is to end in it or after.
static Reading look_at(const Commit& commit, const Filter& filter, std::size_t room,
                       Stretch& stretch) {
  for (const StoredEvent& event : commit.events) {
    if (to_number(event.position) < stretch.end) continue;
    if (lets_through(filter, event)) {
      if (stretch.found.size() == room) return Reading::enough;
      stretch.found.push_back({.position = event.position, .stream = std::string(event.stream)});
    }
    stretch.end = to_number(event.position) + 1;
  }
  return Reading::more;
}

// Looks for events in what is durable, unless there are enough already.
Status Parts::look_ahead(std::size_t max, StoreBatch& batch) {
  std::size_t places = 0;
  {
    const std::lock_guard lock(mutex);
    if (window.next(max).size() < max) places = room();
  }
  const std::uint64_t from = looked.size;
  if (places == 0 || from >= to_number(log.head())) return {};
  Stretch stretch{.end = from};
  const auto read = log.read(Position{from}, [&](const Commit& commit) {
    const auto more = look_at(commit, settings.filter, places, stretch);
    return stretch.end - from < look_events ? more : Reading::enough;
  });
  if (!read) return fail(read.error());
  const auto tree = log.tree(stretch.end);
  if (!tree) return fail(tree.error());
  const Bytes key = group_key(name);
  batch.put(key, encode_looked(*tree, key));
  const std::lock_guard lock(mutex);
  looked = *tree;
  for (auto& record : stretch.found) {
    const Bytes at = open_key(record.position);
    batch.put(at, encode(record, at));
    window.add(std::move(record));
  }
  return {};
}

static Delivery delivery_of(const CommitHeader& header, const StoredEvent& event) {
  auto bytes = std::make_unique<Bytes>();
  bytes->reserve(event.stream.size() + event.type.size() + event.payload.size() +
                 event.pieces.size());
  bytes->append(event.stream).append(event.type).append(event.payload).append(event.pieces);
  Delivery out{.ticket = {.position = event.position},
               .deadline = {},
               .header = header,
               .event = event,
               .bytes = std::move(bytes)};
  BytesView rest(*out.bytes);
  for (auto* const part :
       {&out.event.stream, &out.event.type, &out.event.payload, &out.event.pieces}) {
    *part = rest.substr(0, part->size());
    rest.remove_prefix(part->size());
  }
  return out;
}

// Reads what may be given out, while answers are taken.
Result<std::vector<Delivery>> Parts::read_next(std::size_t max) const {
  std::vector<Position> positions;
  {
    const std::lock_guard lock(mutex);
    positions = window.next(max);
  }
  std::vector<Delivery> out;
  for (const Position position : positions) {
    const auto read =
        log.read_event(position, [&](const CommitHeader& header, const StoredEvent& event) {
          out.push_back(delivery_of(header, event));
          return Reading::enough;
        });
    if (!read) return fail(read.error());
  }
  return out;
}

// Counts the deliveries; drops those whose event was answered meanwhile, after its deadline.
void Parts::hand_out(std::vector<Delivery>& deliveries, Instant now, StoreBatch& batch) {
  const std::lock_guard lock(mutex);
  const auto due = window.next_due();
  std::erase_if(deliveries, [&](const Delivery& delivery) {
    const OpenEvent* const open = window.find(delivery.ticket.position);
    return open == nullptr || open->where != OpenEvent::Where::idle;
  });
  for (Delivery& delivery : deliveries) {
    const Position position = delivery.ticket.position;
    delivery.deadline = now + settings.deadline;
    const EventRecord& record = window.deliver(position, delivery.deadline);
    delivery.ticket.delivery = record.deliveries;
    const Bytes key = open_key(position);
    batch.put(key, encode(record, key));
  }
  const auto due_now = window.next_due();
  if (due_now && (!due || *due_now < *due)) bell.ring();  // who waits must wake earlier
}

// When a pull may find more, if nothing happens until then.
std::optional<Instant> Parts::next_look(Instant now) const {
  const std::lock_guard lock(mutex);
  if (looked.size < to_number(log.head()) && room() > 0) return now;
  return window.next_due();
}

Result<Pulled> ConsumerGroup::pull(Instant now, std::size_t max) {
  Parts& parts = *parts_;
  const std::lock_guard alone(parts.pulling);
  Pulled out{.deliveries = {}, .heard = parts.bell.count()};
  if (parts.bell.is_stopped()) return out;
  StoreBatch batch;
  parts.end_overdue(now, batch);
  const auto looked = parts.look_ahead(max, batch);
  auto deliveries = looked ? parts.read_next(max) : fail(looked.error());
  if (deliveries) parts.hand_out(*deliveries, now, batch);
  if (auto written = parts.store->write(batch); !written) return fail(written.error());
  if (!deliveries) return fail(deliveries.error());
  out.deliveries = std::move(*deliveries);
  out.again = parts.next_look(now);
  return out;
}

bool ConsumerGroup::wait(const Pulled& pulled, Instant now) {
  constexpr std::chrono::microseconds longest = std::chrono::hours{1};
  const auto left = pulled.again ? std::min(*pulled.again, now + longest) - now : longest;
  return parts_->bell.wait(pulled.heard, std::max(left, std::chrono::microseconds{0}));
}

void ConsumerGroup::stop() { parts_->bell.stop(); }

// ---- answering ----

Result<const OpenEvent*> Parts::held(const Ticket& ticket) const {
  using enum OpenEvent::Where;
  const OpenEvent* const open = window.find(ticket.position);
  if (open != nullptr && ticket.delivery == open->record.deliveries &&
      (open->where == in_hand || (open->where == idle && open->is_suspect)))
    return open;
  return fail(Errc::expired,
              fmt::format("delivery {} of event {} is over: it was answered, or its deadline "
                          "passed and the event went to somebody else",
                          ticket.delivery, to_number(ticket.position)),
              "ticket");
}

bool Parts::was_tried_out(const EventRecord& record) const {
  return record.deliveries - record.forgiven >= settings.deliveries;
}

std::chrono::milliseconds Parts::delay_after(const EventRecord& record) const {
  auto delay = std::min(settings.retry_first, settings.retry_longest);
  for (auto n = record.deliveries - record.forgiven; n > 1 && delay < settings.retry_longest; --n)
    delay = std::min(2 * delay, settings.retry_longest);
  return delay;
}

// At most so many bytes of `reason`, without half a character at the end (UTF-8).
static std::string cut(std::string_view reason) {
  std::size_t size = std::min(reason.size(), reason_bytes_max);
  const auto is_inside = [&] {
    return (static_cast<unsigned char>(reason[size]) & 0xC0U) == 0x80U;
  };
  while (size > 0 && size < reason.size() && is_inside()) --size;
  return std::string(reason.substr(0, size));
}

// Parks an open event.
void Parts::shelve(Position position, std::string_view reason, Instant now, StoreBatch& batch) {
  EventRecord record = window.find(position)->record;
  record.time = now;
  record.reason = cut(reason);
  const Bytes key = parked_key(position);
  batch.put(key, encode(record, key));
  batch.erase(open_key(position));
  settle(position, now);
  ++parked;
}

// Lets go of an open event, which is acknowledged or parked.
void Parts::settle(Position position, Instant now) {
  const bool was_full = room() == 0;
  window.settle(position);
  last_progress = now;
  if (was_full || window.has_next()) bell.ring();
}

Status ConsumerGroup::acknowledge(const Ticket& ticket, Instant now) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  if (const auto held = parts.held(ticket); !held) return fail(held.error());
  StoreBatch batch;
  batch.erase(parts.open_key(ticket.position));
  parts.settle(ticket.position, now);
  return parts.store->write(batch);
}

Status ConsumerGroup::give_back(const Ticket& ticket, std::string_view reason, Instant now) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  const auto held = parts.held(ticket);
  if (!held) return fail(held.error());
  StoreBatch batch;
  if (parts.was_tried_out((*held)->record)) {
    parts.shelve(ticket.position, reason, now, batch);
  } else {
    const auto again = now + parts.delay_after((*held)->record);
    const Bytes key = parts.open_key(ticket.position);
    batch.put(key, encode(parts.window.wait(ticket.position, again, cut(reason)), key));
    parts.bell.ring();  // it may be due before all else
  }
  return parts.store->write(batch);
}

Status ConsumerGroup::park(const Ticket& ticket, std::string_view reason, Instant now) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  if (const auto held = parts.held(ticket); !held) return fail(held.error());
  StoreBatch batch;
  parts.shelve(ticket.position, reason, now, batch);
  return parts.store->write(batch);
}

Status ConsumerGroup::extend(const Ticket& ticket, Instant now) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  if (const auto held = parts.held(ticket); !held) return fail(held.error());
  parts.window.extend(ticket.position, now + parts.settings.deadline);
  return {};
}

// ---- what is parked ----

Result<std::vector<ParkedEvent>> ConsumerGroup::parked(Position from, std::size_t max) const {
  std::vector<ParkedEvent> out;
  if (max == 0) return out;
  const auto add = [&](BytesView key, BytesView value) -> Result<bool> {
    auto record = decode_event_record(key, value);
    if (!record) return fail(record.error());
    out.push_back({record->position, std::move(record->stream), record->deliveries,
                   record->time.value_or(Instant{}), std::move(record->reason)});
    return out.size() < max;
  };
  const auto read =
      parts_->store->each(shelf_prefix(Shelf::parked, parts_->name), parts_->parked_key(from), add);
  if (!read) return fail(read.error());
  return out;
}

// What is parked at all of `positions`, each once.
Result<std::vector<EventRecord>> Parts::parked_at(std::span<const Position> positions) const {
  std::vector<EventRecord> out;
  for (const Position position : std::set<Position>(positions.begin(), positions.end())) {
    const Bytes key = parked_key(position);
    const auto value = store->get(key);
    if (!value) return fail(value.error());
    if (!*value)
      return fail(Errc::not_found,
                  fmt::format("event {} is not parked in the group {}", to_number(position), name),
                  "positions");
    auto record = decode_event_record(key, **value);
    if (!record) return fail(record.error());
    out.push_back(std::move(*record));
  }
  return out;
}

Status ConsumerGroup::retry_parked(std::span<const Position> positions) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  auto records = parts.parked_at(positions);
  if (!records) return fail(records.error());
  if (records->size() > parts.room())
    return fail(Errc::rejected,
                fmt::format("{} events are to be retried, and the group {} has room for {}: wait, "
                            "or retry fewer at once",
                            records->size(), parts.name, parts.room()),
                "positions", {{"reason", "window_full"}});
  StoreBatch batch;
  for (EventRecord& record : *records) {
    batch.erase(parts.parked_key(record.position));
    record.forgiven = record.deliveries;
    record.time.reset();
    const Bytes key = parts.open_key(record.position);
    batch.put(key, encode(record, key));
    parts.window.add(std::move(record));
  }
  parts.parked -= records->size();
  parts.bell.ring();
  return parts.store->write(batch);
}

Status ConsumerGroup::drop_parked(std::span<const Position> positions) {
  Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  const auto records = parts.parked_at(positions);
  if (!records) return fail(records.error());
  StoreBatch batch;
  for (const EventRecord& record : *records) batch.erase(parts.parked_key(record.position));
  parts.parked -= records->size();
  return parts.store->write(batch);
}

// ---- how it stands ----

GroupStatus ConsumerGroup::status() const {
  const Parts& parts = *parts_;
  const std::lock_guard lock(parts.mutex);
  const ConsumerWindow& window = parts.window;
  const Position floor =
      std::min(window.first().value_or(Position{parts.looked.size}), Position{parts.looked.size});
  return {.looked = parts.looked,
          .floor = floor,
          .lag = to_number(parts.log.head()) - to_number(floor),
          .in_hand = window.in_hand(),
          .waiting = window.waiting(),
          .held_back = window.size() - window.in_hand() - window.waiting(),
          .parked = parts.parked,
          .last_progress = parts.last_progress};
}

}  // namespace riskflow::eventstore
