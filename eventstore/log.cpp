#include "eventstore/log.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "eventstore/commit_reader.hpp"
#include "eventstore/log_internals.hpp"
#include "eventstore/purge.hpp"
#include "eventstore/scrubber.hpp"
#include "eventstore/staging_folder.hpp"
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

Result<std::unique_ptr<Log>> Log::open(const LogOptions& options) {
  return Internals::open(options, {});
}

Log::Log(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}

Log::~Log() = default;

LogId Log::id() const { return internals_->genesis.log; }
LogId Log::origin() const { return internals_->genesis.origin; }
bool Log::is_read_only() const { return internals_->genesis.standing == Standing::read_only; }
const std::filesystem::path& Log::folder() const { return internals_->options.folder; }

// What an append is answered where none is taken.
static std::unexpected<Error> read_only() {
  return fail(Errc::rejected,
              "this log was restored for reading only: to go on from it, restore the backup with "
              "--new-log",
              "log", {{"reason", "read_only"}});
}

Result<Receipt> Log::append_and_wait(Frame frame) {
  if (is_read_only()) return read_only();
  auto draft = make_draft(std::move(frame), internals_->genesis.limits);
  if (!draft) return fail(draft.error());
  return internals_->sequencer.submit_and_wait(std::move(*draft), internals_->clock.now());
}

void Log::append(Frame frame, Acknowledge done) {
  if (is_read_only()) return done(read_only());
  auto draft = make_draft(std::move(frame), internals_->genesis.limits);
  if (!draft) return done(fail(draft.error()));
  internals_->sequencer.submit(std::move(*draft), internals_->clock.now(), std::move(done));
}

Position Log::head() const { return internals_->durable.position(); }

Instant Log::last_recorded() const { return internals_->durable.last_recorded(); }

Health Log::health() const { return internals_->health.get(); }

Status Log::mend() { return internals_->mend(); }

std::uint64_t Log::dropped() const { return internals_->dropped; }

static std::unexpected<Error> past_head(Position position, Position head) {
  return fail(Errc::not_found,
              fmt::format("position {} is past the head, {}", to_number(position), to_number(head)),
              "position");
}

Result<Position> Log::read(Position from, const Visitor& visit) const {
  const Position end = head();
  if (from > end) return past_head(from, end);
  return internals_->reading([&](const Opening& open) -> Result<Position> {
    CommitReader reader(*open.tables, from, end);
    Commit commit;
    for (;;) {
      const auto more = reader.next(commit);
      if (!more) return fail(more.error());
      if (!*more || visit(commit) == Reading::enough) return reader.position();
    }
  });
}

Result<Version> Log::read_stream(const StreamId& stream, Version after,
                                 const EventVisitor& visit) const {
  return internals_->reading([&](const Opening& open) {
    return eventstore::read_stream(*open.tables, open.skeletons, stream.name, after, head(), visit);
  });
}

Result<Version> Log::version_of(const StreamId& stream) const {
  return internals_->reading(
      [&](const Opening& open) { return stream_version(*open.tables, stream.name, head()); });
}

Result<Commit> Log::commit_at(Position position) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  return internals_->reading([&](const Opening& open) -> Result<Commit> {
    CommitReader reader(*open.tables, position, std::min(position + 1, end));
    Commit commit;
    const auto read = reader.next(commit);
    if (!read) return fail(read.error());
    return commit;
  });
}

Status Log::read_event(Position position, const EventVisitor& visit) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  return internals_->reading([&](const Opening& open) {
    return eventstore::read_event(*open.tables, open.skeletons, position, visit);
  });
}

Result<Position> Log::position_at(Instant at) const {
  return internals_->reading(
      [&](const Opening& open) { return open.skeletons.end_at(at, head()); });
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
  return internals_->reading(
      [&](const Opening& open) { return TreeReader(*open.tables, open.tiles, end).tree(size); });
}

Result<std::vector<proof::Hash>> Log::inclusion_proof(Position position, std::uint64_t size) const {
  const Position end = head();
  if (size > to_number(end)) return no_such_tree(size, end);
  if (to_number(position) >= size) return past_head(position, Position{size});
  return internals_->reading([&](const Opening& open) {
    return TreeReader(*open.tables, open.tiles, end).inclusion(position, size);
  });
}

