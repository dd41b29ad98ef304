#pragma once
// SIGTERM and SIGINT as something to wait for or to look at, instead of the end of the process.

#include <csignal>

namespace riskflow::cli {

// Holds the signals back in the thread that makes it and in the threads started after, until it is
// gone.  A second signal, once the first was seen, ends the process.  One thread.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Blocks until one comes.
  void wait();

  // Whether one has come.
  bool came();

 private:
  void let_through();

  sigset_t signals_{};
  sigset_t before_{};
  bool came_ = false;
};

}  // namespace riskflow::cli
