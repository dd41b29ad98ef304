#include "eventstore/unlock_key.hpp"

#include <optional>

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/durable_file.hpp"
#include "eventstore/key_tree.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static std::optional<std::uint8_t> digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

static std::optional<Key> key_from_text(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() != 2 * key_size) return std::nullopt;
  std::array<std::uint8_t, key_size> bytes{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = digit_of(text[i]);
    if (!digit) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | *digit);
  }
  Key key(bytes);
  wipe(bytes);
  return key;
}

Result<Key> unlock_key_from_text(std::string_view text, std::string_view origin) {
  const auto key = key_from_text(text);
  if (!key)
    return fail(
        Errc::corrupt,
        fmt::format("{} does not give an unlock key: it must be 64 hexadecimal digits", origin),
        "unlock key");
  return *key;
}

// A file that is not there is for `read_file` to tell.
static Status check_owner_only(const fs::path& file) {
  std::error_code missing;
  const auto rights = fs::status(file, missing).permissions();
  if (missing || (rights & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none)
    return {};
  return fail(Errc::invalid,
              fmt::format("others than its owner may use the key in {}: chmod 600 {}",
                          file.string(), file.string()),
              "unlock key");
}

Result<Key> read_unlock_key(const fs::path& file) {
  if (auto ok = check_owner_only(file); !ok) return fail(ok.error());
  auto text = read_file(file, unlock_text_limit);
  if (!text) return fail(text.error());
  auto key = unlock_key_from_text(*text, file.string());
  wipe(*text);
  return key;
}

Result<Key> make_unlock_key(const fs::path& file) {
  if (auto ok = make_folders(fs::absolute(file).parent_path()); !ok) return fail(ok.error());
  Key key = random_key();
  Bytes text = hex(view_of(key.bytes())) + "\n";
  const auto written = write_file(file, text);
  wipe(text);
  if (!written) return fail(written.error());
  return key;
}

}  // namespace riskflow::eventstore
