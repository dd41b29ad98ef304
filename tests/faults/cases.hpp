#pragma once
// Each kind of fault as numbered cases: a case is what follows from its kind and its number, so any
// one can be played again.  A case answers what does not hold; nothing when all is well.

#include <array>
#include <string_view>

#include "tests/faults/oracle.hpp"

namespace riskflow::faults {

enum class Kind : std::uint8_t {
  script,     // no fault: that the script of the next kind has the length that is counted on
  crash,      // the process ends at operation n, for every n of a script
  power_cut,  // the power goes at a random moment, up to three times, also while it recovers
  erasure,    // the power goes at operation n of some erasures
  key_error,  // EIO by sync n of some erasures, and then the power goes
  strict,     // power cuts as above, or a bit of the newest record, beside an ack ledger
  torn_tail,  // the newest record ends at every byte of it, and with zeros or noise after that
  bit_flip,   // one bit of one file, after it was closed
  no_space,   // ENOSPC at operation n, once or from there on
  io_error,   // EIO at operation n, once or from there on
  mend,       // EIO by sync n, once or from there on, and the log is mended where it stands
  read_error,
  odd_write,    // short or interrupted, once or always
  slow,         // seconds for an operation, as the clock sees it
  safekeeping,  // power cuts of a backup, a restore, a purge, a checkpoint (safekeeping.hpp)
  keep_error,   // ENOSPC or EIO in the same
};
struct NamedKind {
  Kind kind;
  std::string_view name;
};
inline constexpr std::array kinds{
    NamedKind{Kind::script, "script"},
    NamedKind{Kind::crash, "crash"},
    NamedKind{Kind::power_cut, "power_cut"},
    NamedKind{Kind::erasure, "erasure"},
    NamedKind{Kind::key_error, "key_error"},
    NamedKind{Kind::strict, "strict"},
    NamedKind{Kind::torn_tail, "torn_tail"},
    NamedKind{Kind::bit_flip, "bit_flip"},
    NamedKind{Kind::no_space, "no_space"},
    NamedKind{Kind::io_error, "io_error"},
    NamedKind{Kind::mend, "mend"},
    NamedKind{Kind::read_error, "read_error"},
    NamedKind{Kind::odd_write, "odd_write"},
    NamedKind{Kind::slow, "slow"},
    NamedKind{Kind::safekeeping, "safekeeping"},
    NamedKind{Kind::keep_error, "keep_error"},
};

Complaints play(Kind kind, std::uint64_t number);

}  // namespace riskflow::faults
