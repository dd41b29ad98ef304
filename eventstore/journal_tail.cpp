#include "eventstore/journal_tail.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <vector>

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
  BytesView content;
  bool begins() const { return type == Type::whole || type == Type::first; }
  bool ends() const { return type == Type::whole || type == Type::last; }
};

}  // namespace

static std::uint64_t little_endian(BytesView bytes) {
  std::uint64_t out = 0;
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
  return Fragment{static_cast<Type>(type), header_size + length, bytes.substr(header_size, length)};
}

namespace {

struct Sequence {
  std::uint64_t first = 0;
  std::uint64_t next = 0;
};

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
      if (!broken_) take(*fragment);
      if (!broken_ && fragment->ends()) sound_ = start + at;
    }
  }

  bool is_broken() const { return broken_; }
  // Whether an intact record begins after the broken place.
  bool goes_on() const { return goes_on_; }
  // Where the last record before it ends.
  std::uint64_t sound() const { return sound_; }

  // The sequence number of the first record and the one after the last; nothing when there is none.
  std::optional<Sequence> sequence() const { return sequence_; }
  // Whether each record begins where the last ended.
  bool runs_on() const { return runs_on_; }

 private:
  // A record is a batch of writes: u64 sequence number of the first, u32 count, and the writes.
  static constexpr std::size_t batch_header = 12;

  void take(const Fragment& fragment) {
    if (fragment.begins()) header_.clear();
    header_ += fragment.content.substr(0, batch_header - std::min(batch_header, header_.size()));
    if (!fragment.ends() || header_.size() < batch_header) return;
    const auto first = little_endian(BytesView(header_).substr(0, 8));
    const auto next = first + little_endian(BytesView(header_).substr(8, 4));
    if (sequence_ && sequence_->next != first) runs_on_ = false;
    sequence_ = {sequence_ ? sequence_->first : first, next};
  }

  Bytes header_;  // of the record that is being read
  std::optional<Sequence> sequence_;
  bool runs_on_ = true;
  bool broken_ = false;
  bool goes_on_ = false;
  std::uint64_t sound_ = 0;
};

}  // namespace

namespace {

struct Journal {
  std::uint64_t number = 0;
  fs::path path;
};

}  // namespace

// The oldest first.
static Result<std::vector<Journal>> journals_in(const fs::path& folder) {
  std::vector<Journal> journals;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().stem().string();
    Journal journal{0, entry.path()};
    const auto read = std::from_chars(name.data(), name.data() + name.size(), journal.number);
    if (entry.path().extension() == ".log" && read.ec == std::errc{}) journals.push_back(journal);
  }
  if (error)
    return fail(Errc::unavailable, fmt::format("{}: {}", folder.string(), error.message()), "log");
  std::ranges::sort(journals, {}, &Journal::number);
  return journals;
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

static std::unexpected<Error> damaged(const fs::path& journal, std::string_view how) {
  return fail(Errc::corrupt,
              fmt::format("the log's file {} {}: restore a backup", journal.string(), how), "log");
}

static Result<std::optional<TornTail>> torn_tail_of(const fs::path& journal) {
  const auto walk = walked(journal);
  if (!walk.is_broken()) return std::nullopt;
  if (walk.goes_on())
    return damaged(journal,
                   fmt::format("is damaged after byte {}, and goes on after that", walk.sound()));
  std::error_code ignored;
  return TornTail{journal, walk.sound(), fs::file_size(journal, ignored) - walk.sound()};
}

Result<std::optional<TornTail>> find_torn_tail(const fs::path& folder) {
  const auto journals = journals_in(folder);
  if (!journals) return fail(journals.error());
  if (journals->empty()) return std::nullopt;
  return torn_tail_of(journals->back().path);
}

Result<std::size_t> count_journals(const fs::path& folder) {
  const auto journals = journals_in(folder);
  if (!journals) return fail(journals.error());
  return journals->size();
}

Status check_journals(const fs::path& folder, std::uint64_t first) {
  const auto journals = journals_in(folder);
  if (!journals) return fail(journals.error());
  std::optional<Sequence> last;
  for (const auto& journal : *journals) {
    if (journal.number < first) continue;
    const auto walk = walked(journal.path);
    const bool is_newest = &journal == &journals->back();
    if (walk.is_broken() && !is_newest)
      return damaged(journal.path, fmt::format("is damaged after byte {}", walk.sound()));
    if (!walk.runs_on()) return damaged(journal.path, "lacks some of its records");
    const auto sequence = walk.sequence();
    if (last && sequence && sequence->first != last->next)
      return damaged(journal.path, "does not go on where the one before it ends");
    if (sequence) last = sequence;
  }
  return {};
}

// CURRENT holds the name of the list and a newline.
Result<std::optional<TornTail>> find_torn_list(const fs::path& folder) {
  static constexpr std::size_t name_max = 100;
  auto name = read_file(folder / "CURRENT", name_max);
  if (!name) return fail(name.error());
  while (name->ends_with('\n')) name->pop_back();
  return torn_tail_of(folder / *name);
}

Status cut_off(const TornTail& tail) { return cut_file(tail.journal, tail.sound); }

}  // namespace riskflow::eventstore
