#pragma once
// The ack ledger of strict durability: where the log ended at the last acknowledgement, in a small
// file outside the database.  With it a damaged end of the write-ahead log can be told exactly:
// what the ledger holds was acknowledged, what lies behind it was not.
//
// A file of 4 KiB, written whole when it is made; then one of its eight slots at a time is written
// over in place and synced, which needs no news of the file's size on the disk.  A slot that was
// torn leaves the one before it.  Bytes: docs/format.md, "The ack ledger".

#include <filesystem>
#include <optional>

#include "eventstore/proof/merkle.hpp"

namespace riskflow::eventstore {

// Thread rule: one owner.
class AckLedger {
 public:
  // The ledger of the log in `folder`: beside it.
  static std::filesystem::path of(const std::filesystem::path& folder);

  // What the ledger at `path` holds; nothing when there is none.  Errors: corrupt (no slot is
  // whole), unavailable.
  static Result<std::optional<proof::TreeHead>> read(const std::filesystem::path& path);

  // Opens the ledger at `path` to go on with `tree`, making it when it is not there.  Errors: as
  // `read`.
  static Result<AckLedger> open(const std::filesystem::path& path, const proof::TreeHead& tree);

  AckLedger(AckLedger&&) noexcept;
  AckLedger& operator=(AckLedger&&) noexcept;
  ~AckLedger();

  // Durable when it returns well.  Error: unavailable; then it must not be written any more.  Cost:
  // a flush of the disk.
  Status write(const proof::TreeHead& tree);

 private:
  explicit AckLedger(int file) : file_(file) {}

  int file_;
  std::uint64_t next_ = 0;  // counts the slots ever written
};

}  // namespace riskflow::eventstore
