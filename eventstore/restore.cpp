#include "eventstore/restore.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/key_pages.hpp"
#include "eventstore/log_copy.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t memory = std::size_t{32} << 20;  // for RocksDB, each way
static constexpr std::size_t skeletons_bytes = std::size_t{1} << 20;

// ---- where it ends ----

// A position counts its event in, and its commit is never cut.
static Result<Position> end_of(const OpenedLog& log, const std::optional<AsOf>& as_of) {
  const auto head = log.head.position;
  if (!as_of) return head;
  Skeletons skeletons(*log.tables, skeletons_bytes);
  if (const auto* const at = std::get_if<Instant>(&*as_of)) return skeletons.end_at(*at, head);
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

// The checkpoint of the old folder is the floor: the notary refuses a log that lies below it.
static Status go_on_as_same(const SameLog& same, const Log& log, const fs::path& draft) {
  for (const auto file : {audit_key_file, checkpoint_file})
    if (const auto copied = copy_synced(same.old_data / file, draft / file); !copied)
      return fail(copied.error());
  const auto notary = Notary::open(log, draft);
  if (notary) return {};
  if (detail(notary.error(), "reason") != "below_floor") return fail(notary.error());
  return fail(Errc::rejected,
              notary.error().message + "; without them it can go on as a new log: --new-log",
              "same-log", notary.error().details);
}

static Status go_on_as_new(Log& log, const Restored& restored, const BeginNewLog& begin,
                           const fs::path& draft) {
  if (auto ok = begin(log, restored); !ok) return ok;
  const auto notary = Notary::open(log, draft);
  if (!notary) return fail(notary.error());
  return {};
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
  const auto tree = TreeReader(*from->tables, from->head.position).tree(to_number(*end));
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

// Its key signs the restored log from now on, and must sign no other.
static Status take_key_out(const GoingOn& going_on) {
  const auto* const same = std::get_if<SameLog>(&going_on);
  return same == nullptr ? Status{} : remove_secret(same->old_data / audit_key_file);
}

Result<Restored> restore_backup(const RestoreOrder& order, const BeginNewLog& begin) {
  const auto state = folder_state(order.data);
  if (!state) return fail(state.error());
  if (*state == FolderState::filled)
    return fail(Errc::conflict,
                fmt::format("{} is not empty: a restore makes a new folder", order.data.string()),
                "data");
  const auto* const same = std::get_if<SameLog>(&order.going_on);
  const OldFolderLock lock(same != nullptr ? same->old_data : fs::path());
  if (auto ok = check_old(order.going_on, lock); !ok) return fail(ok.error());
  Restored restored;
  auto verified = verify_backup(order.backup, order.key);
  if (!verified) return fail(verified.error());
  restored.from = std::move(*verified);
  const auto done = create_folder(order.data, [&](const fs::path& draft) -> Status {
    if (auto ok = take_log(order, restored, draft); !ok) return ok;
    if (auto ok = take_keys(order.backup, draft); !ok) return ok;
    return go_on(order.going_on, restored, begin, draft);
  });
  if (!done) return fail(done.error());
  if (auto ok = take_key_out(order.going_on); !ok) return fail(ok.error());
  return restored;
}

}  // namespace riskflow::eventstore
