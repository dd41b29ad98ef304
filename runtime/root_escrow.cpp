#include "runtime/root_escrow.hpp"

#include <fmt/format.h>

#include "domain/codec/codec.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/unlock_key.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;
namespace fs = std::filesystem;

static constexpr std::string_view list_file = "erasures";

// ---- who is gone ----

// Who is due is asked first: whoever is certified meanwhile is met among the certified.
Result<RootEscrow::Gone> RootEscrow::everybody_gone() const {
  const auto folded = parts_.aggregates.load(dom::erasure::register_stream());
  if (!folded) return fail(folded.error());
  auto due = std::get<dom::erasure::Register>((*folded)->state).due;
  Gone gone;
  Status status;
  const auto read = parts_.log.read_stream(
      dom::erasure::register_stream(), Version{},
      [&](const eventstore::CommitHeader&, const eventstore::StoredEvent& event) {
        const auto decoded = codec::decode(event.type, event.schema, event.payload, event.position);
        if (!decoded) {
          status = fail(decoded.error());
          return eventstore::Reading::enough;
        }
        if (const auto* const done = std::get_if<dom::erasure::Done>(&*decoded)) {
          gone.people.push_back(done->subject);
          due.erase(done->subject);
        }
        return eventstore::Reading::more;
      });
  if (!read) return fail(read.error());
  if (!status) return fail(status.error());
  gone.certified = gone.people.size();
  gone.people.insert(gone.people.end(), due.begin(), due.end());
  return gone;
}

Result<std::string> RootEscrow::erasures() const {
  if (parts_.notary == nullptr)
    return fail(Errc::rejected, "this log was restored for reading only: nothing is signed", "log");
  auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  auto& people = gone->people;
  const auto listed = std::min(people.size(), eventstore::erasures_listed_max);
  const auto before = people.size() - listed;
  people.erase(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(before));
  return parts_.notary->sign(eventstore::ErasureList{eventstore::origin_of(parts_.log.origin()),
                                                     before, std::move(people)});
}

// ---- the folder ----

static std::unexpected<Error> not_configured() {
  return fail(Errc::invalid,
              "this data folder keeps no root in escrow: set escrow_folder (on another disk) and "
              "escrow_key_file (64 hexadecimal digits, kept elsewhere too) in riskflow.toml",
              "escrow_folder");
}

fs::path RootEscrow::folder() const {
  return fs::path(parts_.config.escrow_folder) / to_text(parts_.log.origin());
}

static std::string name_of_root(std::uint64_t generation) {
  return fmt::format("root-{}{}", generation, eventstore::root_ending);
}

Result<RootEscrow::Kept> RootEscrow::kept() const {
  Kept out;
  if (!is_on()) return out;
  const auto roots = eventstore::roots_in(parts_.config.escrow_folder);
  if (!roots) return fail(roots.error());
  const auto own = folder() / name_of_root(parts_.keys.generation());
  for (const auto& [path, terms] : *roots) {
    if (terms.until <= parts_.clock.now())
      out.old.push_back(path);
    else if (path == own && terms.log == parts_.log.id())
      out.until = terms.until;
  }
  return out;
}

Status RootEscrow::remove_expired() {
  if (!is_on()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto roots = eventstore::roots_in(parts_.config.escrow_folder);
  if (!roots) return fail(roots.error());
  Status done;
  for (const auto& root : *roots) {
    if (root.terms.until > parts_.clock.now()) continue;
    if (auto ok = eventstore::remove_secret(root.path); !ok) done = ok;
  }
  return done;
}

// ---- the whole ----

Result<eventstore::EscrowTerms> RootEscrow::renew(const dom::Actor& actor) {
  const std::scoped_lock lock(one_at_a_time_);
  return put(actor);
}

// The root that the erasure left may be among them, when it is tried again: a date too late harms
// nobody.
Result<Instant> RootEscrow::last_before() const {
  const auto record = on_record();
  if (!record) return fail(record.error());
  const auto restored = eventstore::restored_root(parts_.config.data / "keys");
  if (!restored) return fail(restored.error());
  Instant last = record->roots_gone;
  if (*restored) last = std::max(last, (*restored)->until);
  if (!is_on()) return last;
  const auto roots = eventstore::roots_in(parts_.config.escrow_folder);
  if (!roots) return fail(roots.error());
  for (const auto& root : *roots)
    if (root.terms.log == parts_.log.id()) last = std::max(last, root.terms.until);
  return last;
}

Status RootEscrow::record(const dom::safekeeping::RecordEscrow& root,
                          const dom::Actor& actor) const {
  const auto now = parts_.clock.now();
  const auto receipt = parts_.bus.execute(root, {random_request_id(now), actor, now, {}});
  return receipt ? Status{} : fail(receipt.error());
}

Status RootEscrow::record_restored() {
  if (parts_.log.is_read_only()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto root = eventstore::restored_root(parts_.config.data / "keys");
  if (!root) return fail(root.error());
  const auto known = on_record();
  if (!known) return fail(known.error());
  if (!*root || (*root)->until <= known->roots_gone) return {};
  return record({(*root)->generation, (*root)->until}, {});
}

Status RootEscrow::put_back() {
  if (!is_on() || parts_.log.is_read_only()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto record = on_record();
  if (!record) return fail(record.error());
  if (record->roots_gone <= parts_.clock.now()) return {};
  const auto there = kept();
  if (!there) return fail(there.error());
  if (there->until) return {};
  const auto terms = put({});
  return terms ? Status{} : fail(terms.error());
}

// In one go, so that no root is put there in between that was sealed before the erasure.
Result<Instant> RootEscrow::replace() {
  const std::scoped_lock lock(one_at_a_time_);
  auto last = last_before();
  if (!last || !is_on()) return last;
  if (const auto terms = put({}); !terms) return fail(terms.error());
  return last;
}

Result<eventstore::EscrowTerms> RootEscrow::put(const dom::Actor& actor) const {
  if (!is_on() || parts_.config.escrow_key_file.empty()) return not_configured();
  const auto key = eventstore::read_unlock_key(parts_.config.escrow_key_file);
  if (!key) return fail(key.error());
  const auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  const auto list = erasures();
  if (!list) return fail(list.error());
  const auto now = parts_.clock.now();
  // Who is only due may still be in this root: a restore forgets them too.
  const eventstore::EscrowTerms wanted{parts_.log.id(), 0, gone->certified, now,
                                       now + std::chrono::days{parts_.config.escrow_days}};
  const auto artefact = parts_.keys.seal_root(wanted, *key);
  if (!artefact) return fail(artefact.error());
  auto terms = eventstore::escrow_terms(*artefact);
  if (!terms) return fail(terms.error());
  if (auto ok = eventstore::make_folders(folder()); !ok) return fail(ok.error());
  // The list first: a root without it would bring the erased back.
  if (auto ok = eventstore::write_file(folder() / list_file, *list); !ok) return fail(ok.error());
  // On record before it is there: no certificate may say that it was never.
  if (auto ok = record({terms->generation, terms->until}, actor); !ok) return fail(ok.error());
  const auto stored = eventstore::write_file(folder() / name_of_root(terms->generation), *artefact);
  if (!stored) return fail(stored.error());
  return terms;
}

Result<dom::safekeeping::State> RootEscrow::on_record() const {
  const auto folded = parts_.aggregates.load(dom::safekeeping::stream());
  if (!folded) return fail(folded.error());
  return std::get<dom::safekeeping::State>((*folded)->state);
}

}  // namespace riskflow::runtime
