#include "eventstore/log.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/commit_reader.hpp"
#include "eventstore/log_folder.hpp"
#include "eventstore/log_internals.hpp"
#include "eventstore/scrub.hpp"
#include "eventstore/stream_reader.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::eventstore {

std::shared_ptr<Watches::Entry> Watches::add(std::function<void()> wake) {
  auto entry = std::make_shared<Entry>();
  entry->wake = std::move(wake);
  const std::lock_guard lock(mutex_);
  entries_.push_back(entry);
  return entry;
}

void Watches::wake_all() {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [](const std::shared_ptr<Entry>& entry) {
    const std::lock_guard running(entry->mutex);
    if (entry->wake) entry->wake();
    return !entry->wake;
  });
}

Log::Watch::~Watch() {
  const std::lock_guard running(entry_->mutex);
  entry_->wake = nullptr;
}

// About 80 commits of the largest size.
static constexpr std::size_t skeletons_bytes = 8 * 1024 * 1024;

Log::Internals::Internals(OpenedLog opened, Clock* clock_)
    : genesis(opened.genesis),
      tables(std::move(opened.tables)),
      skeletons(*tables, skeletons_bytes),
      clock(clock_ != nullptr ? *clock_ : system_clock),
      committer(*tables, opened.head, std::move(opened.tree), genesis.limits,
                [this] { watches.wake_all(); }),
      sequencer([this](const Sequencer::Group& group) { committer.commit(group); }) {}

Result<std::unique_ptr<Log>> Log::Internals::open(const LogOptions& options, const Seams& seams) {
  const TableOptions tables{options.folder, options.write_buffer_bytes, options.block_cache_bytes,
                            seams.env};
  auto opened = open_log_folder(tables, seams.limits);
  if (!opened) return fail(opened.error());
  return std::unique_ptr<Log>(
      new Log(std::make_unique<Internals>(std::move(*opened), options.clock)));
}

Result<std::unique_ptr<Log>> Log::open(const LogOptions& options) {
  return Internals::open(options, {});
}

Log::Log(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}

Log::~Log() = default;

LogId Log::id() const { return internals_->genesis.log; }

Result<Receipt> Log::append_and_wait(Frame frame) {
  auto draft = make_draft(std::move(frame), internals_->genesis.limits);
  if (!draft) return fail(draft.error());
  return internals_->sequencer.submit_and_wait(std::move(*draft), internals_->clock.now());
}

void Log::append(Frame frame, Acknowledge done) {
  auto draft = make_draft(std::move(frame), internals_->genesis.limits);
  if (!draft) return done(fail(draft.error()));
  internals_->sequencer.submit(std::move(*draft), internals_->clock.now(), std::move(done));
}

Position Log::head() const { return internals_->committer.head(); }

Instant Log::last_recorded() const { return internals_->committer.last_recorded(); }

static std::unexpected<Error> past_head(Position position, Position head) {
  return fail(Errc::not_found,
              fmt::format("position {} is past the head, {}", to_number(position), to_number(head)),
              "position");
}

Result<Position> Log::read(Position from, const Visitor& visit) const {
  const Position end = head();
  if (from > end) return past_head(from, end);
  CommitReader reader(*internals_->tables, from, end);
  Commit commit;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more || visit(commit) == Reading::enough) return reader.position();
  }
}

Result<Version> Log::read_stream(const StreamId& stream, Version after,
                                 const EventVisitor& visit) const {
  return eventstore::read_stream(*internals_->tables, internals_->skeletons, stream.name, after,
                                 head(), visit);
}

Result<Version> Log::version_of(const StreamId& stream) const {
  return stream_version(*internals_->tables, stream.name, head());
}

Result<Commit> Log::commit_at(Position position) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  CommitReader reader(*internals_->tables, position, std::min(position + 1, end));
  Commit commit;
  const auto read = reader.next(commit);
  if (!read) return fail(read.error());
  return commit;
}

Status Log::read_event(Position position, const EventVisitor& visit) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  return eventstore::read_event(*internals_->tables, internals_->skeletons, position, visit);
}

Result<Position> Log::position_at(Instant at) const {
  Position low{0};  // everything before it was recorded at or before `at`
  Position high = head();
  while (low < high) {
    const Position middle{to_number(low) + (to_number(high) - to_number(low)) / 2};
    const auto held = internals_->skeletons.at(middle);
    if (!held) return fail(held.error());
    const CommitHeader& commit = (*held)->skeleton.header;
    if (commit.recorded <= at)
      low = commit.first + commit.events;
    else
      high = commit.first;
  }
  return low;
}

// ---- proofs ----

static std::unexpected<Error> no_such_tree(std::uint64_t size, Position end) {
  return fail(Errc::not_found,
              fmt::format("the log has not had {} events yet: there are {}", size, to_number(end)),
              "size");
}

Result<proof::TreeHead> Log::tree(std::uint64_t size) const {
  const Position end = head();
  if (size > to_number(end)) return no_such_tree(size, end);
  return TreeReader(*internals_->tables, end).tree(size);
}

Result<std::vector<proof::Hash>> Log::inclusion_proof(Position position, std::uint64_t size) const {
  const Position end = head();
  if (size > to_number(end)) return no_such_tree(size, end);
  if (to_number(position) >= size) return past_head(position, Position{size});
  return TreeReader(*internals_->tables, end).inclusion(position, size);
}

Result<std::vector<proof::Hash>> Log::consistency_proof(std::uint64_t from,
                                                        std::uint64_t to) const {
  const Position end = head();
  if (to > to_number(end)) return no_such_tree(to, end);
  if (from > to)
    return fail(Errc::invalid, "the earlier tree must not be larger than the later one", "from");
  if (from == 0) return std::vector<proof::Hash>{};
  return TreeReader(*internals_->tables, end).consistency(from, to);
}

Result<Bytes> Log::leaf(Position position) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  const auto held = internals_->skeletons.at(position);
  if (!held) return fail(held.error());
  const auto& skeleton = (*held)->skeleton;
  Bytes leaf;
  proof::leaf_bytes(leaf_of(skeleton, to_number(position) - to_number(skeleton.header.first)),
                    leaf);
  return leaf;
}

Result<proof::RangeProof> Log::range_proof(Position from, Position to, std::uint64_t size) const {
  const Position end = head();
  if (size > to_number(end)) return no_such_tree(size, end);
  if (from > to || to_number(to) > size)
    return fail(Errc::invalid, "the range must lie within the tree, and end after it begins", "to");
  return TreeReader(*internals_->tables, end).range(to_number(from), to_number(to), size);
}

Status Log::read_leaves(Position from, Position end, const LeafVisitor& visit) const {
  if (end > head()) return past_head(end, head());
  CommitReader reader(*internals_->tables, from, end);
  Commit commit;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more) return {};
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      const auto position = commit.events[i].position;
      if (position < from) continue;
      if (position >= end) return {};
      if (visit(leaf_of(reader.skeleton(), i), commit.events[i].payload) == Reading::enough)
        return {};
    }
  }
}

Result<Scrubbed> Log::scrub() const {
  return eventstore::scrub(*internals_->tables, head(), [this] { return head(); });
}

std::shared_ptr<Log::Watch> Log::watch(std::function<void()> wake) {
  return std::make_shared<Watch>(internals_->watches.add(std::move(wake)));
}

void Log::close() { internals_->sequencer.close(); }

}  // namespace riskflow::eventstore
