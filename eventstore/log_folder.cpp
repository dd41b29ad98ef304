#include "eventstore/log_folder.hpp"

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/skeleton.hpp"

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

static Result<OpenedLog> open_existing(const TableOptions& options) {
  OpenedLog out;
  auto tables = Tables::open(options);
  if (!tables) return fail(tables.error());
  out.tables = std::move(*tables);
  const auto genesis = out.tables->get(Family::meta, genesis_key);
  if (!genesis) return fail(genesis.error());
  if (!*genesis) return not_a_log(options.folder);
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
  auto tree = TreeEdge::open(*out.tables, out.head.position);
  if (!tree) return fail(tree.error());
  out.tree = std::move(*tree);
  return out;
}

Result<OpenedLog> open_log_folder(const TableOptions& options, const Limits& limits) {
  const auto state = folder_state(options.folder);
  if (!state) return fail(state.error());
  if (*state == FolderState::absent)
    if (auto made = create(options, limits); !made) return fail(made.error());
  // RocksDB would make a new, empty database where its CURRENT file is lost.
  std::error_code ignored;
  if (!fs::exists(options.folder / "CURRENT", ignored)) return not_a_log(options.folder);
  return open_existing(options);
}

}  // namespace riskflow::eventstore
