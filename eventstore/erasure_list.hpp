#pragma once
// Who was erased, in the order of their erasures: what a restore of older keys has to forget again
// before anybody reads with them.  It is signed as a note (C2SP signed-note) by the key of the
// log's checkpoints; its second line keeps it from being taken for one.  Bytes: docs/format.md,
// "Erasures".  Thread rule: values.

#include <span>
#include <vector>

#include "eventstore/proof/note.hpp"

namespace riskflow::eventstore {

struct ErasureList {
  std::string origin;            // of the log's checkpoints
  std::uint64_t before = 0;      // erasures that came before these, and are not listed
  std::vector<SubjectRef> gone;  // the newest last
  std::uint64_t end() const { return before + gone.size(); }
  bool operator==(const ErasureList&) const = default;
};

// A note holds no more.  Roots that open what was erased before these are long past their time.
inline constexpr std::size_t erasures_listed_max = 25'000;

std::string text_of(const ErasureList& list);

// Back from its text.  Error: invalid.
Result<ErasureList> erasures_from_text(std::string_view text);

// The list of a note that `key` signed.  Error: invalid.
Result<ErasureList> verify_erasures(std::string_view note,
                                    std::span<const proof::VerifierKey> keys);

}  // namespace riskflow::eventstore
