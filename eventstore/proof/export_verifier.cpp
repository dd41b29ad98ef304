#include "eventstore/proof/export_verifier.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace riskflow::proof {

static std::unexpected<Error> broken(std::string_view target, const std::string& what) {
  return fail(Errc::invalid, what, std::string(target));
}

ExportVerifier::ExportVerifier(std::vector<VerifierKey> keys, std::optional<Checkpoint> earlier)
    : keys_(std::move(keys)), earlier_(std::move(earlier)) {}

Status ExportVerifier::take(std::string_view line) {
  return head_ ? take_event(line) : take_head(line);
}

// ---- the first line ----

// How many complete subtrees lie on the way from `at` leaves to `size`.
static std::size_t steps(std::uint64_t at, std::uint64_t size) {
  std::size_t count = 0;
  for (; at < size; ++count) at += std::uint64_t{1} << next_level(at, size);
  return count;
}

Status ExportVerifier::check_fits(const ExportHead& head) const {
  const auto from = to_number(head.from), to = to_number(head.to);
  const auto size = checkpoint_.tree.size;
  if (from > to || to > size)
    return broken("to", fmt::format("the export is of events {} to {}, and its checkpoint of {}",
                                    from, to, size));
  if (head.range.left.size() != static_cast<std::size_t>(std::popcount(from)) ||
      head.range.right.size() != steps(to, size))
    return broken("left", "the proof of the range has too few or too many hashes");
  return {};
}

// What can be said of an earlier checkpoint before the events are seen.
Status ExportVerifier::check_earlier() const {
  if (!earlier_ || earlier_->origin != checkpoint_.origin) return {};
  if (earlier_->tree.size > checkpoint_.tree.size)
    return broken("checkpoint",
                  fmt::format("rolled back: the log had {} events when the earlier checkpoint was "
                              "signed, and has {} here",
                              earlier_->tree.size, checkpoint_.tree.size));
  return {};
}

void ExportVerifier::goes_on_from(std::string_view origin, std::uint64_t kept) {
  if (earlier_ && earlier_->origin == origin) kept_ = std::max(kept_.value_or(0), kept);
}

// What can be said of it once they were: a log that was restored goes on from the past of another.
Status ExportVerifier::check_origin() const {
  if (!earlier_ || earlier_->origin == checkpoint_.origin) return {};
  if (!kept_)
    return broken("checkpoint",
                  fmt::format("the export is of the log {}, the earlier checkpoint of {}, and no "
                              "event in it says that the one goes on from the other: if it does, "
                              "export the log from its start",
                              checkpoint_.origin, earlier_->origin));
  if (*kept_ >= earlier_->tree.size) return {};
  return broken(
      "checkpoint",
      fmt::format("events were lost: the log {} had {} events when the earlier checkpoint "
                  "was signed, and the log {} goes on from the first {} of them",
                  earlier_->origin, earlier_->tree.size, checkpoint_.origin, *kept_));
}

Status ExportVerifier::take_head(std::string_view line) {
  auto head = head_from_line(line);
  if (!head) return fail(head.error());
  auto checkpoint = verify_checkpoint(head->checkpoint, keys_);
  if (!checkpoint) return fail(checkpoint.error());
  checkpoint_ = std::move(*checkpoint);
  if (auto ok = check_fits(*head); !ok) return ok;
  if (auto ok = check_earlier(); !ok) return ok;
  tree_ = Frontier(to_number(head->from), head->range.left);
  head_ = std::move(*head);
  if (head_->purge)
    if (auto ok = take_purge(*head_->purge); !ok) {
      head_.reset();
      return ok;
    }
  // Every log grew from the one without events.
  if (earlier_ && earlier_->tree.size == 0) earlier_matches_ = earlier_->tree.root == empty_root();
  compare_with_earlier();
  return {};
}

Status ExportVerifier::take_purge(const CarriedPurge& carried) {
  if (auto read = read_event_line(carried.event, purge_); !read)
    return broken("purge", "the purge: " + read.error().message);
  const auto& leaf = purge_.leaf;
  if (!is_payload_of(leaf.header, leaf.event, purge_.payload()))
    return broken("purge", "the payload of the purge is not the one that was written");
  leaf_bytes(leaf, leaf_);
  const auto& [size, root] = checkpoint_.tree;
  const auto proved =
      verify_inclusion(to_number(leaf.position()), size, leaf_hash(leaf_), carried.path, root);
  if (!proved)
    return broken("purge",
                  "the purge is not in the log that was signed: " + proved.error().message);
  return {};
}

const ExportedEvent* ExportVerifier::carried_purge() const {
  return head_ && head_->purge ? &purge_ : nullptr;
}

// ---- the events ----

void ExportVerifier::compare_with_earlier() {
  if (earlier_ && tree_.size() == earlier_->tree.size)
    earlier_matches_ = tree_.root() == earlier_->tree.root;
}

Status ExportVerifier::take_event(std::string_view line) {
  const auto expected = tree_.size();
  if (expected == to_number(head_->to))
    return broken("to", fmt::format("there are more lines than the {} events it says",
                                    to_number(head_->to) - to_number(head_->from)));
  const auto at = fmt::format("event {}", expected);
  if (auto read = read_event_line(line, event_); !read)
    return broken(at, fmt::format("{}: {}", at, read.error().message));
  const auto& leaf = event_.leaf;
  if (leaf.position() != Position{expected})
    return broken(at, fmt::format("{} should stand here, and it is event {}: events were dropped, "
                                  "inserted or moved",
                                  at, to_number(leaf.position())));
  if (!is_payload_of(leaf.header, leaf.event, event_.payload()))
    return broken(at, fmt::format("the payload of {} is not the one that was written", at));
  purged_ += purged_in(event_.payload());
  leaf_bytes(leaf, leaf_);
  tree_.add(leaf_hash(leaf_));
  compare_with_earlier();
  return {};
}

// ---- the end ----

// What comes after the range, up to the size of the checkpoint.
Status ExportVerifier::close_tree() {
  for (const auto& root : head_->range.right) {
    tree_.add(root, next_level(tree_.size(), checkpoint_.tree.size));
    compare_with_earlier();
  }
  if (tree_.root() == checkpoint_.tree.root) return {};
  return broken("checkpoint",
                fmt::format("the {} events from position {} on are not those that were signed: at "
                            "least one was changed",
                            to_number(head_->to) - to_number(head_->from), to_number(head_->from)));
}

Result<Verified> ExportVerifier::finish() {
  if (!head_) return broken("export", "it is empty");
  if (tree_.size() < to_number(head_->to))
    return broken(fmt::format("event {}", tree_.size()),
                  fmt::format("it ends before event {}, and should go on to event {}", tree_.size(),
                              to_number(head_->to) - 1));
  if (auto ok = close_tree(); !ok) return fail(ok.error());
  if (auto ok = check_origin(); !ok) return fail(ok.error());
  if (earlier_ && !earlier_matches_ && head_->growth && head_->growth->from == earlier_->tree.size)
    earlier_matches_ =
        verify_consistency(earlier_->tree, checkpoint_.tree, head_->growth->path).has_value();
  if (earlier_ && !earlier_matches_)
    return broken("checkpoint",
                  fmt::format("nothing in the export tells how the log grew from the earlier "
                              "checkpoint: export with --since {}",
                              earlier_->tree.size));
  if (earlier_matches_ == false)
    return broken("checkpoint",
                  fmt::format("forked: the first {} events are not those of the earlier checkpoint",
                              earlier_->tree.size));
  return Verified{checkpoint_, head_->from, head_->to, purged_, earlier_.has_value()};
}

}  // namespace riskflow::proof
