#pragma once
// Key pages: the frontier of the key tree on disk, wrapped.  Bytes: docs/format.md, "Keys".
//
// The tree is the puncturable pseudorandom function of keyring.hpp.  A frontier entry is the seed
// at one path; from it every leaf below that path can be derived, and no other.

#include <filesystem>
#include <vector>

#include "eventstore/crypto.hpp"
#include "eventstore/keyring.hpp"

namespace riskflow::eventstore {

// Steps from the root: digits 0 to 15.
using KeyPath = std::string;

struct FrontierEntry {
  KeyPath path;
  Key seed;
};
using Frontier = std::vector<FrontierEntry>;  // no path begins another

// The path to the leaf of `subject` for `purpose`: 32 digits of the reference, then the purpose.
KeyPath leaf_path(const SubjectRef& subject, Purpose purpose);

// The seed at the end of `steps` below `seed`.  One HMAC a step.
Key derive(const Key& seed, std::string_view steps);

// Makes the key folder, whole or not at all: a fresh root key wrapped by `unlock`, and page 0 with
// a fresh seed at the empty path.  Error: unavailable.
Status create_key_folder(const std::filesystem::path& folder, const Key& unlock);

// Reads the frontier.  Errors: corrupt (`unlock` does not open the root; a page is damaged or of a
// newer format); unavailable.
Result<Frontier> load_frontier(const std::filesystem::path& folder, const Key& unlock);

// The unlock key in `file`: 64 hexadecimal digits.  Errors: not_found; corrupt; unavailable.
Result<Key> read_unlock_key(const std::filesystem::path& file);

// Writes a fresh unlock key to `file`, for the owner only.  Error: unavailable.
Result<Key> make_unlock_key(const std::filesystem::path& file);

}  // namespace riskflow::eventstore
