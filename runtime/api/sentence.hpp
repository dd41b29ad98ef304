#pragma once
// What an event says to a person, in one sentence.

#include <map>
#include <string>

#include <boost/json/fwd.hpp>

#include "runtime/core/aggregates.hpp"

namespace riskflow::runtime {

// What people call things: a case by its number, a policy and a flow by name; by the first digits
// of the id when the log does not know better.  Thread rule: one thread.
class Names {
 public:
  explicit Names(Aggregates& aggregates) : aggregates_(aggregates) {}

  std::string of(const CaseId& id);    // "case 17"
  std::string of(const PolicyId& id);  // "policy \"Leaks\""
  std::string of(const FlowId& id);    // "flow \"Ask HR\""

 private:
  Aggregates& aggregates_;
  std::map<CaseId, std::string> cases_;
  std::map<PolicyId, std::string> policies_;
  std::map<FlowId, std::string> flows_;
};

// "Confirmed alert 01aa5a9c33f0 into case 17".  `fields`: the event's, as the reader may see them;
// people and texts are taken from there.  Values in runs are left out, long texts are cut.
std::string sentence_of(const domain::AnyEvent& event, const boost::json::object& fields,
                        Names& names);

}  // namespace riskflow::runtime
