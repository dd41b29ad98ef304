#pragma once
// The memory of this process as a core dump would show it: where some bytes lie, and in what kind
// of pages.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "eventstore/keyring.hpp"

namespace riskflow::eventstore {

// 32 bytes to be found, held in another form, so that whoever looks for them does not find this.
class Sought {
 public:
  explicit Sought(const Key& key);
  bool is_at(const std::uint8_t* bytes) const;

 private:
  std::array<std::uint8_t, 32> masked_;
};

// The flags (proc(5), VmFlags) of the pages of each place where it lies.  Cost: reads all memory.
std::vector<std::set<std::string>> places_of(const Sought& sought);

// Whether a page that is locked says so: in a program with a sanitizer `mlock` does nothing, and
// says that it did.
bool is_locking_real();

}  // namespace riskflow::eventstore
