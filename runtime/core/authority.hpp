#pragma once
// Who may do what and see what, right now: roles and privacy, folded when a commit is acknowledged
// and not later.

#include <memory>
#include <mutex>

#include "domain/decision.hpp"
#include "runtime/core/aggregates.hpp"

namespace riskflow::runtime {

// One moment's authority.  Immutable.
struct AuthorityNow {
  domain::roles::State roles;
  domain::privacy::State privacy;
};

// Thread rule: any thread.
class Authority {
 public:
  explicit Authority(Aggregates& aggregates) : aggregates_(aggregates) {}

  // Reads roles and privacy anew.  Called at start, and by the bus before it acknowledges a commit
  // that touched them.  When they cannot be read, nobody may do anything until they can.
  Status refresh();

  std::shared_ptr<const AuthorityNow> now() const;

 private:
  Result<std::shared_ptr<const AuthorityNow>> read_anew();

  Aggregates& aggregates_;
  std::mutex refreshing_;
  mutable std::mutex mutex_;  // guards now_
  std::shared_ptr<const AuthorityNow> now_ = std::make_shared<AuthorityNow>();
};

}  // namespace riskflow::runtime
