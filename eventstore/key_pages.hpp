#pragma once
// The files of a key folder: pages of the key tree (key_tree.hpp), each wrapped by a key that
// stands in the page above, and the root, which holds the key of the top page and is wrapped by the
// operator's unlock key.  Bytes: docs/format.md, "Keys".
//
// A page is never written again: what changes goes into new pages under new keys, and replacing the
// root makes them count, all at once.  From then on every older copy of a page on the way, wherever
// it lies, is noise.

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "eventstore/key_tree.hpp"

namespace riskflow::eventstore {

struct KeyRoot {
  PageRef top;
  std::uint64_t generation = 1;           // raised with each erasure
  std::uint64_t next_page = 1;            // numbers from here on were never given
  std::vector<std::uint64_t> superseded;  // pages that no longer count and may still be there
};

// Makes the key folder, whole or not at all, with fresh keys.  Error: unavailable.
Status create_key_folder(const std::filesystem::path& folder, const Key& unlock);

// Errors: corrupt (`unlock` does not open the root; a file is damaged or of a newer format);
// unavailable.
Result<KeyRoot> load_root(const std::filesystem::path& folder, const Key& unlock);
Result<std::unique_ptr<KeyNode>> load_page(const std::filesystem::path& folder,
                                           const PageRef& page);

// Opens the pages below `top`, and it, which has the empty path: `pages_max` at most, in the order
// of their paths, from the first at or behind `from` on.  Whatever erasures write between two
// calls, all that counts then is opened by going on where the last has ended.  Errors: corrupt,
// naming the file of the page; unavailable.  Cost: a file and an AES-256-GCM each.
struct PagesOpened {
  std::uint64_t pages = 0;
  std::optional<KeyPath> next{};  // the path of the next; nothing when there is none
};
Result<PagesOpened> open_pages(const std::filesystem::path& folder, const PageRef& top,
                               const KeyPath& from, std::uint64_t pages_max);

// Those of `people` whose keys can be derived with `root`, sorted.  Errors: corrupt, naming the
// file of the page; unavailable.  Cost: each page on their ways is opened once.
Result<std::vector<SubjectRef>> still_opened(const std::filesystem::path& folder,
                                             const KeyRoot& root,
                                             std::span<const SubjectRef> people);

// Writes `node` as the next page of `root`, under a fresh key.  Error: unavailable.
Result<PageRef> store_page(const std::filesystem::path& folder, KeyRoot& root, const KeyNode& node);

// What is left of a tree once somebody is forgotten.
struct Remainder {
  KeyRoot root;
  std::unique_ptr<KeyNode> top;
};

// Forgets these people in the tree of `root`: writes the pages on their ways anew.  They count as
// soon as the root of the remainder, of this generation, is in place.  Errors: corrupt,
// unavailable.
Result<Remainder> forget_in(const std::filesystem::path& folder, const KeyRoot& root,
                            std::span<const SubjectRef> gone, std::uint64_t generation);

// The root as bytes, which the caller wipes, and back.  Error: corrupt.
Bytes encode(const KeyRoot& root);
Result<KeyRoot> decode_root(BytesView bytes, std::uint64_t generation);

// Copies the pages of `root` that count into `to`/pages, which is new, and opens each of them here
// and there.  Errors: corrupt, naming the file; unavailable.
Status copy_pages(const std::filesystem::path& folder, const KeyRoot& root,
                  const std::filesystem::path& to);

// All page files of `from`/pages, without looking into them.
Status copy_page_files(const std::filesystem::path& from, const std::filesystem::path& to);

// Makes a key folder of pages that lie in `from`/pages and of the root that opens them, without
// the keys of `gone`; it is of generation `next` then.  A root that opens those is at no time in
// any file.  Errors: as of opening the pages.
Status put_together(const std::filesystem::path& from, const KeyRoot& root,
                    std::span<const SubjectRef> gone, std::uint64_t next, const Key& unlock,
                    const std::filesystem::path& folder);

// Puts `root` in place of the one that is there, whose bytes are overwritten on the disk as far as
// the disk lets one.  Error: unavailable; then the old one may still be in place.
Status replace_root(const std::filesystem::path& folder, const Key& unlock, const KeyRoot& root);

// Removes pages that no longer count, also those that a crash left behind.  What cannot be removed
// stays: it is noise.
void remove_dead_pages(const std::filesystem::path& folder, const KeyRoot& root);

}  // namespace riskflow::eventstore
