#pragma once
// The file that the first token is written into; whoever can read it is an administrator.

#include <string>
#include <string_view>

#include "domain/core/result.hpp"

namespace riskflow::runtime {

// Writes a token into a file that only its owner can read (0600), durable when it returns; leaves a
// file alone that is there.  Error: unavailable.
Status write_token_file(const std::string& path, std::string_view token);

}  // namespace riskflow::runtime
