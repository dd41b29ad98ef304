#pragma once
// The state that a log led to, as numbers: how many of everything there are, and how it is set.

#include <cstdint>
#include <map>

#include <boost/json/fwd.hpp>

#include "domain/registry.hpp"

namespace riskflow::runtime {

// Folds events, all of a log from the first on.  Thread rule: one thread.
class Tally {
 public:
  void take(const domain::AnyEvent& event);

  // {"users": 60, "alerts": {"NeedsReview": 199, "Confirmed": 1}, ..., "privacyMode": "..."}
  boost::json::object to_json() const;

 private:
  struct Taking;

  std::uint64_t users_ = 0, policies_ = 0, operators_ = 0;
  std::map<AlertId, domain::AlertStatus> alerts_;
  std::map<CaseId, domain::CaseStatus> cases_;
  std::map<FlowId, domain::FlowState> flows_;
  std::map<RunId, domain::RunStatus> runs_;
  domain::settings::State settings_;
  domain::privacy::State privacy_;
};

}  // namespace riskflow::runtime
