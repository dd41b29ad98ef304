#pragma once
// The unlock key: what the operator provides to open the root of the key pages (key_pages.hpp).  As
// text it is 64 hexadecimal digits, and a line end or none.

#include <filesystem>
#include <string_view>

#include "eventstore/keyring.hpp"

namespace riskflow::eventstore {

// Longer than any text that is a key.
inline constexpr std::size_t unlock_text_limit = 4096;

// The key in `text`, which came from `origin`.  Error: corrupt, naming the origin.
Result<Key> unlock_key_from_text(std::string_view text, std::string_view origin);

// The key in `file`.  Errors: not_found; invalid, when others than its owner may use the file;
// corrupt; unavailable.
Result<Key> read_unlock_key(const std::filesystem::path& file);

// Writes a fresh key to `file`, for the owner only.  Error: unavailable.
Result<Key> make_unlock_key(const std::filesystem::path& file);

}  // namespace riskflow::eventstore
