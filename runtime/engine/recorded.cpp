#include "runtime/engine/recorded.hpp"

namespace riskflow::runtime {

using language::Secrecy;

domain::run::Recorded recorded(const language::Value& value, const SubjectRef& subject) {
  domain::run::Recorded out;
  if (value.is_null()) return out;
  const auto& labels = value.labels();
  auto json = language::to_json_text(value);
  out.secure = labels.secrecy == Secrecy::secure;
  if (labels.none()) {
    out.json = std::move(json);
  } else {
    const bool is_labelled = !labels.about.empty();
    out.sealed = domain::PersonalText::about(is_labelled ? labels.about : std::vector{subject},
                                             is_labelled ? Purpose::identity : Purpose::casework,
                                             std::move(json));
  }
  return out;
}

Result<language::Value> reopened(const eventstore::Log& log, const eventstore::Keyring& keys,
                                 const domain::run::Value& value) {
  if (!value.sealed)
    return value.json.empty() ? Result<language::Value>{} : language::from_json_text(value.json);
  const auto opened = open_sealed(log, keys, *value.sealed);
  if (!opened) return fail(opened.error());
  const auto json = codec::personal_from_bytes<std::string>(opened->plaintext);
  if (!json) return fail(json.error());
  const auto parsed = language::from_json_text(*json);
  if (!parsed) return fail(parsed.error());
  return parsed->with_labels({value.secure ? Secrecy::secure : Secrecy::open, opened->about});
}

}  // namespace riskflow::runtime
