#include "eventstore/backup.hpp"

#include <algorithm>
#include <array>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "eventstore/backup_files.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/log_folder.hpp"
#include "eventstore/proof/text.hpp"
#include "eventstore/scrub.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::uint64_t backup_format = 1;
static constexpr std::size_t small_file = 1'000'000;
// Reading all of a log once.
static constexpr std::size_t cache_bytes = std::size_t{8} << 20;

// ---- what it says of itself ----

std::string text_of(const Backup& backup) {
  return fmt::format("riskflow backup {}\nlog {}\norigin {}\nmade {}\nevents {}\nkeys {}\n",
                     backup_format, to_text(backup.log), backup.origin, to_text(backup.made),
                     backup.events, backup.key_generation);
}

// What stands behind `name` in the next line.
static std::string_view field(proof::Lines& lines, std::string_view name) {
  const auto line = lines.next();
  if (!line || !line->starts_with(name)) return {};
  const auto value = line->substr(name.size());
  return value.starts_with(' ') ? value.substr(1) : std::string_view{};
}

Result<Backup> backup_from_text(std::string_view text, const fs::path& folder) {
  proof::Lines lines(text);
  const auto not_one = [&] {
    return fail(Errc::corrupt, fmt::format("{} is not a backup of riskflow", folder.string()),
                "backup");
  };
  const auto format = proof::number_from(field(lines, "riskflow backup"));
  if (!format) return not_one();
  if (*format > backup_format)
    return fail(Errc::corrupt,
                fmt::format("the backup has format {}, this riskflow knows up to {}: use a newer "
                            "one",
                            *format, backup_format),
                "backup");
  Backup out;
  out.folder = folder;
  const auto log = id_from_text<LogId>(field(lines, "log"));
  out.origin = field(lines, "origin");
  const auto made = instant_from_text(field(lines, "made"));
  const auto events = proof::number_from(field(lines, "events"));
  const auto keys = proof::number_from(field(lines, "keys"));
  if (!log || !made || !events || !keys || !lines.rest().empty()) return not_one();
  out.log = *log;
  out.made = *made;
  out.events = *events;
  out.key_generation = *keys;
  if (out.origin.empty() || text_of(out) != text) return not_one();
  return out;
}

Result<Backup> read_backup(const fs::path& folder) {
  const auto text = read_file(folder / backup_facts_file, small_file);
  if (!text && text.error().code == Errc::not_found)
    return fail(Errc::not_found, fmt::format("there is no backup in {}", folder.string()),
                "backup");
  if (!text) return fail(text.error());
  return backup_from_text(*text, folder);
}

Result<std::vector<Backup>> backups_in(const fs::path& collection) {
  std::error_code error;
  std::vector<Backup> out;
  for (const auto& entry : fs::directory_iterator(collection, error)) {
    if (entry.path().filename().string().starts_with('.')) continue;  // one that is being made
    if (auto backup = read_backup(entry.path())) out.push_back(std::move(*backup));
  }
  if (error)
    return fail(Errc::not_found,
                fmt::format("cannot look into {}: {}", collection.string(), error.message()),
                "backups");
  std::ranges::sort(out, {}, [](const Backup& b) { return std::pair(b.made, b.events); });
  return out;
}

// ---- verifying ----

// The log in `folder`, whole: that its events make the tree of the checkpoint.
static Status check_log(const fs::path& folder, const Backup& backup,
                        const proof::Checkpoint& checkpoint) {
  const auto opened =
      open_log_folder_read_only({.folder = folder, .block_cache_bytes = cache_bytes});
  if (!opened) return fail(opened.error());
  if (opened->genesis.log != backup.log || origin_of(opened->genesis.origin) != backup.origin)
    return fail(Errc::corrupt, "the backup holds the log of another", "log");
  const auto head = opened->head.position;
  const auto done = scrub(*opened->tables, head);
  if (!done) return fail(done.error());
  if (done->tree == checkpoint.tree && checkpoint.tree.size == backup.events) return {};
  return fail(Errc::corrupt,
              fmt::format("the backup is not what was signed: its {} events make another tree than "
                          "the {} of its checkpoint",
                          done->tree.size, checkpoint.tree.size),
              "checkpoint");
}

// Everything but the hashes of its files.
static Result<VerifiedBackup> check_content(const fs::path& folder, const Backup& backup,
                                            std::span<const proof::VerifierKey> keys) {
  auto note = read_file(folder / checkpoint_file, small_file);
  if (!note) return fail(note.error());
  const auto checkpoint = proof::verify_checkpoint(*note, keys);
  if (!checkpoint) return fail(Errc::corrupt, checkpoint.error().message, "checkpoint");
  if (checkpoint->origin != backup.origin)
    return fail(Errc::corrupt, "the checkpoint of the backup is another log's", "checkpoint");
  if (auto ok = check_log(folder / "log", backup, *checkpoint); !ok) return fail(ok.error());
  return VerifiedBackup{backup, checkpoint->tree, std::move(*note)};
}

Result<VerifiedBackup> verify_backup(const fs::path& folder,
                                     std::span<const proof::VerifierKey> keys) {
  const auto backup = read_backup(folder);
  if (!backup) return fail(backup.error());
  const auto listed = BackupFiles::read(folder);
  if (!listed) return fail(listed.error());
  const auto there = BackupFiles::hash(folder);
  if (!there) return fail(there.error());
  if (auto ok = listed->compare(*there); !ok) return fail(ok.error());
  if (!keys.empty()) return check_content(folder, *backup, keys);
  const auto own = verifiers_in(folder);
  if (!own) return fail(own.error());
  return check_content(folder, *backup, *own);
}

// ---- making ----