Result<std::vector<proof::Hash>> Log::consistency_proof(std::uint64_t from,
                                                        std::uint64_t to) const {
  const Position end = head();
  if (to > to_number(end)) return no_such_tree(to, end);
  if (from > to)
    return fail(Errc::invalid, "the earlier tree must not be larger than the later one", "from");
  if (from == 0) return std::vector<proof::Hash>{};
  return internals_->reading([&](const Opening& open) {
    return TreeReader(*open.tables, open.tiles, end).consistency(from, to);
  });
}

Result<Bytes> Log::leaf(Position position) const {
  const Position end = head();
  if (position >= end) return past_head(position, end);
  return internals_->reading([&](const Opening& open) -> Result<Bytes> {
    const auto held = open.skeletons.at(position);
    if (!held) return fail(held.error());
    const auto& skeleton = (*held)->skeleton;
    Bytes leaf;
    proof::leaf_bytes(leaf_of(skeleton, to_number(position) - to_number(skeleton.header.first)),
                      leaf);
    return leaf;
  });
}

Result<proof::RangeProof> Log::range_proof(Position from, Position to, std::uint64_t size) const {
  const Position end = head();
  if (size > to_number(end)) return no_such_tree(size, end);
  if (from > to || to_number(to) > size)
    return fail(Errc::invalid, "the range must lie within the tree, and end after it begins", "to");
  return internals_->reading([&](const Opening& open) {
    return TreeReader(*open.tables, open.tiles, end).range(to_number(from), to_number(to), size);
  });
}

static Status visit_leaves(CommitReader& reader, Position from, Position end,
                           const LeafVisitor& visit) {
  Commit commit;
  for (;;) {
    const auto more = reader.next(commit);
    if (!more) return fail(more.error());
    if (!*more) return {};
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      const auto position = commit.events[i].position;
      if (position < from) continue;
      if (position >= end) return {};
      const auto& event = commit.events[i];
      if (visit(leaf_of(reader.skeleton(), i), {event.payload, event.pieces}) == Reading::enough)
        return {};
    }
  }
}

Status Log::read_leaves(Position from, Position end, const LeafVisitor& visit) const {
  if (end > head()) return past_head(end, head());
  return internals_->reading([&](const Opening& open) {
    CommitReader reader(*open.tables, from, end);
    return visit_leaves(reader, from, end, visit);
  });
}

// Enough that the steps cost nothing, and that files are not held for long.
static constexpr std::uint64_t scrub_step = 20'000;

Result<Scrubbed> Log::scrub() const {
  Scrubber pass(*this);
  for (;;) {
    const auto done = pass.step(scrub_step);
    if (!done) return fail(done.error());
    if (*done) return **done;
  }
}

Status Log::stage(const std::function<Status(const std::filesystem::path&)>& take) const {
  const std::scoped_lock lock(internals_->rewriting);
  const StagingFolder place(folder());
  if (auto ok = place.make(); !ok) return ok;
  if (auto ok = internals_->reading(
          [&](const Opening& open) { return open.tables->stage(place.files()); });
      !ok)
    return ok;
  return take(place.files());
}

Result<Purged> Log::purge(Position end, const MayGo& may_go) {
  if (end > head()) return past_head(end, head());
  const std::scoped_lock lock(internals_->rewriting);
  // Else the links there would keep what is to go.
  if (auto ok = StagingFolder(folder()).remove(); !ok) return fail(ok.error());
  return internals_->reading(
      [&](const Opening& open) { return eventstore::purge(*open.tables, end, may_go); });
}

std::shared_ptr<Log::Watch> Log::watch(std::function<void()> wake) {
  return std::make_shared<Watch>(internals_->watches.add(std::move(wake)));
}

void Log::close() {
  internals_->sequencer.close();
  const std::scoped_lock lock(internals_->mending, internals_->writing);
  if (std::exchange(internals_->is_closed, true) || !internals_->opening) return;
  if (internals_->cramped) return;
  // What fails here is in the write-ahead log, and is written when the log is opened next.
  if (!internals_->opening->committer.fault()) (void)internals_->opening->tables->flush();
}

}  // namespace riskflow::eventstore
