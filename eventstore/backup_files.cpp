#include "eventstore/backup_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/proof/text.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t sums_size_max = std::size_t{64} << 20;
static constexpr std::size_t digits = 64;  // of a SHA-256

static std::unexpected<Error> damaged(const std::string& file, std::string_view what) {
  return fail(Errc::corrupt, fmt::format("the backup is damaged: {} {}", file, what), file);
}

static std::optional<proof::Hash> hash_from_hex(std::string_view text) {
  const auto first = id_bytes_from_text(text.substr(0, digits / 2), "hash");
  const auto second = id_bytes_from_text(text.substr(digits / 2), "hash");
  if (!first || !second) return {};
  proof::Hash out;
  std::ranges::copy(*second, std::ranges::copy(*first, out.begin()).out);
  if (hex(proof::view_of(out)) != text) return {};
  return out;
}

Result<BackupFiles> BackupFiles::read(const fs::path& folder) {
  const auto text = read_file(folder / sums_file, sums_size_max);
  if (!text) return fail(text.error());
  return from_text(*text);
}

// "<hash>  <path>"
Result<BackupFiles> BackupFiles::from_text(std::string_view text) {
  BackupFiles out;
  proof::Lines lines(text);
  while (const auto line = lines.next()) {
    const auto hash =
        line->size() > digits + 2 ? hash_from_hex(line->substr(0, digits)) : std::nullopt;
    if (!hash || line->substr(digits, 2) != "  ")
      return damaged(std::string(sums_file), "has a line that is none of sha256sum");
    const std::string path(line->substr(digits + 2));
    if (!out.sums_.emplace(path, *hash).second)
      return damaged(std::string(sums_file), "lists " + path + " twice");
  }
  if (!lines.rest().empty()) return damaged(std::string(sums_file), "is cut short");
  return out;
}

Result<BackupFiles> BackupFiles::hash(const fs::path& folder, const BackupFiles& known) {
  BackupFiles out = known;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const auto path = entry->path().lexically_relative(folder).generic_string();
    if (!entry->is_regular_file() || path == sums_file || known.sums_.contains(path)) continue;
    const auto hash = hash_of_file(entry->path());
    if (!hash) return fail(hash.error());
    out.add(path, *hash);
  }
  if (error)
    return fail(Errc::unavailable,
                fmt::format("cannot look into {}: {}", folder.string(), error.message()), "backup");
  return out;
}

Status BackupFiles::write(const fs::path& folder) const {
  return write_file(folder / sums_file, to_text());
}

Bytes BackupFiles::to_text() const {
  Bytes text;
  for (const auto& [path, hash] : sums_)
    text += fmt::format("{}  {}\n", hex(proof::view_of(hash)), path);
  return text;
}

bool BackupFiles::has(const std::string& path, const proof::Hash& hash) const {
  const auto found = sums_.find(path);
  return found != sums_.end() && found->second == hash;
}

Status BackupFiles::compare(const BackupFiles& now) const {
  for (const auto& [path, hash] : sums_) {
    if (!now.sums_.contains(path)) return damaged(path, "is missing");
    if (!now.has(path, hash)) return damaged(path, "is not what was written");
  }
  for (const auto& [path, hash] : now.sums_)
    if (!sums_.contains(path)) return damaged(path, "was not there when it was made");
  return {};
}

}  // namespace riskflow::eventstore
