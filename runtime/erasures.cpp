#include "runtime/erasures.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

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

// From then on their keys can be derived with a root in escrow only.  Whose keys are gone already
// costs no page: that must not fail where nothing is to be written.
Status Erasures::destroy(std::span<const SubjectRef> people,
                         std::optional<std::uint64_t> generation) {
  const auto asked = keys_.still_derivable(people);
  const auto left = asked ? std::span<const SubjectRef>(*asked) : people;
  if (left.empty()) return {};
  keys_.withhold(left);
  parts_.masks.clear();
  parts_.texts.clear();
  forget_mails_();
  return keys_.erase(left, generation);
}

Status Erasures::destroy_everybody_due() {
  const auto due = everybody_due();
  if (!due) return fail(due.error());
  return destroy(std::vector(due->begin(), due->end()));
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
  const auto certified = std::span<const SubjectRef>(gone->people).first(gone->certified);
  keys_.withhold(certified);
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

Status Erasures::forget_certified_if_older() {
  const auto certified = certified_generation();
  if (!certified) return fail(certified.error());
  return keys_.generation() < *certified ? forget_certified(*certified) : Status{};
}

static void warn_unless(const Status& done, std::string_view what) {
  if (!done)
    log::warn(what, {{"code", to_text(done.error().code)}, {"target", done.error().target}});
}

Status Erasures::destroy_again() {
  const std::scoped_lock lock(one_at_a_time_);
  // Whoever cannot be read from the log is to be forgotten too.
  if (const auto gone = escrow_.everybody_gone(); !gone) return fail(gone.error());
  warn_unless(forget_certified_if_older(), "people not forgotten again: their keys are withheld");
  warn_unless(destroy_everybody_due(), "keys of people who are due not destroyed, but withheld");
  return {};
}

Status Erasures::put_on_record(std::span<const SubjectRef> people, const std::string& origin) {
  const auto gone = escrow_.roots_gone();
  if (!gone) return fail(gone.error());
  const auto now = parts_.clock.now();
  while (!people.empty()) {
    const auto some = take_some(people);
    const RequestContext context{random_request_id(now), {}, now, {}};
    const dom::erasure::CarryOver command{
        {some.begin(), some.end()}, origin, keys_.generation(), std::max(now, *gone)};
    const auto receipt = parts_.bus.execute(command, context);
    if (!receipt) return fail(receipt.error());
  }
  return {};
}

// Once is enough: from then on this process writes the list.  The generation is above those of the
// roots that lie there, which open what the newer folder has written.
Status Erasures::carry_over_listed() {
  if (is_list_carried_over_) return {};
  const auto people = escrow_.erased_and_not_known();
  if (!people) return fail(people.error());
  const auto newest = escrow_.newest_generation();
  if (!newest) return fail(newest.error());
  for (std::span<const SubjectRef> left = *people; !left.empty();)
    if (auto ok = destroy(take_some(left), std::max(keys_.generation(), *newest) + 1); !ok)
      return ok;
  const auto done = put_on_record(*people, eventstore::origin_of(parts_.log.origin()));
  if (!done) return done;
  if (!people->empty())
    log::warn("the data folder was an older copy: who was erased since was erased again",
              {{"people", people->size()}, {"generation", keys_.generation()}});
  is_list_carried_over_ = true;
  return {};
}

Status Erasures::carry_over() {
  if (parts_.log.is_read_only()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto forgotten = eventstore::forgotten_again(keys_folder_);
  if (!forgotten) return fail(forgotten.error());
  if (*forgotten) {
    if (auto ok = put_on_record((*forgotten)->gone, (*forgotten)->origin); !ok) return ok;
    if (auto ok = eventstore::put_on_record(keys_folder_); !ok) return ok;
  }
  return carry_over_listed();
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

// Whoever has approved learns what has happened, and what is left to happen.
static std::unexpected<Error> so_far(const Error& error, std::string_view done) {
  auto told = error;
  told.message = fmt::format("{}, which is tried each minute: {}", done, error.message);
  return fail(std::move(told));
}

Status Erasures::carry_out() {
  const std::scoped_lock lock(one_at_a_time_);
  if (auto ok = forget_certified_if_older(); !ok) return ok;
  for (;;) {
    auto due = everybody_due();
    if (!due) return fail(due.error());
    if (due->empty()) return {};
    if (parts_.log.is_read_only()) return destroy(std::vector(due->begin(), due->end()));
    while (due->size() > dom::erasure::certified_max) due->erase(std::prev(due->end()));
    if (auto ok = destroy(std::vector(due->begin(), due->end())); !ok)
      return so_far(ok.error(),
                    "the erasure is approved and on record, and nobody can read what is about them "
                    "any more; their keys are destroyed when they can be written");
    if (auto ok = certify(*due); !ok)
      return so_far(ok.error(),
                    "the erasure is approved and on record, and their keys are destroyed; the "
                    "certificate follows");
  }
}

}  // namespace riskflow::runtime
