#include "eventstore/consumer_window.hpp"

#include <algorithm>

#include "domain/core/ensure.hpp"

namespace riskflow::eventstore {

using Where = OpenEvent::Where;

std::string ConsumerWindow::lane_of(const OpenEvent& event) const {
  if (order_ == Order::none) return std::to_string(to_number(event.record.position));
  return event.record.stream;
}

// The one event of a lane that may be given out now.
std::optional<Position> ConsumerWindow::candidate(const Lane& lane) const {
  if (lane.in_hand > 0 || lane.idle.empty()) return std::nullopt;
  const Position first = *lane.idle.begin();
  const bool comes_later = !lane.waiting.empty() && *lane.waiting.begin() < first;
  if (order_ == Order::kept && comes_later) return std::nullopt;
  return first;
}

// Offers what may go on in a lane now, and nothing else of it.
void ConsumerWindow::refresh(const std::string& name) {
  const auto found = lanes_.find(name);
  Lane& lane = found->second;
  const auto wanted = candidate(lane);
  if (lane.offered && lane.offered != wanted) {
    offered_.erase(*lane.offered);
    suspects_.erase(*lane.offered);
  }
  if (wanted && lane.offered != wanted)
    (events_.at(*wanted).is_suspect ? suspects_ : offered_).insert(*wanted);
  lane.offered = wanted;
  if (lane.in_hand == 0 && lane.idle.empty() && lane.waiting.empty()) lanes_.erase(found);
}

void ConsumerWindow::enter(OpenEvent& event) {
  const Position position = event.record.position;
  Lane& lane = lanes_[lane_of(event)];
  switch (event.where) {
    case Where::idle: lane.idle.insert(position); return;
    case Where::in_hand:
      ++lane.in_hand;
      ++in_hand_;
      suspects_in_hand_ += event.is_suspect ? 1 : 0;
      break;
    case Where::waiting: lane.waiting.insert(position); break;
  }
  due_.emplace(event.due, position);
}

void ConsumerWindow::leave(OpenEvent& event) {
  const Position position = event.record.position;
  Lane& lane = lanes_[lane_of(event)];
  switch (event.where) {
    case Where::idle: lane.idle.erase(position); return;
    case Where::in_hand:
      --lane.in_hand;
      --in_hand_;
      suspects_in_hand_ -= event.is_suspect ? 1 : 0;
      break;
    case Where::waiting: lane.waiting.erase(position); break;
  }
  due_.erase({event.due, position});
}

template <class Change>
const EventRecord& ConsumerWindow::move(Position position, const Change& change) {
  const auto found = events_.find(position);
  ensure(found != events_.end(), "an event that moves is open");
  OpenEvent& event = found->second;
  leave(event);
  change(event);
  enter(event);
  refresh(lane_of(event));
  return event.record;
}

void ConsumerWindow::add(EventRecord record) {
  const Position position = record.position;
  OpenEvent event{.record = std::move(record)};
  if (event.record.time) {
    event.where = Where::waiting;
    event.due = *event.record.time;
  } else if (event.record.deliveries > event.record.forgiven) {
    event.where = Where::in_hand;
    event.due = Instant::min();
  }
  const auto [at, is_new] = events_.emplace(position, std::move(event));
  ensure(is_new, "an event is taken once");
  enter(at->second);
  refresh(lane_of(at->second));
}

std::vector<Position> ConsumerWindow::next(std::size_t max) const {
  std::vector<Position> out;
  if (max > 0 && suspects_in_hand_ == 0 && !suspects_.empty()) out.push_back(*suspects_.begin());
  for (auto at = offered_.begin(); at != offered_.end() && out.size() < max; ++at)
    out.push_back(*at);
  std::ranges::sort(out);
  return out;
}

std::vector<Position> ConsumerWindow::overdue(Instant now) const {
  std::vector<Position> out;
  for (const auto& [due, position] : due_) {
    if (due > now) break;
    if (events_.at(position).where == Where::in_hand) out.push_back(position);
  }
  return out;
}

void ConsumerWindow::wake(Instant now) {
  std::vector<Position> awake;
  for (const auto& [due, position] : due_) {
    if (due > now) break;
    if (events_.at(position).where == Where::waiting) awake.push_back(position);
  }
  for (const Position position : awake)
    move(position, [](OpenEvent& event) { event.where = Where::idle; });
}

std::optional<Instant> ConsumerWindow::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

const OpenEvent* ConsumerWindow::find(Position position) const {
  const auto found = events_.find(position);
  return found == events_.end() ? nullptr : &found->second;
}

const EventRecord& ConsumerWindow::deliver(Position position, Instant deadline) {
  return move(position, [&](OpenEvent& event) {
    ensure(event.where == Where::idle, "an event is in one hand at a time");
    event.where = Where::in_hand;
    event.due = deadline;
    ++event.record.deliveries;
    event.record.time.reset();
  });
}

void ConsumerWindow::extend(Position position, Instant deadline) {
  move(position, [&](OpenEvent& event) { event.due = deadline; });
}

void ConsumerWindow::lose(Position position) {
  move(position, [](OpenEvent& event) {
    event.where = Where::idle;
    event.is_suspect = true;
  });
}

const EventRecord& ConsumerWindow::wait(Position position, Instant until, std::string reason) {
  return move(position, [&](OpenEvent& event) {
    event.where = Where::waiting;
    event.is_suspect = false;
    event.due = until;
    event.record.time = until;
    event.record.reason = std::move(reason);
  });
}

void ConsumerWindow::settle(Position position) {
  const auto found = events_.find(position);
  ensure(found != events_.end(), "an event is settled once");
  const std::string lane = lane_of(found->second);
  leave(found->second);
  refresh(lane);
  events_.erase(found);
}

std::optional<Position> ConsumerWindow::first() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first;
}

}  // namespace riskflow::eventstore
