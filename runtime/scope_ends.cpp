#include "runtime/scope_ends.hpp"

#include "projections/users.hpp"
#include "runtime/core/log.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

// The machine's clock may be set while the thread waits by another.
static constexpr std::chrono::minutes look_every{1};
// The views are behind, the store cannot take it now, or somebody else was first.
static constexpr std::chrono::seconds delay_after_failure{1};

static Periodic::Pause delay_until(std::optional<Instant> next, Instant now) {
  if (!next || *next - now >= look_every) return look_every;
  return std::chrono::ceil<Periodic::Pause>(*next - now);
}

// Ends what is due, a bounded number at a time.  Gives the pause after which it looks again.
Periodic::Pause ScopeEnds::look() {
  while (!timer_.is_stopping()) {
    const auto found = due();
    if (!found) {
      log::warn("scopes not looked at", {{"code", to_text(found.error().code)}});
      return delay_after_failure;
    }
    if (found->command.subjects.empty()) return delay_until(found->next, found->context.occurred);
    const auto receipt = bus_.execute(found->command, found->context);
    if (!receipt) {
      log::warn("scopes not ended", {{"code", to_text(receipt.error().code)}});
      return delay_after_failure;
    }
    // They were prolonged or removed meanwhile: the views will say so soon.
    if (receipt->events == 0) return delay_after_failure;
    log::info("scopes ended",
              {{"users", found->command.subjects.size()}, {"events", receipt->events}});
    after_ = receipt->first + receipt->events;
  }
  return {};
}

Result<ScopeEnds::Due> ScopeEnds::due() const {
  const auto now = clock_.now();
  const auto reading = views_.read({.after = after_, .as_of = {}});
  if (!reading) return fail(reading.error());
  const auto rows = reading->within<projections::UserRow>("isInScope", projections::scalar_of(true),
                                                          domain::subject::expiring_max);
  if (!rows) return fail(rows.error());
  Due due;
  Instant first = now;
  for (const auto& row : *rows) {
    const auto end = row.first_scope_end();
    if (!end) continue;
    if (*end > now) {
      due.next = end;
      break;
    }
    first = std::min(first, *end);
    due.command.subjects.insert(row.id);
  }
  // The same people found due at the same place in the log are the same request.
  const auto place = std::to_string(to_number(reading->position()));
  const auto request = derived_request_id(first, {"scope-ends", place});
  due.context = {request, {domain::Actor::Kind::system, {}}, now, {{}, request}};
  return due;
}

}  // namespace riskflow::runtime
