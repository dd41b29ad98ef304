#pragma once
// Where the batches of an import go: into the data folder here, or to a server.
// Thread rule: `take` from several threads at once; the rest from one.

#include "runtime/import/raw_batch.hpp"

namespace riskflow::cli {

class Intake {
 public:
  virtual ~Intake() = default;

  // Takes a batch; all of it is durable when this returns.  What single records lack is in the
  // outcome.
  virtual Result<runtime::BatchOutcome> take(const runtime::RawBatch& batch) = 0;

  // Puts the import on record.  `all` counts also what could not be read as a record.
  virtual Status finish(const runtime::ImportTotals& all) = 0;
};

}  // namespace riskflow::cli
