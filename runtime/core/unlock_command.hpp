#pragma once
// The unlock key from a command of the operator's, for example one that asks a secret store.

#include <chrono>
#include <string>

#include "eventstore/keyring.hpp"

namespace riskflow::runtime {

// Runs `command` and takes the unlock key from its standard output.  The command is a program and
// its arguments, apart by blanks: no shell reads it, so nothing in it is quoted or expanded.  What
// the program says is not kept, and on its standard error not listened to.  Errors: unavailable (it
// cannot be run, fails, or takes longer than `limit`: then it is ended, with what it started);
// corrupt (what it said is no key).
Result<eventstore::Key> unlock_key_from(const std::string& command,
                                        std::chrono::milliseconds limit = std::chrono::seconds{30});

}  // namespace riskflow::runtime
