#pragma once
// The run as expressions see it: a definition and what is recorded so far.

#include "domain/language/context.hpp"
#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// Refers to what it is given; they must live longer.  Reads the state anew at each call.
class RunEnvironment final : public Environment {
 public:
  RunEnvironment(const Definition& definition, const RunState& state, const Value& workflow)
      : definition_(definition), state_(state), workflow_(workflow) {}

  Result<Value> parameter(std::string_view name) const override;
  Result<Value> variable(std::string_view name) const override;
  Value trigger() const override { return state_.trigger; }
  Result<Value> action(std::string_view name) const override;
  Result<Value> outputs(std::string_view action) const override;
  Result<Value> children(std::string_view scope) const override;
  Value workflow() const override { return workflow_; }

 private:
  const Definition& definition_;
  const RunState& state_;
  const Value& workflow_;
};

}  // namespace riskflow::language
