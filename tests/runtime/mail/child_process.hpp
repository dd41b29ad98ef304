#pragma once
// A program that a test runs beside itself: talks through pipes, and is gone when the test is.

#include <string>
#include <vector>

#include <sys/types.h>

namespace riskflow::mail {

class ChildProcess {
 public:
  // Starts `arguments[0]`.
  explicit ChildProcess(std::vector<std::string> arguments);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Closes the program's stdin, which tells it to end, and waits for that.
  ~ChildProcess();

  // The next line of its stdout without the line end; empty when there will be none.
  std::string line();

  // Waits for its end; its exit status.
  int wait();

 private:
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
};

}  // namespace riskflow::mail
