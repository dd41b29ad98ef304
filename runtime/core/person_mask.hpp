#pragma once
// What hides the names of a person whose identity lies in the log: those of now, and those they
// bore before.

#include <optional>

#include "domain/subject.hpp"
#include "eventstore/keyring.hpp"
#include "eventstore/log.hpp"
#include "runtime/formats/name_mask.hpp"

namespace riskflow::runtime {

// An identity opened; nothing when the person was erased.  To show it to somebody is the lens's
// business alone.  Error: corrupt.
Result<std::optional<domain::subject::Identity>> identity_at(const eventstore::Log& log,
                                                             const eventstore::Keyring& keys,
                                                             const PersonalRef& ref);

// Nothing when one of them cannot be opened, whatever the fault: then nothing hides the person.
// Cost: about 20 us for each identity.
std::optional<formats::NameMask> mask_of(const eventstore::Log& log,
                                         const eventstore::Keyring& keys,
                                         const PersonalRef& identity,
                                         const domain::subject::FormerIdentities& former);

}  // namespace riskflow::runtime
