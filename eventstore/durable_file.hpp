#pragma once
// Files and folders that are there whole or not at all, also after a power cut: written beside
// their place, synced, moved there by one rename, and the folder that names them synced.

#include <filesystem>
#include <functional>
#include <string_view>

#include "eventstore/proof/hash.hpp"

namespace riskflow::eventstore {

enum class FolderState : std::uint8_t { absent, filled };  // an empty folder counts as absent
// Error: unavailable.
Result<FolderState> folder_state(const std::filesystem::path& folder);

// Makes `folder` and whatever is missing above it, for the owner only, durably.  Error:
// unavailable.
Status make_folders(const std::filesystem::path& folder);

// Syncs the folder that names `path`, where it can be opened.  For what may be there by a try that
// failed, or a process that ended, before its name was synced.  Error: unavailable.
Status sync_name(const std::filesystem::path& path);

// Writes `content` to `path`, readable and writable by the owner only, in place of what was there.
// Error: unavailable.
Status write_file(const std::filesystem::path& path, BytesView content);

// The same for a secret that is replaced since the old one must be gone: once the new one is in
// place, the old one's bytes are overwritten where they lie.  A disk that writes elsewhere (SSD,
// copy-on-write) may keep them.  Error: unavailable, also when they could not be overwritten.
Status replace_secret(const std::filesystem::path& path, BytesView content);

// Overwrites a secret where it lies, as far as the disk lets one, and removes it.  Error:
// unavailable.
Status remove_secret(const std::filesystem::path& path);
// Takes what lies after the first `size` bytes off the end of `path`, durably.  Error: unavailable.
Status cut_file(const std::filesystem::path& path, std::uint64_t size);

// The content of `path`.  Errors: not_found, unavailable, too_large (over `limit` bytes).
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit);

// SHA-256 of the content of `path`.  Errors: not_found, unavailable.
Result<proof::Hash> hash_of_file(const std::filesystem::path& path);

// Copies `from` to `to`, which is not there yet, for the owner only and synced; the folder of `to`
// is not.  Answers the SHA-256 of what was copied.  Errors: not_found, unavailable.
Result<proof::Hash> copy_synced(const std::filesystem::path& from, const std::filesystem::path& to);

// Gives a folder another name in the same parent, by one synced rename.  Errors: conflict (the name
// is taken), unavailable.
Status move_folder(const std::filesystem::path& from, const std::filesystem::path& to);

// What a folder holds, and so how a draft of it goes: secrets are overwritten first, as far as the
// disk lets one.
enum class Contents : std::uint8_t { files, secrets };

// Makes `folder` (for the owner only), which is absent, and what `fill` puts into it.  Parents are
// made as needed. Errors: those of `fill`; unavailable.
Status create_folder(const std::filesystem::path& folder,
                     const std::function<Status(const std::filesystem::path& draft)>& fill,
                     Contents contents = Contents::files);

// Removes drafts of `folder` that a process left behind when it ended.  What cannot be removed
// stays.
void remove_drafts(const std::filesystem::path& folder, Contents contents = Contents::files);

}  // namespace riskflow::eventstore
