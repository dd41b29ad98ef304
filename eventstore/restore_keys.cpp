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

// A root that was never replaced opens nobody who was erased: it counts whatever the date, so that
// a loss that is noticed late costs no names.
static Status check_time(const EscrowTerms& terms, const ErasureList& list, Instant now) {
  if (now < terms.until || list.end() == terms.erasures) return {};
  return fail(
      Errc::expired,
      fmt::format("this root was to be kept until {} only: remove it", to_text(terms.until)),
      "escrow");
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

// The roots that lie beside this one open other backups of the same log: until when, and up to
// which generation.
static Result<RestoredRoot> last_of_its_roots(const KeyRestoreOrder& order,
                                              const EscrowTerms& terms) {
  const auto roots = roots_in(fs::absolute(order.escrow).parent_path());
  if (!roots) return fail(roots.error());
  RestoredRoot last{terms.generation, terms.until};
  for (const auto& root : roots->files) {
    if (root.terms.log != terms.log) continue;
    last.until = std::max(last.until, root.terms.until);
    last.generation = std::max(last.generation, root.terms.generation);
  }
  return last;
}

Result<RestoredKeys> restore_keys(const KeyRestoreOrder& order) {
  const auto pages = order.data / waiting_keys;
  const auto keys = order.data / "keys";
  const auto state = folder_state(keys);
  if (!state) return fail(state.error());
  if (*state == FolderState::filled)
    return fail(Errc::conflict, fmt::format("{} is there already", keys.string()), "data");
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
  if (auto ok = check_time(*terms, *list, order.now); !ok) return fail(ok.error());
  const auto escrow_key = read_unlock_key(order.escrow_key);
  if (!escrow_key) return fail(escrow_key.error());
  const auto root = open_escrow(*artefact, *escrow_key);
  if (!root) return fail(root.error());
  const auto lives = last_of_its_roots(order, *terms);
  if (!lives) return fail(lives.error());
  const auto unlock = unlock_key_of(order);
  if (!unlock) return fail(unlock.error());
  const auto gone = std::span(list->gone).subspan(terms->erasures - list->before);
  const auto made = create_folder(
      keys,
      [&](const fs::path& draft) -> Status {
        // No older copy of the keys of either log is taken for one of these.
        const auto next = lives->generation + 1;
        if (auto ok = put_together(pages, *root, gone, next, *unlock, draft); !ok) return ok;
        const ErasureList forgotten{list->origin, terms->erasures, {gone.begin(), gone.end()}};
        if (auto ok = write_file(draft / forgotten_again_file, text_of(forgotten)); !ok) return ok;
        return write_file(draft / restored_root_file,
                          encode(RestoredRoot{terms->generation, lives->until}));
      },
      Contents::secrets);
  if (!made) return fail(made.error());
  std::error_code ignored;
  fs::remove_all(pages, ignored);  // nobody needs them any more
  return RestoredKeys{terms->generation, gone.size()};
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
