// Work that is done again and again.  The pause of these is an hour: nothing waits for it.

#include "runtime/core/periodic.hpp"

#include <atomic>

#include <gtest/gtest.h>

namespace riskflow::runtime {

using namespace std::chrono_literals;

TEST(PeriodicWork, IsDoneOnceForEachTimeSomebodyAsks) {
  std::atomic<int> done = 0;
  Periodic work([&] { return ++done, 1h; });
  work.start();
  work.do_now();
  const int after_one = done;
  EXPECT_GE(after_one, 1);
  work.do_now();
  EXPECT_EQ(done, after_one + 1);
}

TEST(PeriodicWork, EndsWithoutWaitingForItsPause) {
  std::atomic<int> done = 0;
  Periodic work([&] { return ++done, 1h; });
  work.start();
  work.do_now();
  work.stop();
  const int after_stop = done;
  work.do_now();
  EXPECT_EQ(done, after_stop) << "nothing is done after the stop";
}

TEST(PeriodicWork, IsNotDoneBeforeTheStart) {
  std::atomic<int> done = 0;
  Periodic work([&] { return ++done, 1h; });
  work.do_now();
  EXPECT_EQ(done, 0);
}

}  // namespace riskflow::runtime
