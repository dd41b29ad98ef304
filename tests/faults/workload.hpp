#pragma once
// The script of a server's life that the faults befall: it opens, appends, signs, makes and erases
// keys, closes and opens again, and tells the oracle all of it.  The steps follow from a seed.
// Thread rule: one thread.

#include <functional>

#include "tests/faults/disk.hpp"
#include "tests/faults/oracle.hpp"

namespace riskflow::faults {

// The hands of the test.  Goes forward or back, and stands still in between.
class JumpingClock final : public Clock {
 public:
  Instant now() override { return Instant{std::chrono::microseconds{at_.load()}}; }
  void jump(std::chrono::microseconds by) { at_ += by.count(); }

 private:
  std::atomic<std::int64_t> at_{1'767'225'600'000'000};
};

// How the server is run.
struct Habits {
  eventstore::Durability durability = eventstore::Durability::synced;
  // Whether a log that failed is mended where it stands, as a server does every second.
  bool mends = false;
  // Whether events have sealed pieces, which a purge may take.
  bool seals = false;
};

class Workload {
 public:
  // `is_dead`: whether the process ended before now, so that nobody hears what it says.
  Workload(std::filesystem::path root, std::uint64_t seed, const Habits& habits,
           std::function<bool()> is_dead);

  // So many steps from where it is, or until it is dead.  A step that fails makes the next one mend
  // the log, or open the store anew, as an operator would.
  void run(int steps);
  // Whether the next step begins with that.
  bool is_failing() const { return is_failing_; }

  // Opens if it is not open.  Error: that of opening.
  Status open();
  // Closes as a server does that ends: signs a last checkpoint, if it can.
  void close();
  // Closes and signs nothing.
  void drop() { store_ = {}; }

  // Whether it was taken.
  bool append_one();
  void make_key();
  void erase_somebody();
  void sign();
  // Whether it was done.
  bool purge();
  // Who was erased, the newest last.
  const std::vector<SubjectRef>& erased() const { return erased_; }
  Oracle& oracle() { return oracle_; }
  const Oracle& oracle() const { return oracle_; }
  const Habits& habits() const { return habits_; }
  Store& store() { return store_; }
  JumpingClock& clock() { return clock_; }
  Chance& chance() { return chance_; }

 private:
  void step();
  void recover();
  void append_group();
  void show_some();
  eventstore::Frame next_frame();
  eventstore::Part next_part(std::string stream);
  void seal_some(eventstore::EncodedEvent& event);
  void hear(const RequestId& request, const Result<eventstore::Receipt>& answer);

  const std::filesystem::path root_;
  const Habits habits_;
  const std::function<bool()> is_dead_;
  Chance chance_;
  JumpingClock clock_;
  Oracle oracle_;
  Store store_;
  std::uint64_t requests_ = 0;
  std::vector<SubjectRef> people_;
  std::vector<SubjectRef> erased_;
  bool is_failing_ = false;  // to be opened anew
};

}  // namespace riskflow::faults
