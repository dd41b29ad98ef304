#include "runtime/core/authority.hpp"

namespace riskflow::runtime {

// One at a time, from the first look to the last: of two, the one that saw less must not have the
// last word.
Status Authority::refresh() {
  const std::scoped_lock one_at_a_time(refreshing_);
  const auto roles = aggregates_.load(domain::roles::stream());
  if (!roles) return fail(roles.error());
  const auto privacy = aggregates_.load(domain::privacy::stream());
  if (!privacy) return fail(privacy.error());
  auto fresh = std::make_shared<AuthorityNow>();
  fresh->roles = std::get<domain::roles::State>((*roles)->state);
  fresh->privacy = std::get<domain::privacy::State>((*privacy)->state);
  const std::scoped_lock lock(mutex_);
  now_ = std::move(fresh);
  return {};
}

std::shared_ptr<const AuthorityNow> Authority::now() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

}  // namespace riskflow::runtime
