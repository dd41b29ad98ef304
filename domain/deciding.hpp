#pragma once
// The names an aggregate needs to declare its decisions; decision.hpp has what they are.

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"

namespace riskflow::domain {

class Desk;      // what lies in front of a decision: loaded states, the actor, the time
class Decision;  // what comes out: changes to streams, or streams that must be loaded first

}  // namespace riskflow::domain
