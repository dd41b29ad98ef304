#pragma once
// The planner at work: one plan.  Only plan*.cpp look inside.
//
// It goes from news to news: what came to an end lets begin what runs after it, or closes what it
// is the last of.  So a plan costs what happens in it, however much happened before.

#include <deque>
#include <memory>
#include <set>
#include <vector>

#include "domain/language/actions.hpp"
#include "domain/language/plan.hpp"
#include "domain/language/run_environment.hpp"

namespace riskflow::language {

class Planner {
 public:
  Planner(RunState& state, const PlanInputs& inputs) : state_(state), inputs_(inputs) {}

  Plan run();

 private:
  using News = RunState::News;

  // ---- what comes next (plan.cpp) ----
  void begin();
  void take_news();
  void take(const News& news);
  void wake_up();
  void work();  // until nothing is ready
  void consider(Pass& pass, const Action& action);
  void start(Pass& pass, const Action& action);
  void evaluate(Pass& pass, const Action& action);
  void ended(Pass& pass, const Action& action);
  void branch_ended(Pass& pass, const Action& last);
  RunEnd run_end();
  void finish();
  void end_everything(const RunEnd& end);
  void end_pass(Pass& pass, const Branch& branch);

  // ---- containers (plan_containers.cpp) ----
  void enter(Pass& pass, const Action& action);
  void go_on_in(Pass& pass, const Action& action);
  void close(Pass& pass, const Action& action);
  void skip(Pass& pass, const Action& action, std::string_view error_code,
            std::string_view message);
  void skip_all(Pass& pass, const Branch& branch, std::string_view error_code,
                std::string_view message);

  // ---- loops (plan_loops.cpp) ----
  void enter_loop(Pass& pass, const Action& action);
  void go_on_with(Pass& pass, const Action& loop);
  void begin_iteration(Pass& pass, const Action& loop);
  void close_iteration(Pass& pass);
  void end_iteration(Pass& pass, const Action& loop, std::uint32_t index, StepStatus status);
  bool may_begin(Pass& pass, const Action& loop);
  bool decide_until(Pass& pass, const Action& loop);
  void leave_loop(Pass& pass, const Action& loop, StepStatus status);

  // ---- calls (plan_calls.cpp) ----
  void call(Pass& pass, const Action& action, Outcome outcome);
  void respond(Pass& pass, const Action& action, Outcome outcome);
  bool settle_statically(Pass& pass, const Action& action);
  void take_reply(Pass& pass, const Action& action, const Reply& reply);
  bool ask_later(Pass& pass, const Action& action, const Reply& reply);
  bool try_later(Pass& pass, const Action& action, const Reply& reply);
  void call_again(Pass& pass, const Action& action);
  void time_out(Pass& pass, const Action& action);
  void unsubscribe(Pass& pass, const Action& action);

  // ---- records ----
  // An expression's view from where an action stands.
  struct Evaluation {
    Evaluation(Planner& planner, Pass& pass, const Action* action, Value current_action = {});
    RunEnvironment environment;
    Context context;
  };

  Status keep(const Action& action, const Value& inputs, const Value& outputs);
  Step ended_step(StepStatus status, std::string_view code, Value inputs, Value outputs) const;
  void fail_step(Pass& pass, const Action& action, const Error& why, Value inputs = {},
                 Value outputs = {});
  void record(Pass& pass, const Action& action, Step step);
  // Records, and passes on when that is an end.
  void settle(Pass& pass, const Action& action, Step step);
  void track(Pass& pass, const Action& action, Step& step);
  void record_effect(Pass& pass, const Action& action, Effect effect);
  // Whether its first attempt is of this very plan: it has not begun.
  bool starts_now(const Pass& pass, const Action& action) const;
  void drop_superseded();

  RunState& state_;
  const PlanInputs& inputs_;
  const Definition& definition_{state_.definition()};
  Budget budget_;
  std::deque<std::pair<Pass*, const Action*>> ready_;
  std::vector<std::unique_ptr<Pass>> over_;  // iterations that ended in this plan
  std::set<std::pair<const Pass*, const Action*>> started_now_;
  std::size_t begun_ = 0;  // iterations
  std::optional<RunEnd> terminated_;
  bool is_done_ = false;
  Plan plan_;
};

}  // namespace riskflow::language
