#pragma once
// The tree that the keys of persons are derived from (keyring.hpp), as much of it as is left.
//
// At first every place of the top node holds a seed.  Forgetting a key replaces the seed above it
// by the seeds beside its path, one node for each digit, and leaves its own place empty: all others
// can still be derived, and it can not.  A node where several such paths part has them in pages of
// their own, so that forgetting writes few pages whatever was forgotten before. Thread rule:
// values; one owner.

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "domain/core/big_endian.hpp"
#include "eventstore/keyring.hpp"
#include "eventstore/secret_memory.hpp"

namespace riskflow::eventstore {

// Steps from the top: digits 0 to 15.
using KeyPath = std::string;

// The path to the keys of `subject`: 32 digits.  One more is the purpose.
KeyPath subject_path(const SubjectRef& subject);
KeyPath leaf_path(const SubjectRef& subject, Purpose purpose);

// A fresh one.
Key random_key();

// The seed at the end of `steps` below `seed`.  One HMAC a step.
Key derive(const Key& seed, std::string_view steps);

// A page that holds what is below a place, and the key that wraps it.
struct PageRef {
  std::uint64_t number = 0;
  Key key;
};

struct KeyNode;
struct Forgotten {};
using KeyPlace = std::variant<Forgotten, Key, std::unique_ptr<KeyNode>, PageRef>;

struct KeyNode : InSecretMemory {
  std::array<KeyPlace, 16> places;
};

// A node all of whose seeds are there: `seed` one level down.
std::unique_ptr<KeyNode> expanded(const Key& seed);

// Where the way along `path` from `node` ends: at a seed, at another page, or at nothing.
struct WayEnd {
  const KeyPlace* place = nullptr;
  std::string_view rest;  // the steps that were not taken
};
WayEnd follow(const KeyNode& node, std::string_view path);

using LoadPage = std::function<Result<std::unique_ptr<KeyNode>>(const PageRef&)>;

// Forgets what is at the end of `path`, and with it everything below.  What was met on the way in
// other pages is part of `node` then; their numbers are added to `superseded`.  What was forgotten
// before stays so.  Errors: those of `load`; then `node` is of no use.
Status forget(KeyNode& node, std::string_view path, const LoadPage& load,
              std::vector<std::uint64_t>& superseded);

// Moves what belongs into pages of its own to where `store` puts it.  Errors: those of `store`.
using StorePage = std::function<Result<PageRef>(const KeyNode&)>;
Status settle(KeyNode& node, const StorePage& store);

// The next 32 bytes; zeros, and `in` no longer intact, when there are not as many.
inline constexpr std::size_t key_size = 32;
Key take_key(ByteReader& in);

// The bytes of a page.  Error: corrupt.  The caller wipes them.
Bytes encode(const KeyNode& node);
Result<std::unique_ptr<KeyNode>> decode_node(BytesView bytes);

}  // namespace riskflow::eventstore