namespace {

// An earlier backup whose files may be linked to.
struct Earlier {
  fs::path folder;
  BackupFiles files;
};

}  // namespace

// A link when the earlier backup has the very same file, else a copy.
static Result<proof::Hash> take_file(const fs::path& from, const fs::path& to,
                                     const std::optional<Earlier>& earlier) {
  if (!earlier || from.extension() != ".sst") return copy_synced(from, to);
  const auto name = "log/" + from.filename().string();
  auto hash = hash_of_file(from);
  if (!hash) return hash;
  std::error_code failed;
  if (earlier->files.has(name, *hash)) {
    fs::create_hard_link(earlier->folder / name, to, failed);
    if (!failed) return hash;
  }
  return copy_synced(from, to);
}

static Status take_log(const fs::path& staged, const fs::path& to,
                       const std::optional<Earlier>& earlier, BackupFiles& files) {
  return create_folder(to, [&](const fs::path& draft) -> Status {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(staged, error)) {
      const auto name = entry.path().filename();
      const auto hash = take_file(entry.path(), draft / name, earlier);
      if (!hash) return fail(hash.error());
      files.add("log/" + name.string(), *hash);
    }
    if (error) return fail(Errc::unavailable, "cannot read the staged log", "log");
    return {};
  });
}

// How many events the log in `folder` has.
static Result<std::uint64_t> events_in(const fs::path& folder) {
  const auto opened =
      open_log_folder_read_only({.folder = folder, .block_cache_bytes = cache_bytes});
  if (!opened) return fail(opened.error());
  return to_number(opened->head.position);
}

// The key pages, in `folder`; answers the generation of their root.
static Result<std::uint64_t> take_keys(const Keyring& keys, const fs::path& folder) {
  std::uint64_t generation = 0;
  const auto taken = create_folder(folder, [&](const fs::path& draft) -> Status {
    const auto copied = keys.copy_pages(draft);
    if (!copied) return fail(copied.error());
    generation = *copied;
    return {};
  });
  if (!taken) return fail(taken.error());
  return generation;
}

// Fills the folder of a backup, and reads all of it back.  The key pages are copied after the log:
// whom the log calls erased is erased in them.
static Result<VerifiedBackup> fill(const BackupSource& source, const fs::path& draft, Instant now,
                                   const std::optional<Earlier>& earlier) {
  BackupFiles files;
  const auto taken = source.log.stage(
      [&](const fs::path& staged) { return take_log(staged, draft / "log", earlier, files); });
  if (!taken) return fail(taken.error());
  const auto events = events_in(draft / "log");
  if (!events) return fail(events.error());
  const auto note = source.notary.sign(*events);
  if (!note) return fail(note.error());
  const auto generation = take_keys(source.keys, draft / "keys");
  if (!generation) return fail(generation.error());
  const Backup backup{draft, source.log.id(), origin_of(source.log.origin()),
                      now,   *events,         *generation};
  const auto signers = source.notary.keys();
  for (const auto& [name, content] : {std::pair<std::string_view, Bytes>{checkpoint_file, *note},
                                      {audit_verifier_file, to_text(signers)},
                                      {backup_facts_file, text_of(backup)}})
    if (auto ok = write_file(draft / name, content); !ok) return fail(ok.error());
  auto verified = check_content(draft, backup, signers);
  if (!verified) return verified;
  const auto all = BackupFiles::hash(draft, files);
  if (!all) return fail(all.error());
  if (auto ok = all->write(draft); !ok) return fail(ok.error());
  return verified;
}

// The newest backup of this log, if there is one that can be read.
static std::optional<Earlier> newest_of(const LogId& log, const fs::path& collection) {
  const auto all = backups_in(collection);
  if (!all) return {};
  for (auto backup = all->rbegin(); backup != all->rend(); ++backup) {
    if (backup->log != log) continue;
    auto files = BackupFiles::read(backup->folder);
    if (files) return Earlier{backup->folder, std::move(*files)};
  }
  return {};
}

static std::string name_of(Instant now, std::uint64_t events) {
  return fmt::format("{:%Y%m%dT%H%M%S}Z-{}", std::chrono::floor<std::chrono::seconds>(now), events);
}

// A copy that is not what was signed is made once more, without links: RocksDB 7.8.3 may stage a
// wrong list of files, an earlier backup may have rotted, and the log may have staged events that
// it was about to sync.
static Result<VerifiedBackup> fill_twice(const BackupSource& source, const fs::path& collection,
                                         const fs::path& unnamed, Instant now) {
  VerifiedBackup made;
  const auto attempt = [&](const std::optional<Earlier>& earlier) {
    return create_folder(unnamed, [&](const fs::path& draft) -> Status {
      auto filled = fill(source, draft, now, earlier);
      if (!filled) return fail(filled.error());
      made = std::move(*filled);
      return {};
    });
  };
  auto done = attempt(newest_of(source.log.id(), collection));
  if (!done) done = attempt({});
  if (!done) return fail(done.error());
  return made;
}

// Made under the name of its log, so that what a crash leaves behind is known by the next, and is
// no other log's that backs up into the same collection.
Result<VerifiedBackup> make_backup(const BackupSource& source, const fs::path& collection,
                                   Instant now) {
  const auto unnamed = collection / ("." + to_text(source.log.id()));
  std::error_code ignored;
  fs::remove_all(unnamed, ignored);
  auto made = fill_twice(source, collection, unnamed, now);
  if (!made) return made;
  made->backup.folder = collection / name_of(now, made->tree.size);
  if (auto ok = move_folder(unnamed, made->backup.folder); !ok) {
    fs::remove_all(unnamed, ignored);
    return fail(ok.error());
  }
  return made;
}

}  // namespace riskflow::eventstore
