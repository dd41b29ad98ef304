#pragma once
// Reads from the log where a run stands, and what the planner needs to go on from there.

#include <memory>
#include <mutex>

#include "domain/language/definition.hpp"
#include "domain/language/run_state.hpp"
#include "eventstore/lru.hpp"
#include "runtime/core/lens.hpp"

namespace riskflow::runtime {

// A run at a version of its stream.
struct RunAt {
  domain::run::State run;
  Version version{};
};

// The revision of a flow that a run keeps to.
struct RunnableFlow {
  language::Definition definition;
  language::Value parameters;  // the values given, an object
};

// Thread rule: any thread.  `parts` outlives it.
class RunReader {
 public:
  explicit RunReader(const LensParts& parts) : parts_(parts) {}

  // The run as it stands now; what never started has no id.  Error: corrupt.
  Result<RunAt> load(const RunId& id) const;

  // When the last event of the run, as it stands at `at`, was recorded.  Error: corrupt.
  Result<Instant> last_recorded(const RunAt& at) const;

  // The flow of a run.  Errors: corrupt, and those of reading a definition.  Cost: read once, then
  // kept, with the 255 read after it.
  Result<std::shared_ptr<const RunnableFlow>> flow_of(const domain::run::State& run);

  // What is recorded of a run, as the planner sees it.  Errors: erased (a person it is about),
  // corrupt.  Cost: opens every sealed value.
  Result<language::RunState> state_of(const domain::run::State& run,
                                      const RunnableFlow& flow) const;

 private:
  Result<language::Step> step_of(const domain::run::Step& step) const;

  const LensParts& parts_;
  std::mutex mutex_;
  using Revision = std::pair<FlowId, std::uint32_t>;
  struct HashOfRevision {
    std::size_t operator()(const Revision& revision) const noexcept {
      return std::hash<FlowId>{}(revision.first) + revision.second;
    }
  };
  eventstore::Lru<Revision, std::shared_ptr<const RunnableFlow>, Revision, HashOfRevision> flows_{
      256};
};

}  // namespace riskflow::runtime
