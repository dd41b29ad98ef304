#pragma once
// Canaries: texts of 32 bytes that stand nowhere else, planted in every personal field that the
// registry of events knows, and the search for them in all that is left on the disk: in clear, and
// by every key that can be derived.

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

using Canaries = std::set<std::string>;

// Appends every event of the registry that has personal fields, twice: its fields about `person`,
// and about `person` and `other`.  Each text of each field is a canary of its own.
Canaries plant(App::Parts& parts, const SubjectRef& person, const SubjectRef& other);

// Those that stand in clear in the files of these places; of lines of JSON, also within their
// base64.  Random texts are not hidden by the compression of tables: a match needs a repetition,
// and what it repeats stands there whole.
Canaries in_clear(const Canaries& canaries, const std::vector<std::filesystem::path>& places);

// Those that can be read in the log of a data folder that is closed: every envelope, by the keys
// that its key ring gives; by the keys of all other people; and by what can be derived for
// `person` from any seed in any page, wherever in the tree it may have stood.
Canaries by_keys(const Canaries& canaries, const std::filesystem::path& data,
                 const SubjectRef& person);

// Two pieces of 32 bytes of each envelope about the person in the log of a closed data folder, to
// be searched for as they are.
Canaries ciphertext_about(const SubjectRef& person, const std::filesystem::path& data);

}  // namespace riskflow::runtime
