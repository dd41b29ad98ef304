#include "tools/riskflow/stop_signals.hpp"

#include <ctime>

namespace riskflow::cli {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

StopSignals::~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void StopSignals::wait() {
  int which = 0;
  sigwait(&signals_, &which);
  let_through();
}

bool StopSignals::came() {
  const timespec at_once{};
  if (!came_ && sigtimedwait(&signals_, nullptr, &at_once) > 0) let_through();
  return came_;
}

void StopSignals::let_through() {
  came_ = true;
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

}  // namespace riskflow::cli
