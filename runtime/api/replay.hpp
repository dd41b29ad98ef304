#pragma once
// Events as a person would want to read them, from the log.

#include <boost/json/fwd.hpp>

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

// What is written about persons: names of cases, notes, titles of alerts.
enum class Texts : std::uint8_t {
  opened,  // for those who read cases anyway
  sealed,  // for nobody
};

// Where to read, and what of it.
struct ReplayRange {
  Position from{};
  Position to{};         // events before it
  std::size_t most = 0;  // events at most
  Texts texts = Texts::opened;
};

// The events of a range, each with its fields, in order.
Result<boost::json::array> replay_log(Call& call, Lens& lens, const ReplayRange& range);

// Everything that happened to a case before the position of `at`: its own events, those of its
// alerts and of the flows that ran on it, whether or not they have ended.  Which runs those are,
// the reading says; what happened, the log.  Answers {"events", "state"}.
Result<boost::json::object> replay_case(Call& call, Lens& lens, const CaseId& id,
                                        const projections::Reading& at);

}  // namespace riskflow::runtime
