#include "runtime/erasures.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "eventstore/restore_keys.hpp"
#include "runtime/core/log.hpp"
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
Status Erasures::destroy(const std::set<SubjectRef>& people) {
  std::vector<SubjectRef> left;
  std::ranges::set_difference(people, destroyed_, std::back_inserter(left));
  if (left.empty()) return {};
  if (auto ok = keys_.erase(left); !ok) return ok;
  destroyed_.insert(left.begin(), left.end());
  parts_.masks.clear();
  parts_.texts.clear();
  forget_mails_();
  return {};
}

// The first of them, as many as a certificate has room for and memory for their ways; the rest
// stays in `left`.
static std::span<const SubjectRef> take_some(std::span<const SubjectRef>& left) {
  const auto some = left.first(std::min(dom::erasure::certified_max, left.size()));
  left = left.subspan(some.size());
  return some;
}

// Of each older copy the generation is below that of the newest certificate.  It is raised with the
// last of them only: as long as it is below, it is not done.
Status Erasures::forget_certified(std::uint64_t generation) {
  const auto gone = escrow_.everybody_gone();
  if (!gone) return fail(gone.error());
  const auto certified = std::span(gone->people).first(gone->certified);
  for (auto left = certified; !left.empty();) {
    const auto some = take_some(left);
    if (auto ok = keys_.erase(some, left.empty() ? generation + 1 : keys_.generation()); !ok)
      return ok;
  }
  log::warn("the keys folder was an older copy: who was erased since was forgotten again",
            {{"people", certified.size()}, {"generation", keys_.generation()}});
  return {};
}

// What the newest certificate says; all that were written with it say the same.
Result<std::uint64_t> Erasures::certified_generation() const {
  const auto folded = parts_.aggregates.load(dom::erasure::register_stream());
  if (!folded) return fail(folded.error());
  const auto newest = std::get<dom::erasure::Register>((*folded)->state).newest;
  if (!newest) return 0;
  const auto person = parts_.aggregates.load(dom::subject::stream(newest));
  if (!person) return fail(person.error());
  return std::get<dom::subject::State>((*person)->state).erasure.key_generation;
}

Status Erasures::destroy_again() {
  const std::scoped_lock lock(one_at_a_time_);
  const auto certified = certified_generation();
  if (!certified) return fail(certified.error());
  if (keys_.generation() < *certified)
    if (auto ok = forget_certified(*certified); !ok) return ok;
  const auto due = everybody_due();
  if (!due) return fail(due.error());
  return destroy(*due);
}

Status Erasures::carry_over() {
  if (parts_.log.is_read_only()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto forgotten = eventstore::forgotten_again(keys_folder_);
  if (!forgotten) return fail(forgotten.error());
  if (!*forgotten) return {};
  const auto gone = escrow_.roots_gone();
  if (!gone) return fail(gone.error());
  const auto now = parts_.clock.now();
  for (std::span<const SubjectRef> left = (*forgotten)->gone; !left.empty();) {
    const auto some = take_some(left);
    const RequestContext context{random_request_id(now), {}, now, {}};
    const auto receipt = parts_.bus.execute(dom::erasure::CarryOver{{some.begin(), some.end()},
                                                                    (*forgotten)->origin,
                                                                    keys_.generation(),
                                                                    std::max(now, *gone)},
                                            context);
    if (!receipt) return fail(receipt.error());
  }
  return eventstore::put_on_record(keys_folder_);
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
    if (parts_.log.is_read_only()) return destroy(*due);
    while (due->size() > dom::erasure::certified_max) due->erase(std::prev(due->end()));
    if (auto ok = destroy(*due); !ok) return ok;
    if (auto ok = certify(*due); !ok) return ok;
    for (const auto& person : *due) destroyed_.erase(person);
  }
}

}  // namespace riskflow::runtime
