#pragma once
// Sends an import to a server: POST /imports/batch for each batch, then POST /imports/finish.

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tools/riskflow/channel.hpp"
#include "tools/riskflow/intake.hpp"

namespace riskflow::cli {

// Part of a batch as it is posted: records whose numbers in their file follow one another, so that
// the server can say where each stands.
struct Piece {
  // The number, in the file, of what stands first: of a record its place, of a CSV file the line
  // that the header takes.
  std::uint64_t first = 0;
  std::string body;  // JSON: {"value":[...]}; CSV: a header line and the rows
};

// The pieces of a batch.  Rows of a CSV file get a header in the words of the HR connector,
// whatever their file calls its columns; lines that were passed over come back as blank ones.
std::vector<Piece> pieces_of(const runtime::RawBatch& batch);

class PostedIntake final : public Intake {
 public:
  explicit PostedIntake(Channel& channel) : channel_(channel) {}

  Result<runtime::BatchOutcome> take(const runtime::RawBatch& batch) override;
  Status finish(const runtime::ImportTotals& all) override;

 private:
  Channel& channel_;
  std::mutex mutex_;
  std::set<std::string> sources_;  // (mutex_)
};

}  // namespace riskflow::cli
