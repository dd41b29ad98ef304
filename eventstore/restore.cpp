#include "eventstore/restore.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "eventstore/ack_ledger.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/floor.hpp"
#include "eventstore/key_pages.hpp"
#include "eventstore/log_copy.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t memory = std::size_t{32} << 20;  // for RocksDB, each way
static constexpr std::size_t skeletons_bytes = std::size_t{1} << 20;

// ---- where it ends ----

// Whoever asks for a time before the first event hardly means an empty log.
static Result<Position> end_at(Skeletons& skeletons, Instant at, Position head) {
  const auto end = skeletons.end_at(at, head);
  if (!end || *end > Position{} || head == Position{}) return end;
  const auto first = skeletons.at(Position{});
  if (!first) return fail(first.error());
  return fail(
      Errc::not_found,
      fmt::format("nothing was there at {}: the first event of the backup was recorded at {}",
                  to_text(at), to_text((*first)->skeleton.header.recorded)),
      "as-of");
}

// A position counts its event in, and its commit is never cut.
static Result<Position> end_of(const OpenedLog& log, const std::optional<AsOf>& as_of) {
  const auto head = log.head.position;
  if (!as_of) return head;
  Skeletons skeletons(*log.tables, skeletons_bytes);
  if (const auto* const at = std::get_if<Instant>(&*as_of)) return end_at(skeletons, *at, head);
  const auto position = std::get<Position>(*as_of);
  if (position >= head)
    return fail(Errc::not_found,
                fmt::format("the backup ends before position {}: it has {} events",
                            to_number(position), to_number(head)),
                "as-of");
  const auto held = skeletons.at(position);
  if (!held) return fail(held.error());
  return (*held)->skeleton.header.first + (*held)->skeleton.header.events;
}

// ---- how it goes on ----

static Genesis genesis_of(const Genesis& old, const GoingOn& going_on) {
  Genesis out = old;
  if (std::holds_alternative<NewLog>(going_on)) {
    random_bytes(out.origin.bytes);
    out.standing = Standing::open;
  }
  if (std::holds_alternative<ReadOnly>(going_on)) out.standing = Standing::read_only;
  return out;
}

namespace {

// Keeps a server from opening an old data folder, as its log does: RocksDB locks this file.
class OldFolderLock {
 public:
  explicit OldFolderLock(const fs::path& data)
      : fd_(::open((data / "log" / "LOCK").c_str(), O_RDWR | O_CLOEXEC)) {}
  ~OldFolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  OldFolderLock(const OldFolderLock&) = delete;
  OldFolderLock& operator=(const OldFolderLock&) = delete;

  // Without the file there is nothing that a server could have open.
  bool take() const {
    struct ::flock whole{};
    whole.l_type = F_WRLCK;
    return fd_ < 0 || ::fcntl(fd_, F_SETLK, &whole) == 0;
  }

 private:
  int fd_;
};

}  // namespace

// While the key moves it lies in the old folder under this name, by which nothing signs.
static constexpr std::string_view moving_key_file = "audit.key.moving";

static bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

static Status rename_key(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return sync_name(to);
  return fail(
      Errc::unavailable,
      fmt::format("cannot move {}: {}", from.string(), std::generic_category().message(errno)),
      "same-log");
}

// From here on the old folder signs nothing.
static Status set_key_aside(const fs::path& old_data) {
  const auto key = old_data / audit_key_file;
  const auto moving = old_data / moving_key_file;
  if (is_there(key)) return rename_key(key, moving);
  if (is_there(moving)) return {};
  return fail(Errc::not_found, fmt::format("there is no {}", key.string()), "same-log");
}

// When the new folder did not come to be.
static void put_key_back(const fs::path& old_data) {
  if (!is_there(old_data / audit_key_file))
    (void)rename_key(old_data / moving_key_file, old_data / audit_key_file);
}

// The key of the old folder signs in the new one, and nowhere else.
static Status bring_key_over(const fs::path& old_data, const fs::path& data) {
  constexpr std::size_t key_file_max = 4096;
  const auto moving = old_data / moving_key_file;
  if (!is_there(data / audit_key_file)) {
    auto secret = read_file(moving, key_file_max);
    if (!secret) return fail(secret.error());
    const auto written = write_file(data / audit_key_file, *secret);
    wipe(*secret);
    if (!written) return written;
  }
  return remove_secret(moving);
}

// What was signed and what was acknowledged in the old folder are the floor.
static Status hold_to_floors(const SameLog& same, const Log& log) {
  const auto checkpoint = signed_floor(same.old_data);
  if (!checkpoint) return fail(checkpoint.error());
  const auto acknowledged = AckLedger::read(AckLedger::of(same.old_data / "log"));
  if (!acknowledged) return fail(acknowledged.error());
  for (const auto& floor : {*checkpoint, *acknowledged}) {
    if (!floor) continue;
    auto held = check_floor(*floor, to_number(log.head()),
                            [&](std::uint64_t size) { return log.tree(size); });
    if (held) continue;
    if (detail(held.error(), "reason") != "below_floor") return held;
    return fail(Errc::rejected,
                held.error().message + "; without them it can go on as a new log: --new-log",
                "same-log", held.error().details);
  }
  return {};
}

