#include "runtime/purges.hpp"

#include <algorithm>

#include "domain/core/ensure.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;

namespace {

// Which envelopes may go: those about somebody whose keys are gone, and nobody under a hold.
class Judge {
 public:
  explicit Judge(const LensParts& parts) : parts_(parts) {}

  Result<bool> may_go(BytesView envelope) {
    const auto about = eventstore::about_of(envelope);
    if (!about) return fail(about.error());
    bool is_dead = false;
    for (const auto& subject : about->subjects) {
      const auto erased = is_erased(subject, about->purpose);
      if (!erased) return fail(erased.error());
      is_dead = is_dead || *erased;
    }
    if (!is_dead) return false;
    const auto held = is_held(about->subjects);
    if (!held) return fail(held.error());
    held_ += *held ? 1 : 0;
    return !*held;
  }

  std::uint64_t held() const { return held_; }

 private:
  // By the keys, not by what the log says of the person: it is they who decide.
  Result<bool> is_erased(const SubjectRef& subject, Purpose purpose) {
    if (const auto known = erased_.find(subject); known != erased_.end()) return known->second;
    const auto leaf = parts_.keys.leaf(subject, purpose);
    if (!leaf && leaf.error().code != Errc::erased) return fail(leaf.error());
    erased_[subject] = !leaf;
    return !leaf;
  }

  Result<bool> is_held(const std::vector<SubjectRef>& subjects) const {
    for (const auto& subject : subjects) {
      const auto person = parts_.aggregates.load(dom::subject::stream(subject));
      if (!person) return fail(person.error());
      if (std::get<dom::subject::State>((*person)->state).is_held) return true;
    }
    return false;
  }

  const LensParts& parts_;
  std::map<SubjectRef, bool> erased_;  // a purge meets everybody again and again
  std::uint64_t held_ = 0;
};

}  // namespace

Result<dom::erasure::Register> Purges::known() const {
  const auto folded = parts_.aggregates.load(dom::erasure::register_stream());
  if (!folded) return fail(folded.error());
  return std::get<dom::erasure::Register>((*folded)->state);
}

Result<PurgeReport> Purges::carry_out(const RequestContext& context) {
  const std::scoped_lock lock(one_at_a_time_);
  const auto begun = parts_.bus.execute(dom::erasure::BeginPurge{log_.head()}, context);
  if (!begun) return fail(begun.error());
  const auto now = known();
  if (!now) return fail(now.error());
  ensure(now->purging.has_value(), "a purge that was begun is known");
  const auto until = now->purging->until;

  Judge judge(parts_);
  const auto purged = log_.purge(until, [&](BytesView envelope) { return judge.may_go(envelope); });
  if (!purged) return fail(purged.error());

  const auto ended = parts_.clock.now();
  const RequestContext own{random_request_id(ended), {}, ended, {}};
  const auto recorded =
      parts_.bus.execute(dom::erasure::EndPurge{purged->fields, judge.held(), purged->bytes_before,
                                                purged->bytes_after},
                         own);
  if (!recorded) return fail(recorded.error());
  return PurgeReport{until, *purged, judge.held()};
}

}  // namespace riskflow::runtime
