#pragma once
// What the operations of domain/operations.hpp do.  One function each, one row each; the engine
// calls them, once their step is on record.  A person's data comes and goes through the lens only.

#include <functional>
#include <string>

#include "domain/language/value.hpp"
#include "domain/run.hpp"
#include "runtime/core/identities.hpp"
#include "runtime/core/lens.hpp"
#include "runtime/engine/run_queue.hpp"
#include "runtime/mail/sender.hpp"

namespace riskflow::runtime {

// What operations work with; lives as long as the engine.
struct OperationParts {
  LensParts lens;
  IdentityIndex& identities;
  mail::MailSender& mail;
  std::string mail_from;
};

// One call: the run, the step, its evaluated parameters.
struct OperationCall {
  const domain::run::State& run;
  const std::string& action;
  Instant began;  // of the step, the same in every attempt
  const language::Value& parameters;
  RequestId correlation;
  // Puts on record that the delivery may happen from now on, and to whom; its error forbids the
  // delivery.
  std::function<Status(const domain::run::Recipients& to)> commit_delivery;
};

struct OperationResult {
  language::Value outputs;
  language::Value note;  // a text for the case, written in the commit of the step; null: none
};

using Operate = Result<OperationResult> (*)(const OperationParts&, const OperationCall&);

// The function of an operation, or null.
Operate find_operate(std::string_view api, std::string_view operation);

// The workers that an operation is for; an unknown one is soon over.
Lane lane_of(std::string_view api, std::string_view operation);

}  // namespace riskflow::runtime
