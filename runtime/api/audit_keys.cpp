// The keys that sign checkpoints.

#include "runtime/audit_keys.hpp"

#include <charconv>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static js::object told(const proof::VerifierKey& key, std::string_view state) {
  return {{"id", fmt::format("{:08x}", key.id)}, {"state", state}, {"verifierKey", to_text(key)}};
}

Handled get_audit_keys(const http::Request&, Call& call) {
  if (!call.app.audit_keys) return nothing_signed();
  const auto known = call.app.audit_keys->known();
  if (!known) return fail(known.error());
  js::array value;
  for (const auto& key : known->signing) value.push_back(told(key, "Signing"));
  for (const auto& key : known->retired) value.push_back(told(key, "Retired"));
  for (const auto& key : known->lost) value.push_back(told(key, "Lost"));
  return answer_json(js::object{{"value", std::move(value)}}, call.app.log->head());
}

Handled post_audit_key(const http::Request&, Call& call) {
  if (!call.app.audit_keys) return nothing_signed();
  const auto added = call.app.audit_keys->add(call.context);
  if (!added) return fail(added.error());
  return answer_json(told(*added, "Signing"), call.app.log->head(), http::HttpStatus::created);
}

static Result<proof::KeyId> key_id_from(std::string_view text) {
  proof::KeyId id = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  if (ec == std::errc{} && end == text.data() + text.size() && text.size() == 8) return id;
  return fail(Errc::invalid, "the id of a key has 8 hexadecimal digits, as in audit.pub", "key");
}

Handled delete_audit_key(const http::Request& request, Call& call) {
  if (!call.app.audit_keys) return nothing_signed();
  const auto id = key_id_from(http::param(request, "key"));
  if (!id) return fail(id.error());
  if (auto ok = call.app.audit_keys->retire(*id, call.context); !ok) return fail(ok.error());
  return get_audit_keys(request, call);
}

}  // namespace riskflow::runtime
