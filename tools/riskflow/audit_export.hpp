#pragma once
// riskflow audit export: writes events and the proof that they are in the log, for others to
// verify.

#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

Result<http::ExitCode> export_events(const Given& given, Session& session);

}  // namespace riskflow::cli
