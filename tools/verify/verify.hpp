#pragma once
// Verifies an export of the log, and says in words what came of it.

#include <istream>
#include <optional>
#include <string>

#include "eventstore/proof/export_verifier.hpp"

namespace riskflow::verify {

// What is verified, and by what.
struct Files {
  std::string key;                        // verifier keys, one a line
  std::optional<std::string> checkpoint;  // that the verifier kept from earlier
  std::string source;                     // the export; "-": `input`
};

// Verifies the export.  Errors: corrupt, when it or the checkpoint does not hold, saying what is
// wrong and in which line; invalid (the key); not_found, unavailable (a file cannot be read).
// Memory: that of one line.
Result<proof::Verified> verify_files(const Files& files, std::istream& input);

// What was verified, and what was not, for people: some lines.
std::string report(const proof::Verified& verified);

}  // namespace riskflow::verify
