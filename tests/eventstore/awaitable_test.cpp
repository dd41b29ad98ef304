// Appending from coroutines on a pool that is smaller than their number.

#include "eventstore/awaitable.hpp"

#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

using AwaitableAppend = LogTest;

// Parameters, not captures: a lambda's captures would be gone when the coroutine goes on.
static boost::asio::awaitable<void> client(Log& log, std::uint64_t number, std::uint64_t frames,
                                           std::vector<Receipt>& receipts) {
  for (std::uint64_t i = 0; i < frames; ++i) {
    const auto receipt =
        co_await append(log, frame(number * 1'000 + i, "stream-" + std::to_string(number),
                                   Expected::exactly(Version{i})));
    if (receipt) receipts.push_back(*receipt);
  }
}

TEST_F(AwaitableAppend, WorksFromSixtyFourCoroutinesOnAPoolOfFourThreads) {
  constexpr std::uint64_t clients = 64;
  constexpr std::uint64_t frames = 10;
  std::vector<std::vector<Receipt>> receipts(clients);
  boost::asio::thread_pool pool(4);
  for (std::uint64_t c = 0; c < clients; ++c)
    boost::asio::co_spawn(pool, client(*log_, c, frames, receipts[c]), boost::asio::detached);
  pool.join();
  std::set<Position> positions;
  for (const auto& some : receipts)
    for (const Receipt& receipt : some) positions.insert(receipt.first);
  EXPECT_EQ(positions.size(), clients * frames);
  EXPECT_EQ(*positions.rbegin(), Position{clients * frames - 1});
  EXPECT_EQ(log_->head(), Position{clients * frames});
}

TEST_F(AwaitableAppend, WorksOnAPoolOfOneThread) {
  std::vector<Receipt> receipts;
  boost::asio::thread_pool pool(1);
  boost::asio::co_spawn(pool, client(*log_, 1, 5, receipts), boost::asio::detached);
  boost::asio::co_spawn(pool, client(*log_, 2, 5, receipts), boost::asio::detached);
  pool.join();
  EXPECT_EQ(receipts.size(), 10u);
}

}  // namespace riskflow::eventstore
