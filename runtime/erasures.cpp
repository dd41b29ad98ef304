#include "runtime/erasures.hpp"

#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;

// Only this one has the keys.
static constexpr std::uint32_t nodes = 1;

Result<std::set<SubjectRef>> Erasures::everybody_due() const {
  const auto folded = parts_.aggregates.load(dom::erasure::register_stream());
  if (!folded) return fail(folded.error());
  return std::get<dom::erasure::Register>((*folded)->state).due;
}

Result<std::size_t> Erasures::due() const {
  const auto people = everybody_due();
  if (!people) return fail(people.error());
  return people->size();
}

// From then on their keys can be derived with a root in escrow only.
Status Erasures::erase(const std::set<SubjectRef>& people) {
  const std::vector all(people.begin(), people.end());
  if (auto ok = keys_.erase(all); !ok) return ok;
  parts_.masks.clear();
  parts_.texts.clear();
  return {};
}

// Older copies of the pages are of no use from now on, or from when the last root is gone that was
// put in escrow before this.
Status Erasures::certify(const std::set<SubjectRef>& people) {
  const auto now = parts_.clock.now();
  const auto roots_gone = escrow_.replace();
  if (!roots_gone) return fail(roots_gone.error());
  const RequestContext context{random_request_id(now), {}, now, {}};
  const auto receipt = parts_.bus.execute(
      dom::erasure::Certify{people, keys_.generation(), nodes, std::max(now, *roots_gone)},
      context);
  if (!receipt) return fail(receipt.error());
  return {};
}

Status Erasures::carry_out() {
  const std::scoped_lock lock(one_at_a_time_);
  for (;;) {
    auto due = everybody_due();
    if (!due) return fail(due.error());
    if (due->empty()) return {};
    if (parts_.log.is_read_only()) return erase(*due);
    while (due->size() > dom::erasure::certified_max) due->erase(std::prev(due->end()));
    if (auto ok = erase(*due); !ok) return ok;
    if (auto ok = certify(*due); !ok) return ok;
  }
}

}  // namespace riskflow::runtime
