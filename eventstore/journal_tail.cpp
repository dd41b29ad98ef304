#include "eventstore/journal_tail.hpp"

#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "eventstore/crc32c.hpp"
#include "eventstore/durable_file.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

// RocksDB's format of journals (its wiki, "Write Ahead Log File Format"): blocks, filled with
// records, none of which crosses into the next; what is longer is cut into fragments.
static constexpr std::size_t block_size = 32 * 1024;
static constexpr std::size_t header_size = 7;  // u32 checksum, u16 length, u8 type; little-endian

namespace {

enum class Type : std::uint8_t { whole = 1, first = 2, middle = 3, last = 4 };

struct Fragment {
  Type type{};
  std::size_t size = 0;  // with its header
  bool begins() const { return type == Type::whole || type == Type::first; }
  bool ends() const { return type == Type::whole || type == Type::last; }
};

}  // namespace

static std::uint32_t little_endian(BytesView bytes) {
  std::uint32_t out = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) out = out << 8 | static_cast<std::uint8_t>(bytes[i]);
  return out;
}

// A checksum of bytes that hold checksums is masked, here as in LevelDB.
static std::uint32_t masked(std::uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8U; }

// The fragment that `bytes` begin with, if it is intact.
static std::optional<Fragment> fragment_in(BytesView bytes) {
  const auto length = little_endian(bytes.substr(4, 2));
  const auto type = static_cast<std::uint8_t>(bytes[6]);
  const bool is_known = type >= static_cast<std::uint8_t>(Type::whole) &&
                        type <= static_cast<std::uint8_t>(Type::last);
  if (!is_known || length > bytes.size() - header_size) return std::nullopt;
  if (masked(crc32c(bytes.substr(6, 1 + length))) != little_endian(bytes.substr(0, 4)))
    return std::nullopt;
  return Fragment{static_cast<Type>(type), header_size + length};
}

namespace {

// Goes through a journal block by block.
class Walk {
 public:
  void block(BytesView block, std::uint64_t start) {
    for (std::size_t at = 0; block.size() - at >= header_size;) {
      const auto fragment = fragment_in(block.substr(at));
      if (!fragment) {
        broken_ = true;
        ++at;  // a length cannot be trusted: the next may begin anywhere
        continue;
      }
      if (broken_ && fragment->begins()) goes_on_ = true;
      at += fragment->size;
      if (!broken_ && fragment->ends()) sound_ = start + at;
    }
  }

  bool is_broken() const { return broken_; }
  // Whether an intact record begins after the broken place.
  bool goes_on() const { return goes_on_; }
  // Where the last record before it ends.
  std::uint64_t sound() const { return sound_; }

 private:
  bool broken_ = false;
  bool goes_on_ = false;
  std::uint64_t sound_ = 0;
};

}  // namespace

static Result<fs::path> newest_journal(const fs::path& folder) {
  fs::path newest;
  std::error_code error;
  // Numbers of six digits and more.
  const auto rank = [](const fs::path& path) {
    const auto name = path.filename().string();
    return std::pair{name.size(), name};
  };
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".log" && (newest.empty() || rank(entry) > rank(newest)))
      newest = entry.path();
  if (error)
    return fail(Errc::unavailable, fmt::format("{}: {}", folder.string(), error.message()), "log");
  return newest;
}

static Walk walked(const fs::path& journal) {
  Walk walk;
  std::ifstream file(journal, std::ios::binary);
  Bytes block(block_size, '\0');
  for (std::uint64_t at = 0; file.read(block.data(), block_size), file.gcount() > 0;
       at += block_size)
    walk.block(BytesView(block).substr(0, static_cast<std::size_t>(file.gcount())), at);
  return walk;
}

Result<std::optional<TornTail>> find_torn_tail(const fs::path& folder) {
  const auto journal = newest_journal(folder);
  if (!journal) return fail(journal.error());
  if (journal->empty()) return std::nullopt;
  const auto walk = walked(*journal);
  if (!walk.is_broken()) return std::nullopt;
  if (walk.goes_on())
    return fail(Errc::corrupt,
                fmt::format("the log's file {} is damaged after byte {}, and goes on after that: "
                            "restore a backup",
                            journal->string(), walk.sound()),
                "log");
  std::error_code ignored;
  return TornTail{*journal, walk.sound(), fs::file_size(*journal, ignored) - walk.sound()};
}

Status cut_off(const TornTail& tail) { return cut_file(tail.journal, tail.sound); }

}  // namespace riskflow::eventstore
