#pragma once
// Holds the window of remembered requests against itself and against the commits: each entry under
// a request against the one under its number, the numbers against the head record, and both against
// the commit that they name.

#include "eventstore/head_scan.hpp"

namespace riskflow::eventstore {

// Some entries at a time, while appends go on.  Thread rule: one thread.
class RequestCheck {
 public:
  // Looks at as many entries as are `left`, and takes them off.  Whether there is no more.  Errors:
  // corrupt, unavailable.  Cost: three gets an entry.
  Result<bool> step(const Tables& tables, std::uint64_t& left);

  // How many requests are remembered, when there is no more.
  std::uint64_t count() const { return count_; }

 private:
  Status check_remembered(const Tables& tables, BytesView key, BytesView value);
  Status check_order(const Tables& tables, BytesView key, BytesView value);

  void begin(HeadScan& now);
  Result<bool> walk_requests(const Tables& tables, Scan& scan, std::uint64_t& left);
  Result<bool> walk_order(const Tables& tables, HeadScan& now, std::uint64_t& left);

  bool begun_ = false;
  Bytes last_request_;     // the last key under a request, when it began
  std::uint64_t end_ = 0;  // as many were ever remembered then

  Bytes next_;                      // the key to go on at
  bool in_order_ = false;           // whether that is one of the order
  std::uint64_t number_ = 0;        // the order goes on with
  std::uint64_t count_ = 0;         // of the order's entries
  std::optional<Position> last_{};  // the commit of the order's entry before
};

}  // namespace riskflow::eventstore
