#include "eventstore/log_internals.hpp"

#include <utility>

#include "eventstore/floor.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::eventstore {

// About 80 commits of the largest size.
static constexpr std::size_t skeletons_bytes = 8 * 1024 * 1024;

Opening::Opening(OpenedLog opened, DurableHead& durable, AckLedger* ledger,
                 std::function<void()> published)
    : tables(std::move(opened.tables)),
      skeletons(*tables, skeletons_bytes),
      committer(*tables, opened.head, std::move(opened.tree), opened.genesis.limits, durable,
                ledger, std::move(published)) {}

Log::Internals::Internals(const LogOptions& options_, const Seams& seams_)
    : options(options_),
      seams(seams_),
      clock(options.clock != nullptr ? *options.clock : system_clock),
      room(options.folder, options.free_bytes_min, seams.free),
      sequencer([this](const Sequencer::Group& group) { commit(group); }) {}

Result<std::unique_ptr<Log>> Log::Internals::open(const LogOptions& options, const Seams& seams) {
  auto internals = std::make_unique<Internals>(options, seams);
  if (auto ok = internals->open_files(); !ok) return fail(ok.error());
  internals->room.keep_ballast();
  if (auto full = internals->room.shortage())
    internals->health.set(Condition::read_only, std::move(full));
  return std::unique_ptr<Log>(new Log(std::move(internals)));
}

// ---- opening ----

std::filesystem::path Log::Internals::ledger_file() const {
  return options.folder.lexically_normal().string() + ".acks";
}

// What was vouched for: before this start, and by this one.
Result<Floors> Log::Internals::floors() const {
  Floors all;
  if (options.floor) all.push_back(*options.floor);
  const auto noted = AckLedger::read(ledger_file());
  if (!noted) return fail(noted.error());
  if (*noted) all.push_back(**noted);
  if (acknowledged) all.push_back(*acknowledged);
  return all;
}

// A full disk must not keep a log from being read.
Result<OpenedLog> Log::Internals::open_folder() {
  const TableOptions tables{options.folder, options.write_buffer_bytes, options.block_cache_bytes,
                            seams.env};
  const auto all = floors();
  if (!all) return fail(all.error());
  auto opened = open_log_folder(tables, seams.limits, *all);
  if (!opened && detail(opened.error(), "reason") == "disk_full" && room.give_up_ballast())
    opened = open_log_folder(tables, seams.limits, *all);
  return opened;
}

Status Log::Internals::open_files() {
  auto opened = open_folder();
  if (!opened) return fail(opened.error());
  if (opened->head.position < durable.position())
    return check_floor({to_number(durable.position()), {}}, to_number(opened->head.position), {});
  if (options.durability == Durability::strict) {
    auto acks = AckLedger::open(ledger_file(), {opened->tree.size(), opened->tree.root()});
    if (!acks) return fail(acks.error());
    ledger = std::move(*acks);
  }
  genesis = opened->genesis;
  dropped += opened->dropped;
  opening = std::make_unique<Opening>(std::move(*opened), durable, ledger ? &*ledger : nullptr,
                                      [this] { watches.wake_all(); });
  return {};
}

// ---- appending ----

Error Log::Internals::opening_failed() const {
  return health.get().cause.value_or(
      Error{Errc::unavailable, "the log is not open", "log", {{"reason", "unhealthy"}}});
}

// What keeps the log from appending now.
std::optional<Error> Log::Internals::fault() {
  if (!opening) return opening_failed();
  if (const auto& failed = opening->committer.fault()) return failed;
  return room.shortage();
}

void Log::Internals::commit(const Sequencer::Group& group) {
  const std::scoped_lock lock(writing);
  auto before = fault();
  if (!before) {
    opening->committer.commit(group);
    before = opening->committer.fault();
    if (!before) return;
  } else {
    for (Submission* const submission : group) submission->outcome = fail(*before);
  }
  if (health.get().condition != Condition::broken)
    health.set(Condition::read_only, std::move(before));
}

// ---- mending ----

// Whether a failure lies in the files, and no waiting helps.
static Condition condition_after(const Error& error) {
  return error.code == Errc::corrupt ? Condition::broken : Condition::read_only;
}

Status Log::Internals::reopen() {
  health.set(Condition::reopening);
  gate.close();
  const auto before = durable.position();
  if (opening)
    if (const auto tree = TreeReader(*opening->tables, before).tree(to_number(before)))
      acknowledged = *tree;
  opening.reset();
  auto done = open_files();
  gate.open();
  if (!done) {
    health.set(condition_after(done.error()), done.error());
    return done;
  }
  health.set(Condition::healthy);
  if (durable.position() != before) watches.wake_all();
  return {};
}

Status Log::Internals::mend() {
  const std::scoped_lock lock(writing);
  const auto found = health.get();
  if (is_closed || found.condition == Condition::broken)
    return found.cause ? fail(*found.cause) : Status{};
  if (auto full = room.shortage()) {
    health.set(Condition::read_only, full);
    return fail(std::move(*full));
  }
  room.keep_ballast();
  if (!opening || opening->committer.fault()) return reopen();
  health.set(Condition::healthy);
  return {};
}

}  // namespace riskflow::eventstore
