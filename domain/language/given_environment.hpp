#pragma once
// A run that never was: whatever an expression may look at, given as one object.  For trying out
// expressions.
//
//   {"parameters": {...}, "variables": {...}, "outputs": {ACTION: its outputs},
//    "triggerOutputs": {...}, "workflow": {...},
//    "action": {its record}, "callbackUrl": "...", "settings": {...}, "agentParameters": {...},
//    "item": ..., "items": {LOOP: its item}, "iterationIndexes": {LOOP: number}}

#include "domain/language/context.hpp"

namespace riskflow::language {

class GivenEnvironment final : public Environment {
 public:
  // All members may be left out.  Errors: invalid, naming a member that is unknown or of another
  // kind, in Error::target.
  static Result<GivenEnvironment> from(Value given);

  Result<Value> parameter(std::string_view name) const override;
  Result<Value> variable(std::string_view name) const override;
  Value trigger() const override;
  Result<Value> action(std::string_view name) const override;
  Result<Value> outputs(std::string_view action) const override;
  Result<Value> children(std::string_view scope) const override;
  Value workflow() const override;

  Value current_action() const override;
  Result<Value> callback_url() const override;
  Result<Value> setting(std::string_view name) const override;
  Result<Value> agent_parameter(std::string_view name) const override;

  // The loops around the expression, for Context::items; `item` is the innermost.
  std::vector<LoopItem> loops() const;
  // For Context::indexes.
  std::vector<LoopIndex> indexes() const;

 private:
  explicit GivenEnvironment(Value given) : given_(std::move(given)) {}
  Result<Value> member(std::string_view group, std::string_view name, std::string_view what) const;

  Value given_;
};

}  // namespace riskflow::language
