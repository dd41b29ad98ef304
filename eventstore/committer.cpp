#include "eventstore/committer.hpp"

#include <fmt/format.h>

#include "eventstore/leaves.hpp"

namespace riskflow::eventstore {

Committer::Committer(Tables& tables, const Head& head, TreeEdge tree, const Limits& limits,
                     DurableHead& durable, AckLedger* ledger, std::function<void()> published)
    : tables_(tables),
      history_(tables, head, limits.window),
      tree_(std::move(tree)),
      batch_(tables),
      durable_(durable),
      ledger_(ledger),
      published_(std::move(published)) {
  durable_.set(head);
}

static Error unhealthy_because(const Error& cause) {
  return {Errc::unavailable,
          fmt::format("the log takes nothing more until it is opened anew: {}", cause.message),
          "log",
          {{"reason", "unhealthy"}}};
}

const std::optional<Error>& Committer::fault() {
  if (!unhealthy_ && tables_.failed())
    unhealthy_ =
        unhealthy_because({Errc::unavailable, "a write, a flush or a compaction failed", {}, {}});
  return unhealthy_;
}

void Committer::commit(const Sequencer::Group& group) {
  if (!fault()) {
    auto done = judge_all(group);
    if (done) done = write();
    if (!done) unhealthy_ = unhealthy_because(done.error());
  }
  if (!unhealthy_) return publish();
  for (Submission* const submission : group) submission->outcome = fail(*unhealthy_);
}

Status Committer::judge_all(const Sequencer::Group& group) {
  batch_.clear();
  history_.begin_group();
  for (Submission* const submission : group) {
    auto verdict = judge(submission->draft, submission->stamp, history_.tail(), history_);
    if (!verdict) return fail(verdict.error());
    if (verdict->kind == Verdict::Kind::accepted)
      if (auto taken = accept(*submission, *verdict); !taken) return taken;
    submission->outcome = std::move(verdict->answer);
  }
  return {};
}

Status Committer::accept(Submission& submission, const Verdict& verdict) {
  Draft& draft = submission.draft;
  const Receipt& receipt = *verdict.answer;
  place(draft, receipt.first, receipt.recorded, verdict.before);
  const Bytes key = position_key(receipt.first);
  batch_.put(Family::skeletons, key, draft.skeleton);
  batch_.put(Family::payloads, key, draft.payloads);
  std::uint32_t index = 0;
  for (std::size_t i = 0; i < draft.parts.size(); ++i) {
    const Claim& part = draft.parts[i];
    if (part.events == 0) continue;
    const Bytes entry_key = stream_key(part.stream, verdict.before[i] + 1);
    batch_.put(Family::streams, entry_key,
               encode(StreamEntry{receipt.first, index, part.events}, entry_key));
    index += part.events;
  }
  if (auto added = add_leaves(draft, receipt.first); !added) return added;
  return history_.accept(draft, receipt, verdict.before, batch_);
}

Status Committer::add_leaves(const Draft& draft, Position first) {
  if (auto read = decode_skeleton(draft.skeleton, first, scratch_); !read) return read;
  return each_leaf(scratch_, [&](const proof::Hash& leaf) -> Status {
    tree_.add(leaf, batch_);
    return {};
  });
}

// Nothing accepted, nothing to write: all that the verdicts rest on is durable already.
Status Committer::write() {
  if (history_.head().position == durable_.position()) return {};
  tree_.finish(batch_);
  batch_.put(Family::meta, head_key, encode(history_.head()));
  if (auto ok = tables_.write(batch_); !ok) return ok;
  return ledger_ == nullptr ? Status{} : ledger_->write({tree_.size(), tree_.root()});
}

void Committer::publish() {
  const Head& head = history_.head();
  if (head.position == durable_.position()) return;
  durable_.set(head);
  published_();
}

}  // namespace riskflow::eventstore
