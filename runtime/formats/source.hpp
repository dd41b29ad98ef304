#pragma once
// An import file: recognised by what is in it, then read record by record.
//
//   auto source = RecordSource::open(path);                 // an error: not a file we can read
//   RecordParser parser{(*source)->kind(), (*source)->layout()};
//   for (;;) {
//     auto raw = (*source)->next();
//     if (!raw) { report(raw.error()); continue; }          // one place is bad; ask again
//     if (!*raw) break;                                     // the end
//     auto record = parser.parse((*raw)->text);
//     ...
//   }

#include <filesystem>
#include <memory>
#include <vector>

#include "runtime/formats/column_map.hpp"
#include "runtime/formats/hr_row.hpp"
#include "runtime/formats/records.hpp"
#include "runtime/formats/splitter.hpp"

namespace riskflow::formats {

class CsvSplitter;
class JsonSplitter;

// Streams one file; memory does not depend on its size.  One thread.
class RecordSource {
 public:
  // Opens a file and reads as far as it takes to tell its kind.  JSON: pages, arrays, single
  // records, NDJSON; CSV: a header row with HR columns, by the names in `columns`, and commas,
  // semicolons or tabs between them.  A UTF-8 byte order mark is passed over.  Bad records before
  // the first that tells the kind are skipped, and `next` reports them.  Pages without records are
  // no error, nor are records that are all too large.  Errors: not_found, unavailable, invalid (a
  // directory, no right to read it, an empty file, a header that does not do, no record that is
  // recognised among the first 100).  The target is the path; the message begins with the column,
  // the line or the record when it is about one.  `told`: what JSON holds when that is known
  // already, as of a piece of a file; then nothing is to be recognised.
  static Result<std::unique_ptr<RecordSource>> open(const std::filesystem::path& path,
                                                    const ColumnMap& columns = {},
                                                    SplitLimits limits = {},
                                                    std::optional<Kind> told = {});

  // Of a file without a record that could tell it, any.
  Kind kind() const { return kind_; }

  // The columns of an HR file, for RecordParser; empty for other kinds.
  const HrLayout& layout() const { return layout_; }

  // The next record, nothing at the end, or an error about one place of the file: its target names
  // the record or line, its detail "offset" the byte.  After an error ask again; what can be read
  // behind it follows, else nothing.
  // Errors: invalid (broken or cut), too_large (over the limit), unavailable (the disk).
  Result<std::optional<RawRecord>> next();

  // For a progress bar: bytes done with, and bytes in all (nothing for a pipe).
  std::uint64_t bytes_read() const { return splitter_->bytes_read(); }
  std::optional<std::uint64_t> size() const { return splitter_->size(); }

 private:
  RecordSource() = default;
  std::optional<Kind> find_kind(JsonSplitter& json);
  Status open_json(std::unique_ptr<JsonSplitter> json, std::optional<Kind> told);
  Status open_csv(std::unique_ptr<CsvSplitter> csv, const ColumnMap& columns, char separator);

  Kind kind_ = Kind::graph_alerts;
  HrLayout layout_;
  std::unique_ptr<Splitter> splitter_;
  std::vector<Error> skipped_;        // found before the kind was known, delivered first
  std::optional<RawRecord> waiting_;  // the record that told the kind
};

}  // namespace riskflow::formats
