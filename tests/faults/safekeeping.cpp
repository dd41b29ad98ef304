#include "tests/faults/safekeeping.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include <fmt/format.h>

#include "eventstore/backup.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/restore.hpp"
#include "eventstore/restore_keys.hpp"
#include "eventstore/unlock_key.hpp"
#include "tests/faults/machine.hpp"

namespace riskflow::faults {

namespace fs = std::filesystem;
using namespace eventstore;

static void complain(Complaints& found, std::string what) {
  found.push_back({Complaint::Voice::silent, std::move(what)});
}

static void complain(Complaints& found, std::string_view what, const Error& error) {
  complain(found, fmt::format("{}: {}", what, error.message));
}

static void add(Complaints& found, Complaints more) {
  found.insert(found.end(), more.begin(), more.end());
}

static bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

static bool is_filled(const fs::path& folder) {
  const auto state = folder_state(folder);
  return state && *state == FolderState::filled;
}

static constexpr Instant at_second(std::int64_t second) {
  return Instant{std::chrono::seconds(1'800'000'000 + second)};
}

namespace {

// Who keeps the data of a machine safe, and what they were told.
class Keeper {
 public:
  explicit Keeper(Machine& machine) : machine_(machine), workload_(machine.workload) {}

  // What lies there before the power goes.  Errors: of what must not fail without a fault.
  Status prepare_log();
  Status prepare_backup();
  Status prepare_new_log();
  Status prepare_same_log();
  Status prepare_reading();
  Status prepare_keys();

  // What the power cut befalls; also what is done again after it.
  void back_up();
  void restore();
  void restore_persons();
  void purge();
  void sign();
  void replace_key();

  // What does not hold once the power is back.
  Complaints look_at_backups();
  Complaints look_at_restored();
  Complaints look_at_same_log();
  Complaints look_at_purged();
  Complaints look_at_signed();

 private:
  bool is_dead() const { return machine_.disk().is_off(); }
  fs::path data() const { return machine_.root() / "data"; }
  fs::path collection() const { return machine_.root() / "backups"; }
  fs::path restored() const { return machine_.root() / "restored/data"; }
  fs::path escrow() const { return machine_.root() / "escrow"; }

  Result<VerifiedBackup> make_one();
  Status put_keys_in_escrow();
  Status write_erasures();
  Result<Restored> restore_newest();
  Result<RestoredKeys> restore_keys_of_it();
  Frame first_of_new_log() const;
  Complaints whole_backups();
  Complaints whole_restored();
  Complaints finished_restore();
  Complaints left_of_the_purged() const;

  Machine& machine_;
  Workload& workload_;
  std::int64_t second_ = 0;  // of the next backup
  GoingOn going_on_ = NewLog{};
  fs::path newest_;               // backup
  std::vector<fs::path> told_{};  // backups
  bool told_restored_ = false;
  bool told_keys_ = false;
};

}  // namespace

// ---- before ----

Status Keeper::prepare_log() {
  workload_.run(25);
  if (auto ok = workload_.open(); !ok) return ok;
  for (int i = 0; i < 4; ++i) workload_.make_key();
  workload_.erase_somebody();
  return {};
}

// With a backup, the root of its keys in escrow, and somebody who was erased after it.
Status Keeper::prepare_backup() {
  if (auto ok = prepare_log(); !ok) return ok;
  if (auto ok = make_folders(escrow()); !ok) return ok;
  if (const auto key = make_unlock_key(escrow() / "key"); !key) return fail(key.error());
  const auto made = make_one();
  if (!made) return fail(made.error());
  newest_ = made->backup.folder;
  if (auto ok = put_keys_in_escrow(); !ok) return ok;
  workload_.erase_somebody();
  return write_erasures();
}

Status Keeper::prepare_new_log() {
  going_on_ = NewLog{};
  return prepare_backup();
}

Status Keeper::prepare_same_log() {
  going_on_ = SameLog{data()};
  auto done = prepare_backup();
  workload_.drop();
  return done;
}

Status Keeper::prepare_reading() {
  going_on_ = ReadOnly{};
  return prepare_backup();
}

Status Keeper::prepare_keys() {
  if (auto ok = prepare_new_log(); !ok) return ok;
  const auto done = restore_newest();
  return done ? Status{} : fail(done.error());
}

Status Keeper::put_keys_in_escrow() {
  const auto key = read_unlock_key(escrow() / "key");
  if (!key) return fail(key.error());
  const auto& store = workload_.store();
  const auto sealed = store.keys->seal_root(
      {store.log->id(), 0, workload_.erased().size(), at_second(0), at_second(1'000'000)}, *key);
  if (!sealed) return fail(sealed.error());
  return write_file(escrow() / fmt::format("root{}", root_ending), *sealed);
}

Status Keeper::write_erasures() {
  const auto& store = workload_.store();
  return write_file(escrow() / "erasures",
                    store.notary->sign({origin_of(store.log->origin()), 0, workload_.erased()}));
}

// ---- what is cut off ----

Result<VerifiedBackup> Keeper::make_one() {
  const auto& store = workload_.store();
  return make_backup({*store.log, *store.notary, *store.keys}, collection(), at_second(second_++));
}

void Keeper::back_up() {
  if (!workload_.open()) return;
  const auto made = make_one();
  if (!made || is_dead()) return;
  told_.push_back(made->backup.folder);
}

Frame Keeper::first_of_new_log() const {
  Frame frame;
  frame.request.bytes.fill(0x7f);
  frame.cause.correlation = frame.request;
  frame.parts = {{{"safekeeping"}, Expected::any(), {{"continued", 1, "as a new log"}}}};
  return frame;
}

Result<Restored> Keeper::restore_newest() {
  return restore_backup({newest_, restored(), {}, going_on_}, [&](Log& log, const Restored&) {
    const auto appended = log.append_and_wait(first_of_new_log());
    return appended ? Status{} : Status(fail(appended.error()));
  });
}

void Keeper::restore() {
  const auto done = restore_newest();
  if (done && !is_dead()) told_restored_ = true;
}

Result<RestoredKeys> Keeper::restore_keys_of_it() {
  return restore_keys({.data = restored(),
                       .escrow = escrow() / fmt::format("root{}", root_ending),
                       .escrow_key = escrow() / "key",
                       .erasures = escrow() / "erasures",
                       .unlock_file = machine_.root() / "restored/etc/unlock",
                       .now = at_second(10)});
}

void Keeper::restore_persons() {
  const auto done = restore_keys_of_it();
  if (done && !is_dead()) told_keys_ = true;
}

void Keeper::purge() {
  if (workload_.open()) workload_.purge();
}

void Keeper::sign() {
  if (!workload_.open()) return;
  for (int i = 0; i < 4; ++i) {
    workload_.append_one();
    workload_.sign();
  }
  workload_.close();
}

// One key takes the place of another.
void Keeper::replace_key() {
  if (!workload_.open()) return;
  auto& notary = *workload_.store().notary;
  (void)notary.add_key();  // there may be two since the last time
  workload_.append_one();
  workload_.sign();
  (void)notary.retire_key(notary.keys().back().id);
  workload_.append_one();
  workload_.close();
}

// ---- after ----

// Each backup that is listed is whole, and of this log; each that somebody was told of is listed.
Complaints Keeper::whole_backups() {
  Complaints found;
  const auto listed = backups_in(collection());
  for (const auto& folder : told_)
    if (!listed || std::ranges::find(*listed, folder, &Backup::folder) == listed->end())
      complain(found, "I1: a backup that was made is not there: " + folder.filename().string());
  if (!listed) return found;
  for (const auto& one : *listed) {
    const auto verified = verify_backup(one.folder);
    const auto tree = workload_.store().log->tree(one.events);
    if (!verified)
      complain(found, "I10: a backup that is listed is not whole", verified.error());
    else if (!tree || verified->tree != *tree)
      complain(found, "I6: a backup is of another log");
  }
  return found;
}

static bool is_draft(const fs::path& path) {
  const auto name = path.filename().string();
  return name.starts_with('.') || name.contains(".draft-");
}

Complaints Keeper::look_at_backups() {
  if (auto found = machine_.complaints(); !found.empty()) return found;
  auto found = whole_backups();
  if (is_there(machine_.root() / "data/log.staged"))
    complain(found, "I9: what was staged is there once the log was opened");
  newest_.clear();
  back_up();
  if (told_.empty()) complain(found, "I10: no backup can be made");
  if (!found.empty()) return found;
  newest_ = told_.back();
  for (const auto& entry : fs::directory_iterator(collection()))
    if (is_draft(entry.path()))
      complain(found, "I9: a backup that was cut off is there after another");
  if (auto ok = make_folders(escrow()); !ok) complain(found, "keys: escrow", ok.error());
  if (const auto key = make_unlock_key(escrow() / "key"); !key)
    complain(found, "keys: escrow", key.error());
  if (auto ok = put_keys_in_escrow(); !ok) complain(found, "keys: escrow", ok.error());
  workload_.erase_somebody();
  if (auto ok = write_erasures(); !ok) complain(found, "keys: erasures", ok.error());
  add(found, whole_backups());
  going_on_ = ReadOnly{};
  add(found, finished_restore());
  return found;
}

// What was restored is what the oracle knows, but for the first event of a new log.
Complaints Keeper::whole_restored() {
  const auto floor = signed_floor(restored());
  if (!floor) return refusal(floor.error());
  Store store;
  auto log =
      Log::open({.folder = restored() / "log", .clock = &workload_.clock(), .floor = *floor});
  if (!log) return refusal(log.error());
  store.log = std::move(*log);
  auto keys = Keyring::open(restored() / "keys", machine_.root() / "restored/etc/unlock");
  if (!keys) return refusal(keys.error());
  store.keys = std::move(*keys);
  auto oracle = workload_.oracle();
  oracle.asks(first_of_new_log());
  auto found = oracle.complaints(store);
  if (std::holds_alternative<ReadOnly>(going_on_)) return found;
  const auto notary = Notary::open(*store.log, restored());
  if (!notary) return refusal(notary.error());
  if (const auto note = (*notary)->sign(); !note)
    complain(found, "I10: signs no more", note.error());
  return found;
}

// Does what was not done yet.  What is there is whole, so that there is nothing to be done in it.
Complaints Keeper::finished_restore() {
  Complaints found;
  machine_.disk().befall({});
  if (told_restored_ && !is_filled(restored()))
    complain(found, "I1: what was restored is not there");
  if (!is_filled(restored()))
    if (const auto done = restore_newest(); !done)
      complain(found, "I10: a restore that was cut off is not done by the next", done.error());
  if (told_keys_ && !is_filled(restored() / "keys"))
    complain(found, "keys: what was restored is not there");
  if (!found.empty()) return found;
  if (!is_filled(restored() / "keys"))
    if (const auto done = restore_keys_of_it(); !done) {
      complain(found, "keys: a restore that was cut off is not done by the next", done.error());
      return found;
    }
  return whole_restored();
}

Complaints Keeper::look_at_restored() {
  auto found = finished_restore();
  add(found, machine_.complaints());
  return found;
}

// Of two folders at most one signs, and when it is done that is the new one.
Complaints Keeper::look_at_same_log() {
  Complaints found;
  machine_.disk().befall({});
  const auto signs = [](const fs::path& folder) { return is_there(folder / audit_key_file); };
  if (signs(data()) && signs(restored())) complain(found, "I6: one key signs in two folders");
  if (told_restored_ && !signs(restored())) complain(found, "I10: what was restored does not sign");
  if (!signs(restored()) || !is_filled(restored()))
    if (const auto done = restore_newest(); !done)
      complain(found, "I10: a restore that was cut off is not done by the next", done.error());
  if (signs(data())) complain(found, "I6: the old folder signs");
  if (!found.empty()) return found;
  return finished_restore();
}

// What of the envelopes of no use stands in the files of the log.
Complaints Keeper::left_of_the_purged() const {
  Complaints found;
  const auto gone = workload_.oracle().purged_envelopes();
  for (const auto& entry : fs::recursive_directory_iterator(data() / "log")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (std::ranges::any_of(gone, [&](const Bytes& one) { return content.contains(one); }))
      complain(found, "I9: what was purged is in " + entry.path().filename().string());
  }
  return found;
}

// A purge that was cut off is done by the next.
Complaints Keeper::look_at_purged() {
  if (auto found = machine_.complaints(); !found.empty()) return found;
  Complaints found;
  if (!workload_.purge()) complain(found, "I10: a purge that was cut off is not done by the next");
  add(found, left_of_the_purged());
  add(found, machine_.complaints());
  return found;
}

// What was signed is the floor, and goes on to be signed.
Complaints Keeper::look_at_signed() {
  machine_.disk().befall({});
  const auto floor = signed_floor(data());
  if (!floor) return refusal(floor.error());
  Complaints found;
  if ((*floor ? (*floor)->size : 0) < workload_.oracle().vouched_for())
    complain(found, "I6: the floor lies below a checkpoint that was given out");
  add(found, machine_.complaints());
  if (!found.empty()) return found;
  workload_.append_one();
  workload_.sign();
  const auto newest = signed_floor(data());
  if (!newest || !*newest || (*newest)->size != to_number(workload_.store().log->head()))
    complain(found, "I10: signs no more");
  return found;
}

// ---- the whole ----

namespace {

struct Scene {
  Status (Keeper::*prepare)();
  void (Keeper::*work)();
  Complaints (Keeper::*look)();
  std::uint64_t operations;  // of the work, or some more
};

}  // namespace

static constexpr std::array scenes{
    Scene{&Keeper::prepare_log, &Keeper::back_up, &Keeper::look_at_backups, 250},
    Scene{&Keeper::prepare_backup, &Keeper::back_up, &Keeper::look_at_backups, 170},
    Scene{&Keeper::prepare_new_log, &Keeper::restore, &Keeper::look_at_restored, 235},
    Scene{&Keeper::prepare_reading, &Keeper::restore, &Keeper::look_at_restored, 220},
    Scene{&Keeper::prepare_same_log, &Keeper::restore, &Keeper::look_at_same_log, 235},
    Scene{&Keeper::prepare_keys, &Keeper::restore_persons, &Keeper::look_at_restored, 60},
    Scene{&Keeper::prepare_log, &Keeper::purge, &Keeper::look_at_purged, 100},
    Scene{&Keeper::prepare_log, &Keeper::sign, &Keeper::look_at_signed, 60},
    Scene{&Keeper::prepare_log, &Keeper::replace_key, &Keeper::look_at_signed, 100},
};

static Habits habits_of(std::uint64_t turn) {
  return {.durability = turn % 2 == 0 ? Durability::synced : Durability::strict, .seals = true};
}

Complaints play_safekeeping(std::uint64_t number) {
  const auto& scene = scenes[number % scenes.size()];
  const auto turn = number / scenes.size();
  Machine machine(number, habits_of(turn));
  Keeper keeper(machine);
  if (auto ok = (keeper.*scene.prepare)(); !ok) return refusal(ok.error());
  Chance chance(number);
  auto at = turn % scene.operations;
  for (auto cuts = 1 + chance() % 2; cuts > 0; --cuts) {
    machine.disk().befall({Trouble::power_cut, at});
    (keeper.*scene.work)();
    machine.workload.drop();
    machine.disk().cut_power(chance);
    at = chance() % scene.operations;
  }
  return (keeper.*scene.look)();
}

Complaints play_keep_error(std::uint64_t number) {
  const auto& scene = scenes[number % scenes.size()];
  const auto turn = number / scenes.size();
  Machine machine(number, habits_of(turn / 4));
  Keeper keeper(machine);
  if (auto ok = (keeper.*scene.prepare)(); !ok) return refusal(ok.error());
  Chance chance(number);
  machine.disk().befall({turn % 2 == 0 ? Trouble::no_space : Trouble::io_error,
                         turn / 4 % scene.operations, turn / 2 % 2 == 0 ? Lasts::once : Lasts::on});
  (keeper.*scene.work)();
  machine.disk().befall({});
  machine.workload.drop();
  machine.disk().cut_power(chance, Keep::nothing);
  return (keeper.*scene.look)();
}

}  // namespace riskflow::faults
