#include "runtime/audit_keys.hpp"

#include <algorithm>

#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using dom::safekeeping::AddSigningKey;
using dom::safekeeping::RetireSigningKey;

Result<dom::safekeeping::State> AuditKeys::on_record() const {
  const auto folded = aggregates_.load(dom::safekeeping::stream());
  if (!folded) return fail(folded.error());
  return std::get<dom::safekeeping::State>((*folded)->state);
}

Result<AuditKeys::Known> AuditKeys::known() const {
  const auto state = on_record();
  if (!state) return fail(state.error());
  Known known{notary_.keys(), {}};
  for (const auto& text : state->keys_retired) {
    const auto key = proof::verifier_key_from_text(text);
    if (!key) return fail(Errc::corrupt, key.error().message, "key");
    known.retired.insert(known.retired.begin(), *key);
  }
  return known;
}

// A key is in its file before it is on record, since nobody could make it again; it is on record as
// retired before its secret is gone.
Status AuditKeys::settle_all() {
  const auto state = on_record();
  if (!state) return fail(state.error());
  const auto keys = notary_.keys();
  if (keys.size() == 1) return {};
  const auto newest = to_text(keys.front());
  if (!std::ranges::count(state->keys_added, newest)) {
    const auto now = clock_.now();
    const RequestContext context{random_request_id(now), {}, now, {}};
    const auto receipt = bus_.execute(AddSigningKey{newest}, context);
    if (!receipt) return fail(receipt.error());
  }
  for (const auto& key : keys)
    if (std::ranges::count(state->keys_retired, to_text(key))) return notary_.retire_key(key.id);
  return {};
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
  return notary_.retire_key(key);
}

}  // namespace riskflow::runtime
