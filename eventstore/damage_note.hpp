#pragma once
// What a scrub found damaged, in a small file beside the log: a server that is started again must
// not go on as if nobody had looked.  It is there until a scrub has read all and found it sound.
// Bytes: docs/format.md.  Thread rule: one owner.

#include <filesystem>
#include <optional>

#include "domain/core/result.hpp"

namespace riskflow::eventstore {

class DamageNote {
 public:
  // Of the log in `folder`.
  explicit DamageNote(const std::filesystem::path& folder);

  // What was found; nothing when there is no note.  Errors: unavailable.
  Result<std::optional<Error>> read() const;

  // Durable when it returns well.  Errors: unavailable.
  Status write(const Error& damage) const;

  // After a power cut the note may be there again.  Errors: unavailable.
  Status remove() const;

 private:
  std::filesystem::path path_;
};

}  // namespace riskflow::eventstore
