#include "runtime/audit_keys.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using dom::safekeeping::AddSigningKey;
using dom::safekeeping::BeginSigningAnew;
using dom::safekeeping::RetireSigningKey;

Result<dom::safekeeping::State> AuditKeys::on_record() const {
  const auto folded = aggregates_.load(dom::safekeeping::stream());
  if (!folded) return fail(folded.error());
  return std::get<dom::safekeeping::State>((*folded)->state);
}

static Result<std::vector<proof::VerifierKey>> newest_first(std::span<const std::string> texts) {
  std::vector<proof::VerifierKey> out;
  for (const auto& text : texts) {
    const auto key = proof::verifier_key_from_text(text);
    if (!key) return fail(Errc::corrupt, key.error().message, "key");
    out.insert(out.begin(), *key);
  }
  return out;
}

Result<AuditKeys::Known> AuditKeys::known() const {
  const auto state = on_record();
  if (!state) return fail(state.error());
  auto retired = newest_first(state->keys_retired);
  if (!retired) return fail(retired.error());
  auto lost = newest_first(state->keys_lost);
  if (!lost) return fail(lost.error());
  return Known{notary_.keys(), std::move(*retired), std::move(*lost)};
}

static bool has(std::span<const proof::VerifierKey> keys, std::string_view text) {
  return std::ranges::any_of(keys, [&](const auto& key) { return to_text(key) == text; });
}

// An older audit.key signs what its own log calls forged, or knows nothing of the key that auditors
// were given.
static Status check_files(std::span<const proof::VerifierKey> keys,
                          const dom::safekeeping::State& state) {
  const auto refuse = [](std::string_view key, std::string_view what) {
    return fail(Errc::corrupt,
                fmt::format("audit.key is an older copy: the key {} {}; put the newer audit.key "
                            "back in its place (or, to begin with a new key and tell the "
                            "auditors, remove audit.key, audit.pub and checkpoint)",
                            key, what),
                "audit.key");
  };
  if (keys.size() == 1 && std::ranges::count(state.keys_retired, to_text(keys.front())))
    return refuse(to_text(keys.front()), "was retired");
  // A log that goes on from another has on record whose keys those were.
  const auto own = keys.front().name + "+";
  for (const auto& added : state.keys_added)
    if (added.starts_with(own) && !has(keys, added) &&
        !std::ranges::count(state.keys_retired, added) &&
        !std::ranges::count(state.keys_lost, added))
      return refuse(added, "was added, and is missing");
  return {};
}

Status AuditKeys::check() const {
  const auto state = on_record();
  if (!state) return fail(state.error());
  // What is missing then was lost with the rest, and is put on record as that.
  return notary_.begins_anew() ? Status{} : check_files(notary_.keys(), *state);
}

Status AuditKeys::record_new_begin(const proof::VerifierKey& key) {
  const auto now = clock_.now();
  const auto receipt =
      bus_.execute(BeginSigningAnew{to_text(key)}, {random_request_id(now), {}, now, {}});
  if (!receipt) return fail(receipt.error());
  if (auto ok = sign_again_(); !ok) return ok;
  return notary_.confirm_new_key();
}

// A key is in its file before it is on record, since nobody could make it again; it is on record as
// retired before its secret is gone.
Status AuditKeys::settle_all() {
  if (auto ok = check(); !ok) return ok;
  const auto keys = notary_.keys();
  if (auto ok = notary_.publish(); !ok) return ok;
  if (notary_.begins_anew())
    if (auto ok = record_new_begin(keys.front()); !ok) return ok;
  if (keys.size() == 1) return {};
  const auto state = on_record();
  if (!state) return fail(state.error());
  const auto newest = to_text(keys.front());
  if (!std::ranges::count(state->keys_added, newest)) {
    const auto now = clock_.now();
    const RequestContext context{random_request_id(now), {}, now, {}};
    const auto receipt = bus_.execute(AddSigningKey{newest}, context);
    if (!receipt) return fail(receipt.error());
  }
  for (const auto& key : keys)
    if (std::ranges::count(state->keys_retired, to_text(key))) return retire_file(key.id);
  return {};
}

Status AuditKeys::retire_file(proof::KeyId key) {
  if (auto ok = notary_.retire_key(key); !ok) return ok;
  return sign_again_();
}

Status AuditKeys::settle() {
  const std::scoped_lock lock(one_at_a_time_);
  return settle_all();
}

Result<proof::VerifierKey> AuditKeys::add(const RequestContext& context) {
  const std::scoped_lock lock(one_at_a_time_);
  if (auto ok = settle_all(); !ok) return fail(ok.error());
  if (auto ok = notary_.add_key(); !ok) return fail(ok.error());
  auto added = notary_.keys().front();
  const auto receipt = bus_.execute(AddSigningKey{to_text(added)}, context);
  if (!receipt) return fail(receipt.error());
  if (auto ok = sign_again_(); !ok) return fail(ok.error());
  return added;
}

Status AuditKeys::retire(proof::KeyId key, const RequestContext& context) {
  const std::scoped_lock lock(one_at_a_time_);
  if (auto ok = settle_all(); !ok) return ok;
  const auto keys = notary_.keys();
  const auto found = std::ranges::find(keys, key, &proof::VerifierKey::id);
  if (found == keys.end())
    return fail(Errc::not_found, "no key with this id signs the log: see riskflow audit keys",
                "key");
  if (keys.size() == 1)
    return fail(Errc::conflict,
                "this is the only key that signs the log: add one first (riskflow audit add-key)",
                "key");
  const auto receipt = bus_.execute(RetireSigningKey{to_text(*found)}, context);
  if (!receipt) return fail(receipt.error());
  return retire_file(key);
}

}  // namespace riskflow::runtime
