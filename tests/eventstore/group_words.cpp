#include "tests/eventstore/group_words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace riskflow::eventstore {

namespace fs = std::filesystem;

void GroupTest::open_group(const GroupSettings& settings) {
  if (!consumers_) {
    auto opened = Consumers::open(*log_, place());
    ASSERT_TRUE(opened) << opened.error().message;
    consumers_ = std::move(*opened);
  }
  auto group = consumers_->group("mails", settings);
  ASSERT_TRUE(group) << group.error().message;
  group_ = std::move(*group);
}

void GroupTest::close_group() {
  group_.reset();
  consumers_.reset();
}

// Takes bytes off the end of the newest write-ahead log in `folder`.
static void cut_journal(const fs::path& folder, std::size_t bytes) {
  fs::path newest;
  for (const auto& file : fs::directory_iterator(folder))
    if (file.path().extension() == ".log") newest = std::max(newest, file.path());
  const auto size = fs::file_size(newest);
  fs::resize_file(newest, size - std::min<std::uintmax_t>(size, bytes));
}

void GroupTest::reopen_group(const GroupSettings& settings, std::size_t bytes_lost) {
  close_group();
  if (bytes_lost > 0) cut_journal(place(), bytes_lost);
  open_group(settings);
}

void GroupTest::append_to(const std::vector<std::string>& streams) {
  for (const std::string& stream : streams)
    must_append(frame(++appended_, stream, Expected::any(), stream));
}

Pulled GroupTest::pull(std::size_t max, std::int64_t second) {
  auto pulled = group_->pull(at_second(second), max);
  EXPECT_TRUE(pulled) << pulled.error().message;
  return pulled ? std::move(*pulled) : Pulled{};
}

Ticket GroupTest::pull_one(std::int64_t second) {
  const Pulled pulled = pull(1, second);
  EXPECT_EQ(pulled.deliveries.size(), 1U);
  return pulled.deliveries.empty() ? Ticket{} : pulled.deliveries[0].ticket;
}

template <class Events, class PositionOf>
static std::string joined(const Events& events, const PositionOf& position_of) {
  std::string out;
  for (const auto& event : events)
    out += fmt::format("{}{}", out.empty() ? "" : " ", to_number(position_of(event)));
  return out;
}

std::string positions_of(const std::vector<Delivery>& deliveries) {
  return joined(deliveries, [](const Delivery& one) { return one.ticket.position; });
}

std::string positions_of(const std::vector<ParkedEvent>& events) {
  return joined(events, [](const ParkedEvent& one) { return one.position; });
}

std::string GroupTest::pull_text(std::size_t max, std::int64_t second) {
  return positions_of(pull(max, second).deliveries);
}

std::string GroupTest::handle_all(std::int64_t second) {
  std::vector<Delivery> handled;
  for (auto pulled = pull(100, second); !pulled.deliveries.empty(); pulled = pull(100, second))
    for (Delivery& one : pulled.deliveries) {
      EXPECT_TRUE(group_->acknowledge(one.ticket, at_second(second)));
      handled.push_back(std::move(one));
    }
  return positions_of(handled);
}

}  // namespace riskflow::eventstore
