#pragma once
// An open file of the operating system, closed when it goes.  Thread rule: one thread at a time.

#include <unistd.h>

namespace riskflow::eventstore {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}  // -1: none
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  void close() {
    if (is_open()) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

}  // namespace riskflow::eventstore
