#include "eventstore/log_folder.hpp"

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/floor.hpp"
#include "eventstore/journal_tail.hpp"
#include "eventstore/skeleton.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static std::unexpected<Error> not_a_log(const fs::path& folder) {
  return fail(Errc::corrupt,
              fmt::format("{} holds files, but no log: name another folder, or restore a backup",
                          folder.string()),
              "log");
}

static Status create(const TableOptions& options, const Limits& limits) {
  Genesis genesis{.limits = limits};
  random_bytes(genesis.log.bytes);
  genesis.origin = genesis.log;
  return create_folder(options.folder, [&](const fs::path& draft) {
    TableOptions there = options;
    there.folder = draft;
    return Tables::create(there, Family::meta, genesis_key, encode(genesis));
  });
}

// The head record and the last commit are written together, so they agree, or one of them is not
// what was written.
static Status check_tail(const Tables& tables, const Head& head) {
  Scan scan = tables.scan(Family::skeletons, {}, Access::few);
  scan.seek_back(position_key(Position{~std::uint64_t{0}}));
  if (!scan.valid()) {
    if (auto sound = scan.status(); !sound) return sound;
    if (head.position == Position{0}) return {};
    return fail(corrupt_at(head.position, "the head is there, but no commit"));
  }
  const auto first = position_of_key(scan.key());
  if (!first) return fail(first.error());
  Skeleton last;
  if (auto read = decode_skeleton(scan.value(), *first, last); !read) return read;
  if (*first + last.header.events != head.position || last.header.recorded != head.last_recorded)
    return fail(corrupt_at(*first, "the last commit and the head record do not agree"));
  return {};
}

// What stands in the tables, checked; but for the edge of the tree.
static Result<OpenedLog> look_at(std::unique_ptr<Tables> tables, const fs::path& folder) {
  OpenedLog out;
  out.tables = std::move(tables);
  const auto genesis = out.tables->get(Family::meta, genesis_key);
  if (!genesis) return fail(genesis.error());
  if (!*genesis) return not_a_log(folder);
  const auto decoded = decode_genesis(**genesis);
  if (!decoded) return fail(decoded.error());
  out.genesis = *decoded;
  const auto record = out.tables->get(Family::meta, head_key);
  if (!record) return fail(record.error());
  if (*record) {
    const auto head = decode_head(**record);
    if (!head) return fail(head.error());
    out.head = *head;
  }
  if (auto sound = check_tail(*out.tables, out.head); !sound) return fail(sound.error());
  return out;
}

static Status check_floors(const OpenedLog& log, const Floors& floors) {
  const auto head = log.head.position;
  TileCache tiles;
  for (const auto& floor : floors)
    if (auto held = check_floor(
            floor, to_number(head),
            [&](std::uint64_t size) { return TreeReader(*log.tables, tiles, head).tree(size); });
        !held)
      return held;
  return {};
}

static Result<OpenedLog> open_tables(const TableOptions& options) {
  auto tables = Tables::open(options);
  if (!tables) return fail(tables.error());
  return look_at(std::move(*tables), options.folder);
}

// RocksDB would make a new, empty database where its CURRENT file is lost.
static bool is_database(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "CURRENT", ignored);
}

Result<OpenedLog> open_log_folder_read_only(const TableOptions& options, const Floors& floors) {
  if (!is_database(options.folder)) return not_a_log(options.folder);
  auto tables = Tables::open_read_only(options);
  if (!tables) return fail(tables.error());
  auto opened = look_at(std::move(*tables), options.folder);
  if (!opened) return opened;
  if (auto held = check_floors(*opened, floors); !held) return fail(held.error());
  return opened;
}

std::uint64_t journal_bytes(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".log") {
      const auto size = entry.file_size(error);
      bytes += error ? 0 : size;
    }
  return bytes;
}

// ---- opening ----

// Looks before anything is changed: opening for good removes each table that RocksDB's list of
// files does not name, and the list may be an old one.  Whether the journals that count are whole,
// and whether the log holds all that was vouched for.
static Status look_first(TableOptions options, Recovery recovery, const Floors& floors) {
  options.recovery = recovery;
  const auto seen = open_log_folder_read_only(options);
  if (!seen && detail(seen.error(), "reason") == "older_log") return {};
  // RocksDB may find that tables lie ahead of a damaged journal: which one, it does not say.
  if (!seen && seen.error().code == Errc::corrupt)
    if (auto whole = check_journals(options.folder, 0); !whole) return whole;
  if (!seen) return fail(seen.error());
  const auto first = seen->tables->first_live_journal();
  if (auto whole = check_journals(options.folder, first); !whole) return whole;
  return check_floors(*seen, floors);
}

// Takes off what a power cut may have left; answers how many bytes that was.
static Result<std::uint64_t> take_torn_tail_off(const TableOptions& options, const Floors& floors) {
  const auto tail = find_torn_tail(options.folder);
  if (!tail) return fail(tail.error());
  const auto journals = count_journals(options.folder);
  if (!journals) return fail(journals.error());
  const bool may_lack_some = *tail || *journals > 1;
  const auto recovery = may_lack_some ? Recovery::up_to_damage : Recovery::all;
  if (may_lack_some || !floors.empty())
    if (auto enough = look_first(options, recovery, floors); !enough) return fail(enough.error());
  if (!*tail) return 0;
  if (auto cut = cut_off(**tail); !cut) return fail(cut.error());
  return (*tail)->bytes;
}

// What a change of the list of files would have said was not relied on yet.
static Status take_torn_list_off(const std::filesystem::path& folder) {
  const auto tail = find_torn_list(folder);
  if (!tail) return fail(tail.error());
  return *tail ? cut_off(**tail) : Status{};
}

static Result<OpenedLog> open_existing(const TableOptions& options, const Floors& floors) {
  if (auto ok = take_torn_list_off(options.folder); !ok) return fail(ok.error());
  const auto dropped = take_torn_tail_off(options, floors);
  if (!dropped) return fail(dropped.error());
  auto opened = open_tables(options);
  if (!opened) return fail(opened.error());
  auto tree = TreeEdge::open(*opened->tables, opened->head.position);
  if (!tree) return fail(tree.error());
  opened->tree = std::move(*tree);
  opened->dropped = *dropped;
  if (auto held = check_floors(*opened, floors); !held) return fail(held.error());
  return opened;
}

// A log that was vouched for is not begun anew where it is lost.
static Status make(const TableOptions& options, const Limits& limits, const Floors& floors) {
  for (const auto& floor : floors)
    if (floor.size > 0) return check_floor(floor, 0, {});
  return create(options, limits);
}

Result<OpenedLog> open_log_folder(const TableOptions& options, const Limits& limits,
                                  const Floors& floors) {
  const auto state = folder_state(options.folder);
  if (!state) return fail(state.error());
  if (*state == FolderState::absent)
    if (auto made = make(options, limits, floors); !made) return fail(made.error());
  if (!is_database(options.folder)) return not_a_log(options.folder);
  return open_existing(options, floors);
}

}  // namespace riskflow::eventstore
