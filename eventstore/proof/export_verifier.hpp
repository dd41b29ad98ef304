#pragma once
// Whether an export is what a log's keeper signed: nothing in it was changed, dropped, inserted or
// moved, and the key is one that is trusted.  With a checkpoint that the verifier kept from
// earlier, also that the log was not rolled back and did not fork since.
//
//   ExportVerifier verifier(keys, earlier);
//   while (std::getline(file, line))
//     if (auto ok = verifier.take(line); !ok) ...
//   const auto verified = verifier.finish();
//
// Needs the memory of one line, however long the export is.  Thread rule: one thread.

#include <string>
#include <vector>

#include "eventstore/proof/checkpoint.hpp"
#include "eventstore/proof/export.hpp"

namespace riskflow::proof {

// What was verified.
struct Verified {
  Checkpoint checkpoint;     // the one in the export
  Position from{};           // the events that were exported
  Position to{};             // and where they end
  std::uint64_t purged = 0;  // sealed fields in them that are gone
  // Whether the log was seen to have grown from the earlier checkpoint.
  bool grew_from_earlier = false;
};

class ExportVerifier {
 public:
  // `keys`: whose signature is trusted, at least one.  `earlier`: a checkpoint verified already.
  explicit ExportVerifier(std::vector<VerifierKey> keys, std::optional<Checkpoint> earlier = {});

  // The next line, without its newline.  Error: invalid: it says what is wrong, and where.  After
  // an error nothing more is taken.
  Status take(std::string_view line);

  // The event of the line that was taken last, until the next is; of nothing after the head.
  const ExportedEvent& newest() const { return event_; }

  // The event that the first line carries as a purge, and which is in the tree that was signed;
  // null when it carries none.  What the event says is not looked at.
  const ExportedEvent* carried_purge() const;

  // The newest event says that the log goes on from the first `kept` events of another, that is
  // known as `origin`: an earlier checkpoint of no more of that one's events counts as its own.
  // Whether the event says so is for who knows what events say.
  void goes_on_from(std::string_view origin, std::uint64_t kept);

  // When all lines were taken.  That sealed fields are gone is counted and no error: whether they
  // may be is for who knows what the events say.  Errors: invalid.
  Result<Verified> finish();

 private:
  Status take_head(std::string_view line);
  Status take_event(std::string_view line);
  Status take_purge(const CarriedPurge& carried);
  Status check_fits(const ExportHead& head) const;
  Status check_earlier() const;
  Status check_origin() const;
  // When the tree has the size of the earlier checkpoint.
  void compare_with_earlier();
  Status close_tree();

  std::vector<VerifierKey> keys_;
  std::optional<Checkpoint> earlier_;
  std::optional<ExportHead> head_;
  Checkpoint checkpoint_;
  Frontier tree_;
  std::optional<bool> earlier_matches_;
  std::optional<std::uint64_t> kept_;  // of the events of the earlier checkpoint's log
  std::uint64_t purged_ = 0;
  ExportedEvent purge_;  // views into head_
  ExportedEvent event_;
  Bytes leaf_;
};

}  // namespace riskflow::proof
