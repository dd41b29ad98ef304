#pragma once
// Cuts a file into the raw texts of its records, without understanding them.

#include <cstdint>
#include <optional>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"

namespace riskflow::formats {

// The text of one record, as it stands in the file.
struct RawRecord {
  std::uint64_t number = 0;  // JSON: 1 for the file's first record; CSV: the line it begins on
  BytesView text;            // valid until the source is asked for the next record
};

// What a splitter keeps to.
struct SplitLimits {
  std::size_t chunk_bytes = std::size_t{1} << 20;       // asked for by one read
  std::size_t record_bytes_max = std::size_t{1} << 20;  // a longer record is skipped
};

// One form of file.  One thread.
class Splitter {
 public:
  virtual ~Splitter() = default;

  // The next record, nothing at the end, or an error about one place of the file (its target names
  // the record or line, its detail "offset" the byte).  After an error ask again: what can still
  // be read follows, else nothing.
  virtual Result<std::optional<RawRecord>> next() = 0;

  // Bytes of the file that are done with.
  virtual std::uint64_t bytes_read() const = 0;

  // The size of the file; nothing for a pipe.
  virtual std::optional<std::uint64_t> size() const = 0;
};

}  // namespace riskflow::formats
