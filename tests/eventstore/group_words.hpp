#pragma once
// The words for competing consumers: a log with a group on it, and short ways to pull and answer.

#include <string>
#include <vector>

#include "eventstore/consumers.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class GroupTest : public LogTest {
 protected:
  // Opens the group `mails`, and its store if that is not open.
  void open_group(const GroupSettings& settings = {});
  // Opens it again.  Closing writes nothing, so the files are as a kill leaves them; a power cut
  // takes the last bytes of the write-ahead log besides.
  void reopen_group(const GroupSettings& settings = {}, std::size_t bytes_lost = 0);
  void close_group();

  // One event each, on streams of these names; the first gets the position of the head.
  void append_to(const std::vector<std::string>& streams);

  Pulled pull(std::size_t max = 100, std::int64_t second = 0);
  // The ticket of the one event that a pull of one gives.
  Ticket pull_one(std::int64_t second = 0);
  // What a pull gives, as text: "0 1 4".
  std::string pull_text(std::size_t max = 100, std::int64_t second = 0);
  // Pulls and acknowledges until there is nothing any more.
  std::string handle_all(std::int64_t second = 0);

  std::filesystem::path place() const { return folder_ / "consumers"; }

  std::unique_ptr<Consumers> consumers_;
  std::unique_ptr<ConsumerGroup> group_;

 private:
  std::uint64_t appended_ = 0;
};

std::string positions_of(const std::vector<Delivery>& deliveries);
std::string positions_of(const std::vector<ParkedEvent>& events);

}  // namespace riskflow::eventstore
