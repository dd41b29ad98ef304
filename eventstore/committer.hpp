#pragma once
// What the sequencer does with a group: verdicts in order, one batch, one synced write, then the
// news. Thread rule: `commit` by the sequencer's worker; the rest from any thread.

#include <functional>
#include <optional>

#include "eventstore/ack_ledger.hpp"
#include "eventstore/durable_head.hpp"
#include "eventstore/history.hpp"
#include "eventstore/sequencer.hpp"
#include "eventstore/tree_edge.hpp"

namespace riskflow::eventstore {

class Committer {
 public:
  // `head` is where the tables end, `tree` the edge of their tree.  After each group that wrote
  // something, before it is answered, it is noted in `ledger`, if there is one, `durable` is set,
  // and `published` called.
  Committer(Tables& tables, const Head& head, TreeEdge tree, const Limits& limits,
            DurableHead& durable, AckLedger* ledger, std::function<void()> published);

  // Sets the outcome of every frame.  After a write or a read has failed, every outcome is
  // `unhealthy`, for ever: what lies on the disk is not known, so nothing may be judged by it and
  // no write is tried again.
  void commit(const Sequencer::Group& group);

  // What has failed, if so: also a flush or a compaction in the background.
  const std::optional<Error>& fault();

 private:
  Status judge_all(const Sequencer::Group& group);
  Status accept(Submission& submission, const Verdict& verdict);
  Status add_leaves(const Draft& draft, Position first);
  Status write();
  void publish();

  Tables& tables_;
  History history_;
  TreeEdge tree_;
  Skeleton scratch_;
  Batch batch_;
  DurableHead& durable_;
  AckLedger* const ledger_;
  const std::function<void()> published_;
  std::optional<Error> unhealthy_;
};

}  // namespace riskflow::eventstore
