#pragma once
// Imports whole files: reads ahead, and has at most four batches under way
// (docs/adr/0006-import-in-turn.md).

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/formats/column_map.hpp"
#include "runtime/import/raw_batch.hpp"

namespace riskflow::runtime {

// Where an import stands, for a progress bar.
struct ImportProgress {
  std::string file;
  std::uint64_t bytes_done = 0;  // of all files
  std::uint64_t bytes_all = 0;   // 0: not known
  std::uint64_t records = 0;
};

struct ImportWatch {
  std::function<void(const ImportProgress&)> progress;  // from the calling thread
  std::function<void(const SkippedRecord&)> skipped;    // from the calling thread
  // Whether to stop: asked before each record, by the calling thread.
  std::function<bool()> stopped = [] { return false; };
};

// Where a batch goes: an Importer here, or a server elsewhere.
using TakeBatch = std::function<Result<BatchOutcome>(const RawBatch&)>;

// How far an import of files came.
struct ImportedFiles {
  ImportTotals totals;  // of what was taken, also when it did not come to the end
  Status status;        // why it did not
  bool was_stopped = false;
};

// Reads the files and hands their records over in batches, each from a thread of its own.  One
// order is kept: a file of people is done before the next file begins, since alerts and HR reports
// look people up.  What is under way when it stops or fails is waited for.  Errors: those of
// opening a file, and the first of `take`; what was taken before stays.
ImportedFiles import_files(const std::vector<std::filesystem::path>& files,
                           const formats::ColumnMap& columns, const TakeBatch& take,
                           const ImportWatch& watch);

// One piece of a file, in memory.
struct FilePiece {
  BytesView bytes;
  std::string file;                     // what reports call it
  std::uint64_t first = 1;              // the number that its first record has in the file
  std::optional<formats::Kind> kind{};  // when it is known; else told by the records
};
Result<ImportTotals> import_piece(const FilePiece& piece, const TakeBatch& take,
                                  const ImportWatch& watch);

}  // namespace riskflow::runtime