// The key itself is no part of the draft: it comes when the folder is there.
static Status go_on_as_same(const SameLog& same, const Log& log, const fs::path& draft) {
  if (auto ok = hold_to_floors(same, log); !ok) return ok;
  if (is_there(same.old_data / audit_key_file)) {
    const auto keys = SigningKeys::read(same.old_data, origin_of(log.origin()));
    if (!keys) return fail(keys.error());
    if (auto ok = keys->publish(); !ok) return ok;
  }
  for (const auto file : {audit_verifier_file, checkpoint_file})
    if (const auto copied = copy_synced(same.old_data / file, draft / file); !copied)
      return fail(copied.error());
  return set_key_aside(same.old_data);
}

static Status go_on_as_new(Log& log, const Restored& restored, const BeginNewLog& begin,
                           const fs::path& draft) {
  if (auto ok = begin(log, restored); !ok) return ok;
  const auto notary = Notary::open(log, draft);
  if (!notary) return fail(notary.error());
  return (*notary)->confirm_new_key();  // where it goes on from says so
}

static Status go_on(const GoingOn& going_on, const Restored& restored, const BeginNewLog& begin,
                    const fs::path& draft) {
  const auto log = Log::open({.folder = draft / "log"});
  if (!log) return fail(log.error());
  const auto done = (*log)->scrub();
  if (!done) return fail(done.error());
  if (done->tree != restored.kept)
    return fail(Errc::corrupt, "the restored log has another tree than the backup", "log");
  if (const auto* const same = std::get_if<SameLog>(&going_on))
    return go_on_as_same(*same, **log, draft);
  if (std::holds_alternative<NewLog>(going_on)) return go_on_as_new(**log, restored, begin, draft);
  return {};
}

// ---- the whole ----

// Copies the log, and says what was taken over.
static Status take_log(const RestoreOrder& order, Restored& restored, const fs::path& draft) {
  const auto from =
      open_log_folder_read_only({.folder = order.backup / "log", .block_cache_bytes = memory});
  if (!from) return fail(from.error());
  const auto end = end_of(*from, order.as_of);
  if (!end) return fail(end.error());
  TileCache tiles;
  const auto tree = TreeReader(*from->tables, tiles, from->head.position).tree(to_number(*end));
  if (!tree) return fail(tree.error());
  if (std::holds_alternative<SameLog>(order.going_on) && *end != from->head.position)
    return fail(Errc::rejected,
                "a log that is cut cannot go on as the same: its key would sign two histories; say "
                "--new-log or --read-only",
                "same-log");
  const auto genesis = genesis_of(from->genesis, order.going_on);
  restored.kept = *tree;
  restored.origin = origin_of(genesis.origin);
  return create_folder(draft / "log", [&](const fs::path& folder) {
    return copy_log(*from, *end, genesis, {folder, memory, memory});
  });
}

// The key pages wait for their root.
static Status take_keys(const fs::path& backup, const fs::path& draft) {
  return create_folder(draft / waiting_keys, [&](const fs::path& folder) -> Status {
    for (const auto file : {backup_facts_file, audit_verifier_file})
      if (const auto copied = copy_synced(backup / file, folder / file); !copied)
        return fail(copied.error());
    return copy_page_files(backup / "keys", folder);
  });
}

static Status check_old(const GoingOn& going_on, const OldFolderLock& lock) {
  if (!std::holds_alternative<SameLog>(going_on) || lock.take()) return {};
  return fail(Errc::conflict, "a riskflow has the old data folder: stop it first", "same-log");
}

// A move of the key that was cut off when the new folder was there already.
static bool is_half_moved(const SameLog& same, const fs::path& data) {
  if (!is_there(same.old_data / moving_key_file) || is_there(same.old_data / audit_key_file))
    return false;
  const auto old_keys = verifiers_in(same.old_data);
  const auto keys = verifiers_in(data);
  return old_keys && keys && *old_keys == *keys;
}

static Status check_empty(const RestoreOrder& order) {
  const auto state = folder_state(order.data);
  if (!state) return fail(state.error());
  if (*state == FolderState::absent) return {};
  return fail(Errc::conflict,
              fmt::format("{} is not empty: a restore makes a new folder", order.data.string()),
              "data");
}

static Status make_data_folder(const RestoreOrder& order, Restored& restored,
                               const BeginNewLog& begin) {
  return create_folder(order.data, [&](const fs::path& draft) -> Status {
    if (auto ok = take_log(order, restored, draft); !ok) return ok;
    if (auto ok = take_keys(order.backup, draft); !ok) return ok;
    return go_on(order.going_on, restored, begin, draft);
  });
}

Result<Restored> restore_backup(const RestoreOrder& order, const BeginNewLog& begin) {
  const auto* const same = std::get_if<SameLog>(&order.going_on);
  const bool goes_on = same != nullptr && is_half_moved(*same, order.data);
  if (!goes_on)
    if (auto ok = check_empty(order); !ok) return fail(ok.error());
  const OldFolderLock lock(same != nullptr ? same->old_data : fs::path());
  if (auto ok = check_old(order.going_on, lock); !ok) return fail(ok.error());
  Restored restored;
  auto verified = verify_backup(order.backup, order.keys);
  if (!verified) return fail(verified.error());
  restored.from = std::move(*verified);
  restored.kept = restored.from.tree;
  restored.origin = restored.from.backup.origin;
  const auto made = goes_on ? Status{} : make_data_folder(order, restored, begin);
  if (!made && same != nullptr) put_key_back(same->old_data);
  if (!made) return fail(made.error());
  if (same != nullptr)
    if (auto ok = bring_key_over(same->old_data, order.data); !ok) return fail(ok.error());
  return restored;
}

}  // namespace riskflow::eventstore
