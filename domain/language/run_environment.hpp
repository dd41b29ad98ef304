#pragma once
// The run as an expression sees it from where it stands: a definition and what is recorded so far.
//
// From within a loop an action in its body is that of the same iteration, and of an Until that has
// not come to it yet, that of the one before.  From outside, the actions of a Foreach are the array
// of its iterations, in the order of the items; those of an Until are the last one's.

#include <optional>

#include "domain/language/context.hpp"
#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"

namespace riskflow::language {

// What is known besides the record.
struct RunFacts {
  Value workflow;
  Value settings;
  std::string callback_url{};  // of the action that is evaluated; empty: it has none
  Value current_action{};      // its record; null: there is none
};

// Refers to the state and the pass; they must live longer.  Reads the state anew at each call.
class RunEnvironment final : public Environment {
 public:
  RunEnvironment(const RunState& state, const Pass& pass, RunFacts facts)
      : state_(state), pass_(pass), facts_(std::move(facts)) {}

  Result<Value> parameter(std::string_view name) const override;
  Result<Value> variable(std::string_view name) const override;
  Value trigger() const override { return state_.trigger; }
  Result<Value> action(std::string_view name) const override;
  Result<Value> outputs(std::string_view action) const override;
  Result<Value> body(std::string_view action) const override;
  Result<Value> children(std::string_view scope) const override;
  void set_current_action(Value record) { facts_.current_action = std::move(record); }

  Value workflow() const override { return facts_.workflow; }
  Value current_action() const override { return facts_.current_action; }
  Result<Value> callback_url() const override;
  Result<Value> setting(std::string_view name) const override;

 private:
  // What is taken of an execution: its record, its outputs, ...
  using Part = Value (*)(const Action& action, const Step& step);
  Result<Value> seen(std::string_view name, Part part) const;

  const RunState& state_;
  const Pass& pass_;
  RunFacts facts_;
};

}  // namespace riskflow::language
