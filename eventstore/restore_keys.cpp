#include "eventstore/restore_keys.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/backup.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/restore.hpp"
#include "eventstore/unlock_key.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t file_size_max = 1'000'000;
// The list without its signature, from the first on who was forgotten again.
static constexpr std::string_view forgotten_again_file = "forgotten";

// ---- what has to fit ----

static Status check_terms(const EscrowTerms& terms, const Backup& pages) {
  if (terms.log != pages.log)
    return fail(Errc::corrupt, "this root in escrow is another log's", "escrow");
  if (terms.generation != pages.key_generation)
    return fail(Errc::corrupt,
                fmt::format("the root in escrow is of generation {}, the key pages of the backup "
                            "are of generation {}: take the root of that generation, or a backup "
                            "of this one",
                            terms.generation, pages.key_generation),
                "escrow",
                {{"reason", "another_generation"},
                 {"root", std::to_string(terms.generation)},
                 {"pages", std::to_string(pages.key_generation)}});
  return {};
}

static Status check_list(const ErasureList& list, const EscrowTerms& terms) {
  if (list.end() < terms.erasures)
    return fail(
        Errc::rejected,
        fmt::format("the list of erasures is older than the root: it ends after {} of them, "
                    "the root had {}; take the newest list",
                    list.end(), terms.erasures),
        "erasures");
  if (list.before > terms.erasures)
    return fail(Errc::rejected,
                fmt::format("the list begins with erasure {}, the root had {} only", list.before,
                            terms.erasures),
                "erasures");
  return {};
}

// A log whose key was replaced after the backup signs its newest list with a key that the backup
// does not know.
static Result<ErasureList> read_list(const KeyRestoreOrder& order) {
  const auto own = order.keys.empty() ? verifiers_in(order.data / waiting_keys) : order.keys;
  if (!own) return fail(own.error());
  const auto note = read_file(order.erasures, file_size_max);
  if (!note) return fail(note.error());
  auto list = verify_erasures(*note, *own);
  if (!list)
    return fail(Errc::corrupt,
                list.error().message +
                    "; the key that signs may have been replaced since the "
                    "backup: give the newest audit.pub with --key",
                "erasures");
  return list;
}

// ---- making the keys ----

static Result<Key> unlock_key_of(const KeyRestoreOrder& order) {
  if (order.unlock) return *order.unlock;
  auto key = read_unlock_key(order.unlock_file);
  if (key || key.error().code != Errc::not_found) return key;
  return make_unlock_key(order.unlock_file);
}

// ---- what else lies in escrow ----

namespace {

// The other roots there that open backups of the same log, or of one that goes on from it: until
// when, up to which generation, and the folder of another log among them.
struct OthersThere {
  RestoredRoot last;
  std::optional<fs::path> other_log;
};

}  // namespace

// A log has a folder in it; a root that somebody copied elsewhere is looked for others beside it.
static Result<OthersThere> others_there(const KeyRestoreOrder& order, const EscrowTerms& terms,
                                        const Backup& pages) {
  const auto own = fs::absolute(order.escrow).parent_path();
  const bool is_in_escrow = own.filename() == fs::path(pages.origin).filename();
  const auto roots = roots_in(is_in_escrow ? own.parent_path() : own);
  if (!roots) return fail(roots.error());
  OthersThere out{{terms.generation, terms.until}, {}};
  for (const auto& root : roots->files) {
    if (root.terms.log != terms.log) continue;
    out.last.until = std::max(out.last.until, root.terms.until);
    out.last.generation = std::max(out.last.generation, root.terms.generation);
    const auto folder = root.path.parent_path();
    if (is_in_escrow && folder != own) out.other_log = folder;
  }
  return out;
}

// A root that opens nobody who was erased counts whatever the date, so that a loss that is noticed
// late costs no names.  `opened`: those on the list whom it opens.  Whom another log erased that
// goes on from this one, or that this one goes on from, is on no list here.
static Status check_time(const EscrowTerms& terms, std::size_t opened, const OthersThere& others,
                         Instant now) {
  if (now < terms.until) return {};
  const auto over = fmt::format("this root was to be kept until {} only", to_text(terms.until));
  if (opened > 0)
    return fail(Errc::expired,
                fmt::format("{}: it opens {} who were erased since; remove it", over, opened),
                "escrow");
  if (others.other_log)
    return fail(Errc::expired,
                fmt::format("{}: the log of {} has the same persons, and whom it erased is on no "
                            "list here; restore a backup of that log, or remove its folder from "
                            "the escrow if it erased nobody",
                            over, others.other_log->string()),
                "escrow");
  return {};
}

// ---- the whole ----

Status keys_may_be_restored(const fs::path& data) {
  const auto keys = data / "keys";
  const auto state = folder_state(keys);
  if (!state) return fail(state.error());
  if (*state == FolderState::filled)
    return fail(Errc::conflict, fmt::format("{} is there already", keys.string()), "data");
  return {};
}

Result<RestoredKeys> restore_keys(const KeyRestoreOrder& order) {
  const auto pages = order.data / waiting_keys;
  const auto keys = order.data / "keys";
  if (auto ok = keys_may_be_restored(order.data); !ok) return fail(ok.error());
  const auto backup = read_backup(pages);
  if (!backup) return fail(backup.error());
  const auto artefact = read_file(order.escrow, file_size_max);
  if (!artefact) return fail(artefact.error());
  const auto terms = escrow_terms(*artefact);
  if (!terms) return fail(terms.error());
  if (auto ok = check_terms(*terms, *backup); !ok) return fail(ok.error());
  const auto list = read_list(order);
  if (!list) return fail(list.error());
  if (auto ok = check_list(*list, *terms); !ok) return fail(ok.error());
  const auto escrow_key = read_unlock_key(order.escrow_key);
  if (!escrow_key) return fail(escrow_key.error());
  const auto root = open_escrow(*artefact, *escrow_key);
  if (!root) return fail(root.error());
  const auto opened = still_opened(pages, *root, list->gone);
  if (!opened) return fail(opened.error());
  const auto others = others_there(order, *terms, *backup);
  if (!others) return fail(others.error());
  if (auto ok = check_time(*terms, opened->size(), *others, order.now); !ok)
    return fail(ok.error());
  const auto unlock = unlock_key_of(order);
  if (!unlock) return fail(unlock.error());
  // No older copy of the keys of either log is taken for one of these.
  const auto next = others->last.generation + 1;
  const auto made = create_folder(
      keys,
      [&](const fs::path& draft) -> Status {
        if (auto ok = put_together(pages, *root, *opened, next, *unlock, draft); !ok) return ok;
        if (auto ok = write_file(draft / forgotten_again_file, text_of(*list)); !ok) return ok;
        return write_file(draft / restored_root_file,
                          encode(RestoredRoot{terms->generation, others->last.until}));
      },
      Contents::secrets);
  if (!made) return fail(made.error());
  std::error_code ignored;
  fs::remove_all(pages, ignored);  // nobody needs them any more
  return RestoredKeys{next, opened->size()};
}

// ---- what is to be put on record ----

Result<std::optional<ErasureList>> forgotten_again(const fs::path& keys) {
  const auto text = read_file(keys / forgotten_again_file, file_size_max);
  if (!text && text.error().code == Errc::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  auto list = erasures_from_text(*text);
  if (!list)
    return fail(Errc::corrupt, fmt::format("{} is damaged", (keys / forgotten_again_file).string()),
                "keys");
  return std::move(*list);
}

Status put_on_record(const fs::path& keys) { return remove_secret(keys / forgotten_again_file); }

}  // namespace riskflow::eventstore
