#include "eventstore/log_internals.hpp"

#include <utility>

#include "eventstore/damage_note.hpp"
#include "eventstore/floor.hpp"
#include "eventstore/staging_folder.hpp"
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
  (void)StagingFolder(options.folder).remove();  // a backup that was killed; a purge tries again
  if (auto found = internals->fault())
    internals->health.set(Condition::read_only, std::move(found));
  else
    internals->room.keep_ballast();
  auto noted = DamageNote(options.folder).read();
  if (!noted) return fail(noted.error());
  if (*noted) internals->break_because(std::move(**noted));
  return std::unique_ptr<Log>(new Log(std::move(internals)));
}

// ---- opening ----

// What was vouched for: before this start, and by this one.
Result<Floors> Log::Internals::floors() const {
  Floors all;
  if (options.floor) all.push_back(*options.floor);
  const auto noted = AckLedger::read(AckLedger::of(options.folder));
  if (!noted) return fail(noted.error());
  if (*noted) all.push_back(**noted);
  if (acknowledged) all.push_back(*acknowledged);
  return all;
}

// Opening writes what the write-ahead log holds to tables; reading does not need them.
Result<OpenedLog> Log::Internals::open_without_room(Error full) {
  const auto all = floors();
  if (!all) return fail(all.error());
  auto opened = open_log_folder_read_only(
      {options.folder, options.write_buffer_bytes, options.block_cache_bytes, seams.env}, *all);
  if (!opened) return fail(std::move(full));
  cramped = std::move(full);
  return opened;
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
  cramped.reset();
  if (!opened && detail(opened.error(), "reason") == "disk_full")
    return open_without_room(opened.error());
  return opened;
}

Status Log::Internals::open_files() {
  auto opened = open_folder();
  if (!opened) return fail(opened.error());
  if (opened->head.position < durable.position())
    return check_floor({to_number(durable.position()), {}}, to_number(opened->head.position), {});
  if (genesis.log == LogId{}) genesis = opened->genesis;
  if (genesis.log != opened->genesis.log || genesis.origin != opened->genesis.origin)
    return fail(Errc::corrupt, "the files of another log lie where those of this one were", "log");
  if (options.durability == Durability::strict && !cramped) {
    auto acks =
        AckLedger::open(AckLedger::of(options.folder), {opened->tree.size(), opened->tree.root()});
    if (!acks) return fail(acks.error());
    ledger = std::move(*acks);
  }
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

static Error being_opened() {
  return {Errc::unavailable,
          "the log is being opened anew: send it again in a moment",
          "log",
          {{"reason", "unhealthy"}}};
}

// What keeps the log from appending now.
std::optional<Error> Log::Internals::fault() {
  if (auto found = health.get(); found.condition == Condition::broken) return found.cause;
  if (!opening) return opening_failed();
  if (cramped) return cramped;
  if (const auto& failed = opening->committer.fault()) return failed;
  return room.shortage();
}

static void refuse(const Sequencer::Group& group, const Error& why) {
  for (Submission* const submission : group) submission->outcome = fail(why);
}

void Log::Internals::commit(const Sequencer::Group& group) {
  const std::scoped_lock lock(writing);
  if (health.get().condition == Condition::reopening) return refuse(group, being_opened());
  auto before = fault();
  if (!before) {
    opening->committer.commit(group);
    before = opening->committer.fault();
    if (!before) return;
  } else {
    refuse(group, *before);
  }
  health.set(Condition::read_only, std::move(before));
}

void Log::Internals::condemn(const Error& damage) {
  (void)DamageNote(options.folder).write(damage);  // the disk may be what is broken
  break_because(damage);
}

void Log::Internals::break_because(Error cause) {
  std::erase_if(cause.details, [](const Detail& fact) { return fact.name == "reason"; });
  cause.details.push_back({"reason", "damaged"});
  health.set(Condition::broken, std::move(cause));
}

// ---- mending ----

// How long reads that begin are held up by those under way.
static constexpr std::chrono::milliseconds patience{500};

// Whether a failure lies in the files, and no waiting helps.
static Condition condition_after(const Error& error) {
  return error.code == Errc::corrupt ? Condition::broken : Condition::read_only;
}

// Appends are refused until it is done, since nobody knows how long those who read will stay.
Status Log::Internals::reopen() {
  if (!gate.close_within(patience)) return fail(being_opened());
  const auto before = durable.position();
  if (opening)
    if (const auto tree =
            TreeReader(*opening->tables, opening->tiles, before).tree(to_number(before)))
      acknowledged = *tree;
  opening.reset();
  auto done = open_files();
  gate.open();
  if (done && cramped) done = fail(*cramped);
  if (!done) {
    health.set(condition_after(done.error()), done.error());
    return done;
  }
  health.set(Condition::healthy);
  if (durable.position() != before) watches.wake_all();
  return {};
}

// What keeps it from being mended now; nothing when it is sound, or REOPENING from here on.
std::optional<Error> Log::Internals::begin_mending() {
  const std::scoped_lock lock(writing);
  const auto found = health.get();
  if (is_closed || found.condition == Condition::broken) return found.cause;
  if (cramped && !room.has(journal_bytes(options.folder))) return cramped;
  if (auto full = room.shortage()) {
    health.set(Condition::read_only, full);
    return full;
  }
  const bool is_sound = opening && !cramped && !opening->committer.fault();
  health.set(is_sound ? Condition::healthy : Condition::reopening);
  return {};
}

Status Log::Internals::mend() {
  const std::scoped_lock one(mending);
  if (auto found = begin_mending()) return fail(std::move(*found));
  if (health.get().condition == Condition::reopening)
    if (auto ok = reopen(); !ok) return ok;
  const std::scoped_lock lock(writing);
  if (!is_closed) room.keep_ballast();
  return {};
}

}  // namespace riskflow::eventstore
