#include "domain/scope_entries.hpp"

#include "domain/decision.hpp"

namespace riskflow::domain::subject {

static bool is_longer(Instant until, Instant present) { return until - present >= prolonged_least; }

void ScopeEntries::add(const State& person, EnteredPolicyScope entry) {
  if (entry.until <= now_) return;
  if (person.is_in_scope(entry.policy, now_) &&
      !is_longer(entry.until, person.scope.at(entry.policy)))
    return;
  const auto [known, is_first] = entries_.try_emplace({entry.subject, entry.policy}, entry);
  if (!is_first && is_longer(entry.until, known->second.until)) known->second = std::move(entry);
}

void ScopeEntries::record(Desk& desk) const {
  for (const auto& [of, entry] : entries_) desk.record(stream(entry.subject), entry);
}

}  // namespace riskflow::domain::subject
