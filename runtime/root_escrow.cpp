#include "runtime/root_escrow.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

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

// Whoever stands on `there` stays on the list, also somebody whom this log does not know.
Result<eventstore::ErasureList> RootEscrow::list_beyond(
    const std::optional<eventstore::ErasureList>& there) const {
  auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  auto& people = gone->people;
  std::uint64_t end = 0;
  if (there) {
    std::set<SubjectRef> others(there->gone.begin(), there->gone.end());
    for (const auto& person : people) others.erase(person);
    people.insert(people.end(), others.begin(), others.end());
    end = there->end();
  }
  end = std::max<std::uint64_t>(end, people.size());
  const auto listed = std::min(people.size(), eventstore::erasures_listed_max);
  people.erase(people.begin(), people.end() - static_cast<std::ptrdiff_t>(listed));
  return eventstore::ErasureList{eventstore::origin_of(parts_.log.origin()), end - listed,
                                 std::move(people)};
}

static std::unexpected<Error> not_signed() {
  return fail(Errc::rejected, "this log was restored for reading only: nothing is signed", "log");
}

Result<std::string> RootEscrow::erasures() const {
  if (parts_.notary == nullptr) return not_signed();
  const auto list = list_beyond({});
  if (!list) return fail(list.error());
  return parts_.notary->sign(*list);
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

fs::path RootEscrow::own_root() const { return folder() / name_of_root(parts_.keys.generation()); }

// Other logs may have theirs in the same folder.  Of one that is damaged nobody can say until when
// it counts: it would open to whoever mends it.
Result<std::vector<eventstore::RootFile>> RootEscrow::all_roots() const {
  auto roots = eventstore::roots_in(parts_.config.escrow_folder);
  if (!roots) return fail(roots.error());
  if (!roots->damaged.empty()) return fail(roots->damaged.front());
  return std::move(roots->files);
}

// A log that was restored has the id of the old one, and a folder of its own.
bool RootEscrow::is_of_another(const eventstore::RootFile& root) const {
  return root.terms.log == parts_.log.id() && root.path.parent_path() != folder();
}

Result<std::vector<eventstore::RootFile>> RootEscrow::expired() const {
  auto roots = all_roots();
  if (!roots) return roots;
  std::map<fs::path, std::uint64_t> newest;
  for (const auto& root : *roots) {
    auto& generation = newest[root.path.parent_path()];
    generation = std::max(generation, root.terms.generation);
  }
  std::erase_if(*roots, [&](const eventstore::RootFile& root) {
    if (root.terms.until > parts_.clock.now()) return true;
    return !is_of_another(root) && root.terms.generation == newest[root.path.parent_path()];
  });
  return roots;
}

Result<std::uint64_t> RootEscrow::newest_generation() const {
  std::uint64_t newest = 0;
  if (!is_on()) return newest;
  const auto roots = all_roots();
  if (!roots) return fail(roots.error());
  for (const auto& root : *roots)
    if (root.path.parent_path() == folder()) newest = std::max(newest, root.terms.generation);
  return newest;
}

Result<std::optional<Instant>> RootEscrow::kept_by_others() const {
  std::optional<Instant> last;
  if (!is_on()) return last;
  const auto roots = all_roots();
  if (!roots) return fail(roots.error());
  for (const auto& root : *roots)
    if (is_of_another(root)) last = std::max(last.value_or(root.terms.until), root.terms.until);
  return last;
}

Status RootEscrow::remove_expired() {
  if (!is_on()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto roots = expired();
  if (!roots) return fail(roots.error());
  Status done;
  for (const auto& root : *roots)
    if (auto ok = eventstore::remove_secret(root.path); !ok) done = ok;
  return done;
}

// ---- what lies there ----

static constexpr std::size_t file_size_max = 1'000'000;

Result<std::optional<Instant>> RootEscrow::kept_until() const {
  const auto artefact = eventstore::read_file(own_root(), file_size_max);
  if (!artefact && artefact.error().code == Errc::not_found) return std::nullopt;
  if (!artefact) return fail(artefact.error());
  const auto terms = eventstore::escrow_terms(*artefact);
  if (!terms || terms->log != parts_.log.id()) return std::nullopt;
  return terms->until;
}

static std::unexpected<Error> not_as_it_should(const fs::path& file, std::string_view why) {
  return fail(Errc::corrupt, fmt::format("{}: {}", file.string(), why), "escrow");
}

Status RootEscrow::check_root(const fs::path& file) const {
  const auto key = eventstore::read_unlock_key(parts_.config.escrow_key_file);
  if (!key) return fail(key.error());
  const auto artefact = eventstore::read_file(file, file_size_max);
  if (!artefact) return fail(artefact.error());
  const auto root = eventstore::open_escrow(*artefact, *key);
  if (!root) return not_as_it_should(file, root.error().message);
  if (!parts_.keys.is_root(*root)) return not_as_it_should(file, "it opens other keys than these");
  return {};
}

// Also those that were retired: what lies there may have been signed before.
std::vector<proof::VerifierKey> RootEscrow::keys_ever(
    const domain::safekeeping::State& known) const {
  auto keys = parts_.notary->keys();
  for (const auto* const texts : {&known.keys_added, &known.keys_retired})
    for (const auto& text : *texts)
      if (const auto key = proof::verifier_key_from_text(text)) keys.push_back(*key);
  return keys;
}

Result<std::optional<eventstore::ErasureList>> RootEscrow::listed() const {
  const auto file = folder() / list_file;
  const auto note = eventstore::read_file(file, file_size_max);
  if (!note && note.error().code == Errc::not_found) return std::nullopt;
  if (!note) return fail(note.error());
  const auto known = on_record();
  if (!known) return fail(known.error());
  auto list = eventstore::verify_erasures(*note, keys_ever(*known));
  if (!list)
    return not_as_it_should(file, list.error().message +
                                      "; it may name people who were erased, so it is not written "
                                      "anew: put a sound copy in its place, or move it away");
  return std::move(*list);
}

Result<std::vector<SubjectRef>> RootEscrow::erased_and_not_known() const {
  if (!is_on() || parts_.notary == nullptr) return std::vector<SubjectRef>{};
  const auto there = listed();
  if (!there) return fail(there.error());
  if (!*there) return std::vector<SubjectRef>{};
  const auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  std::set<SubjectRef> others((*there)->gone.begin(), (*there)->gone.end());
  for (const auto& person : gone->people) others.erase(person);
  std::vector<SubjectRef> out;
  for (const auto& person : others) {
    const auto folded = parts_.aggregates.load(dom::subject::stream(person));
    if (!folded) return fail(folded.error());
    if (std::get<dom::subject::State>((*folded)->state).exists()) out.push_back(person);
  }
  return out;
}

Status RootEscrow::check_list() const {
  const auto file = folder() / list_file;
  const auto note = eventstore::read_file(file, file_size_max);
  if (!note) return not_as_it_should(file, note.error().message);
  std::uint64_t end = 0;
  for (const auto& key : parts_.notary->keys()) {
    const auto list = eventstore::verify_erasures(*note, std::array{key});
    if (!list) return not_as_it_should(file, list.error().message);
    end = list->end();
  }
  const auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  if (end < gone->certified)
    return not_as_it_should(file, "it does not name everybody who was erased");
  const auto unknown = erased_and_not_known();
  if (!unknown) return fail(unknown.error());
  if (!unknown->empty())
    return not_as_it_should(
        file, fmt::format("it names {} whose erasure this log does not know: the data folder is an "
                          "older copy; they are erased as soon as keys can be written",
                          unknown->size()));
  return {};
}

Result<std::optional<Instant>> RootEscrow::look() const {
  if (!is_on() || parts_.notary == nullptr) return std::nullopt;
  const auto old = expired();
  if (!old) return fail(old.error());
  if (!old->empty())
    return fail(Errc::expired,
                fmt::format("{} is past its time, and was not removed", old->front().path.string()),
                "escrow");
  const auto until = kept_until();
  if (!until || !*until) return until;
  if (auto ok = check_root(own_root()); !ok) return fail(ok.error());
  if (auto ok = check_list(); !ok) return fail(ok.error());
  return until;
}

// ---- the whole ----

Result<eventstore::EscrowTerms> RootEscrow::renew(const dom::Actor& actor) {
  const std::scoped_lock lock(one_at_a_time_);
  return put(actor);
}

// The root that the erasure left may be among them, when it is tried again: a date too late harms
// nobody.
Result<Instant> RootEscrow::roots_gone() const {
  const auto record = on_record();
  if (!record) return fail(record.error());
  const auto restored = eventstore::restored_root(parts_.config.data / "keys");
  if (!restored) return fail(restored.error());
  Instant last = record->roots_gone;
  if (*restored) last = std::max(last, (*restored)->until);
  if (!is_on()) return last;
  const auto roots = all_roots();
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

Status RootEscrow::keep() {
  if (!is_on() || parts_.notary == nullptr) return {};
  const std::scoped_lock lock(one_at_a_time_);
  const auto until = kept_until();
  if (!until) return fail(until.error());
  const auto half = std::chrono::hours{12} * parts_.config.escrow_days;
  if (*until && **until - parts_.clock.now() > half) return {};
  const auto terms = put({});
  return terms ? Status{} : fail(terms.error());
}

Status RootEscrow::sign_list_again() {
  if (!is_on()) return {};
  const std::scoped_lock lock(one_at_a_time_);
  std::error_code ignored;
  return fs::exists(folder() / list_file, ignored) ? store_list() : Status{};
}

// In one go, so that no root is put there in between that was sealed before the erasure.  What is
// past its time goes before anybody is certified.
Result<Instant> RootEscrow::replace() {
  {
    const std::scoped_lock lock(one_at_a_time_);
    auto last = roots_gone();
    if (!last || !is_on()) return last;
    if (const auto terms = put({}); !terms) return fail(terms.error());
    if (*last > parts_.clock.now()) return last;
  }
  if (auto ok = remove_expired(); !ok) return fail(ok.error());
  return parts_.clock.now();
}

Status RootEscrow::store_list() const {
  if (parts_.notary == nullptr) return not_signed();
  const auto there = listed();
  if (!there) return fail(there.error());
  const auto list = list_beyond(*there);
  if (!list) return fail(list.error());
  const auto note = parts_.notary->sign(*list);
  if (auto ok = eventstore::make_folders(folder()); !ok) return ok;
  return eventstore::write_file(folder() / list_file, note);
}

Result<eventstore::EscrowTerms> RootEscrow::put(const dom::Actor& actor) const {
  if (!is_on() || parts_.config.escrow_key_file.empty()) return not_configured();
  const auto key = eventstore::read_unlock_key(parts_.config.escrow_key_file);
  if (!key) return fail(key.error());
  const auto gone = everybody_gone();
  if (!gone) return fail(gone.error());
  const auto now = parts_.clock.now();
  // At least so many are gone from this root; a restore asks it whom it opens.
  const eventstore::EscrowTerms wanted{parts_.log.id(), 0, gone->certified, now,
                                       now + std::chrono::days{parts_.config.escrow_days}};
  const auto artefact = parts_.keys.seal_root(wanted, *key);
  if (!artefact) return fail(artefact.error());
  auto terms = eventstore::escrow_terms(*artefact);
  if (!terms) return fail(terms.error());
  // The list first: a root without it would bring the erased back.
  if (auto ok = store_list(); !ok) return fail(ok.error());
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
