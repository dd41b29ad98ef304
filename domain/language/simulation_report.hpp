#pragma once
// What a simulation shows, gathered while it runs.

#include <map>
#include <string>
#include <vector>

#include "domain/language/plan.hpp"
#include "domain/language/request_trigger.hpp"

namespace riskflow::language {

class SimulationReport {
 public:
  explicit SimulationReport(const Definition& definition);

  void take(const Plan& plan);
  void take(const Effect& effect);

  // As simulation.hpp says.
  Value written(const RunState& state, const RunEnd& end, const Value& outputs) const;
  Value refused(const Refusal& refusal) const;

 private:
  // An action in its iterations, in their order.
  struct Repeated {
    std::map<Iterations, StepStatus> statuses;
    std::map<Iterations, Value> outputs;
  };

  Value response_at(const RunEnd& end) const;
  bool is_called() const;

  const Definition& definition_;
  std::map<std::size_t, Repeated> repeated_;  // by Standing::number
  std::map<std::size_t, Step> steps_;         // outside of loops
  Value::Array requests_;
  Value response_;
};

// What workflow() says in a simulation.
Value workflow_record(const Definition& definition, std::uint64_t seed);

}  // namespace riskflow::language
