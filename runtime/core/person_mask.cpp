#include "runtime/core/person_mask.hpp"

#include "domain/codec/codec.hpp"
#include "runtime/core/sealing.hpp"

namespace riskflow::runtime {

using domain::subject::Identity;

Result<std::optional<Identity>> identity_at(const eventstore::Log& log,
                                            const eventstore::Keyring& keys,
                                            const PersonalRef& ref) {
  const auto opened = open_sealed(log, keys, ref);
  if (!opened && opened.error().code == Errc::erased) return std::nullopt;
  if (!opened) return fail(opened.error());
  auto identity = codec::personal_from_bytes<Identity>(opened->plaintext);
  if (!identity) return fail(identity.error());
  return std::move(*identity);
}

static formats::PersonNames names_of(const Identity& one) {
  return {.display_name = one.display_name,
          .given_name = one.given_name,
          .surname = one.surname,
          .user_principal_name = one.user_principal_name,
          .mail = one.mail,
          .account = one.alias,
          .employee_id = one.employee_id,
          .object_id = one.object_id};
}

std::optional<formats::NameMask> mask_of(const eventstore::Log& log,
                                         const eventstore::Keyring& keys,
                                         const PersonalRef& identity,
                                         const domain::subject::FormerIdentities& former) {
  const auto present = identity_at(log, keys, identity);
  if (!present || !*present) return std::nullopt;
  formats::NameMask mask(names_of(**present));
  for (const auto& ref : former) {
    const auto before = identity_at(log, keys, ref);
    if (!before || !*before) return std::nullopt;
    mask.also(names_of(**before));
  }
  return mask;
}

}  // namespace riskflow::runtime
