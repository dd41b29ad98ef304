#pragma once
// Follows a run: asks again and again, ever more slowly, and prints each step once it is done.

#include <chrono>
#include <optional>
#include <string>

#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

// Steps go to stdout as lines (in other formats to stderr, and the finished run to stdout).  Gives
// `failed` unless the run succeeded.  Errors: unavailable, after `limit`; the server's.
Result<http::ExitCode> follow_run(Session& session, const std::string& run,
                                  std::optional<std::chrono::seconds> limit);

}  // namespace riskflow::cli
