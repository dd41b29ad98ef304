#pragma once
// Verifies an export of the log from a stream, and says in words what came of it.

#include <istream>
#include <optional>
#include <string>

#include "eventstore/proof/export_verifier.hpp"

namespace riskflow::verify {

// The keys in a text, one a line; blank lines are passed over.  Error: invalid.
Result<std::vector<proof::VerifierKey>> keys_from_text(std::string_view text);

// Verifies the whole of `in`.  Errors: invalid, saying what is wrong and in which line.
// Memory: that of one line.
Result<proof::Verified> verify_export(std::istream& in, std::vector<proof::VerifierKey> keys,
                                      std::optional<proof::Checkpoint> earlier);

// What was verified, and what was not, for people: some lines.
std::string report(const proof::Verified& verified);

}  // namespace riskflow::verify
