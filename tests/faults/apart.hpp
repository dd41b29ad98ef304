#pragma once
// Plays a case in a process of its own, so that whatever ends it ends nothing else.
// Thread rule: the caller has no other threads.

#include <string>

#include "tests/faults/cases.hpp"

namespace riskflow::faults {

enum class Ending : std::uint8_t {
  well,
  failed,   // a promise does not hold, or the process crashed
  refused,  // it says that it cannot open: nothing is lost in silence, but an operator has to come
  aborted,  // RocksDB ended it by one of its assertions, which Debian leaves in, and all is well on
            // the disk, to whoever comes after it and after a power cut
};

struct Played {
  Ending ending = Ending::failed;
  std::string said;  // what does not hold, a line each; or the assertion
};

Played play_apart(Kind kind, std::uint64_t number);

}  // namespace riskflow::faults
