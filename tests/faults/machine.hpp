#pragma once
// A machine: a folder that goes with it, its disk, and what runs on it.  Thread rule: one thread.

#include "tests/faults/disk.hpp"
#include "tests/faults/workload.hpp"

namespace riskflow::faults {

class Machine {
 public:
  explicit Machine(std::uint64_t seed, const Habits& habits = {});
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Disk& disk() { return disk_; }
  const std::filesystem::path& root() const { return root_; }

  // The machine that this thread made, while it is there.
  static const Machine* of_this_thread();

  // What does not hold on its disk if the process ends now, in the midst of whatever it does: to
  // another that comes after it, and after a power cut of each kind.
  Complaints aftermath() const;

  // What does not hold once it is up again and all faults have gone.
  Complaints complaints();

 private:
  // Of what the disk of another has kept; who was told what there, knows it here.
  Machine(const Machine& ended, Keep keep);

  const std::filesystem::path root_;
  Disk disk_;
  const Machine* const before_;  // of this thread

 public:
  Workload workload;
};

// Of a store that does not open.
Complaints refusal(const Error& error);

}  // namespace riskflow::faults
