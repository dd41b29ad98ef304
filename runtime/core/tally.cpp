#include "runtime/core/tally.hpp"

#include <boost/json.hpp>

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;

struct Tally::Taking {
  Tally& to;

  void operator()(const dom::subject::Registered&) { ++to.users_; }
  void operator()(const dom::policy::Created&) { ++to.policies_; }
  void operator()(const dom::operators::Registered&) { ++to.operators_; }

  void operator()(const dom::alert::Imported& e) {
    to.alerts_[e.id] = dom::alert::triage_at_first_sight(e.source_status);
  }
  void operator()(const dom::alert::Confirmed& e) {
    to.alerts_[e.id] = dom::AlertStatus::confirmed;
  }
  void operator()(const dom::alert::Dismissed& e) {
    to.alerts_[e.id] = dom::AlertStatus::dismissed;
  }
  void operator()(const dom::casework::Opened& e) { to.cases_[e.id] = dom::CaseStatus::active; }
  void operator()(const dom::casework::Resolved& e) {
    to.cases_[e.id] = dom::CaseStatus::closed;
    for (const auto& alert : e.alerts) to.alerts_[alert] = dom::AlertStatus::resolved;
  }

  void operator()(const dom::flow::Created& e) { to.flows_[e.id] = dom::FlowState::draft; }
  void operator()(const dom::flow::TurnedOn& e) { to.flows_[e.id] = dom::FlowState::on; }
  void operator()(const dom::flow::TurnedOff& e) { to.flows_[e.id] = dom::FlowState::off; }
  void operator()(const dom::flow::Suspended& e) { to.flows_[e.id] = dom::FlowState::suspended; }
  void operator()(const dom::flow::Deleted& e) { to.flows_.erase(e.id); }
  void operator()(const dom::run::Started& e) { to.runs_[e.id] = dom::RunStatus::running; }
  void operator()(const dom::run::Refused& e) { to.runs_[e.id] = dom::RunStatus::failed; }
  void operator()(const dom::run::Ended& e) { to.runs_[e.id] = e.status; }

  void operator()(const dom::settings::Changed& e) { evolve(to.settings_, e); }
  void operator()(const dom::privacy::ModeChanged& e) { evolve(to.privacy_, e); }

  template <class E>
  void operator()(const E&) {}  // changes none of these numbers
};

void Tally::take(const dom::AnyEvent& event) { std::visit(Taking{*this}, event); }

// How many there are in each status, in the order of the statuses.
template <class AnId, class Status>
static js::object by_status(const std::map<AnId, Status>& things) {
  std::map<Status, std::uint64_t> counts;
  for (const auto& [id, status] : things) ++counts[status];
  js::object out;
  for (const auto& [status, count] : counts) out[dom::to_text(status)] = count;
  return out;
}

js::object Tally::to_json() const {
  js::object settings;
  for (const auto& row : dom::settings::rows()) settings[row.name] = settings_[row.key];
  return {{"users", users_},
          {"policies", policies_},
          {"alerts", by_status(alerts_)},
          {"cases", by_status(cases_)},
          {"flows", by_status(flows_)},
          {"runs", by_status(runs_)},
          {"operators", operators_},
          {"settings", std::move(settings)},
          {"privacyMode", dom::to_text(privacy_.mode)}};
}

}  // namespace riskflow::runtime
