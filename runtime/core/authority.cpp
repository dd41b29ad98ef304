#include "runtime/core/authority.hpp"

namespace riskflow::runtime {

// One at a time, from the first look to the last: of two, the one that saw less must not have the
// last word.
Status Authority::refresh() {
  const std::scoped_lock one_at_a_time(refreshing_);
  auto read = read_anew();
  // What cannot be read gives nobody a right, and shows nobody's name.
  auto fresh = read ? std::move(*read) : std::make_shared<const AuthorityNow>();
  const std::scoped_lock lock(mutex_);
  now_ = std::move(fresh);
  return read ? Status{} : fail(read.error());
}

Result<std::shared_ptr<const AuthorityNow>> Authority::read_anew() {
  const auto roles = aggregates_.load(domain::roles::stream());
  if (!roles) return fail(roles.error());
  const auto privacy = aggregates_.load(domain::privacy::stream());
  if (!privacy) return fail(privacy.error());
  auto fresh = std::make_shared<AuthorityNow>();
  fresh->roles = std::get<domain::roles::State>((*roles)->state);
  fresh->privacy = std::get<domain::privacy::State>((*privacy)->state);
  return std::shared_ptr<const AuthorityNow>(std::move(fresh));
}

std::shared_ptr<const AuthorityNow> Authority::now() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

}  // namespace riskflow::runtime
