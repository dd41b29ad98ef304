#pragma once
// Workflow values on their way into and out of the history of a run: what is about somebody, or
// secret, is sealed.

#include "domain/language/value.hpp"
#include "domain/run.hpp"
#include "runtime/core/sealing.hpp"

namespace riskflow::runtime {

// A value as it is recorded.  Sealed when it is labelled: as an identity of its persons, or as
// casework about `subject` when it is only secret.
domain::run::Recorded recorded(const language::Value& value, const SubjectRef& subject);

// The value again, with the labels it had.  Errors: erased, corrupt.
Result<language::Value> reopened(const eventstore::Log& log, const eventstore::Keyring& keys,
                                 const domain::run::Value& value);

}  // namespace riskflow::runtime
