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

  // What does not hold once it is up again and all faults have gone.
  Complaints complaints();

 private:
  const std::filesystem::path root_;
  Disk disk_;

 public:
  Workload workload;
};

// Of a store that does not open.
Complaints refusal(const Error& error);

}  // namespace riskflow::faults
