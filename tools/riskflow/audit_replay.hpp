#pragma once
// riskflow audit replay: tells what happened, event by event, and the state it led to.

#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

Result<http::ExitCode> replay(const Given& given, Session& session);

}  // namespace riskflow::cli
