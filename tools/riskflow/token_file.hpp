#pragma once
// The file that a token is kept in.
// Thread rule: any thread.

#include <string>

#include "domain/core/result.hpp"

namespace riskflow::cli {

// The token in `file`: one word, blanks and line breaks around it left out.  Error:
// unauthenticated, naming the file, what is wrong with it and how to name another: it is not there,
// cannot be read, or holds no token.  An empty name is the file that nobody named.
Result<std::string> read_token(const std::string& file);

}  // namespace riskflow::cli
