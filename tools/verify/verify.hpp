#pragma once
// Verifies an export of the log or a receipt, and says in words what came of it.

#include <istream>
#include <optional>
#include <string>

#include "domain/core/result.hpp"

namespace riskflow::verify {

// What is verified, and by what.
struct Files {
  std::string key;                        // verifier keys, one a line
  std::optional<std::string> checkpoint;  // that the verifier kept from earlier
  std::string source;                     // the export or receipt; "-": `input`
};

// Verifies what is in `source`; answers what was verified, and what was not, for people: some
// lines, and for a receipt what each event says.  Errors: corrupt, when it or the checkpoint does
// not hold, saying what is wrong and where; invalid (the key); not_found, unavailable (a file
// cannot be read).  Memory: that of one line of an export.
Result<std::string> verify_files(const Files& files, std::istream& input);

}  // namespace riskflow::verify
