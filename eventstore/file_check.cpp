#include "eventstore/file_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/crc32c.hpp"
#include "eventstore/mending.hpp"

namespace riskflow::eventstore {

static constexpr std::uint64_t kib = 1024;
static constexpr std::uint64_t part_bytes_max = 1024 * kib;

// A file that was merged with others since is gone, or another one has its name.
static bool is_there(const Tables& tables, const TableFile& file) {
  const auto live = tables.files();
  return std::ranges::find(live, file) != live.end();
}

Status FileCheck::read_some(const Tables& tables, std::uint64_t& left) {
  const auto size = std::min({part_bytes_max, left * kib, files_.back().bytes - at_});
  const auto part = tables.read_part(files_.back(), at_, size);
  if (!part && is_there(tables, files_.back())) return fail(part.error());
  at_ += part ? part->size() : 0;
  if (part) crc32c_ = crc32c(*part, crc32c_);
  left -= std::min(left, size / kib + 1);
  const bool is_over = !part || part->empty() || at_ == files_.back().bytes;
  return is_over ? finish_file(tables) : Status{};
}

Status FileCheck::finish_file(const Tables& tables) {
  const TableFile file = std::move(files_.back());
  const bool is_sound = at_ == file.bytes && (!file.crc32c || *file.crc32c == crc32c_);
  files_.pop_back();
  at_ = 0;
  crc32c_ = 0;
  if (!is_sound && is_there(tables, file))
    return fail(Errc::corrupt,
                fmt::format("the log is damaged: its file {} is not what was written; {}",
                            file.name, log_mending),
                "log");
  count_ += is_sound ? 1 : 0;
  return {};
}

Result<bool> FileCheck::step(const Tables& tables, std::uint64_t& left) {
  if (!std::exchange(begun_, true)) files_ = tables.files();
  while (left > 0 && !files_.empty())
    if (auto ok = read_some(tables, left); !ok) return fail(ok.error());
  return files_.empty();
}

}  // namespace riskflow::eventstore
