#pragma once
// A log of events that were never stored, for tests of proofs and exports: event n has the payload
// "payload n" and something sealed, and everything about it follows from n.

#include <optional>
#include <string>
#include <vector>

#include "eventstore/proof/checkpoint.hpp"
#include "eventstore/proof/export.hpp"

namespace riskflow::proof {

// A payload that has itself: plain text, and something sealed behind it.
struct OwnPayload {
  Bytes bytes;
  Bytes sizes;
  Payload view() const { return {bytes, sizes}; }
};

class PaperLog {
 public:
  static constexpr std::string_view origin = "example.test/log";

  // `marks` begins every payload: another log of the same size.
  explicit PaperLog(std::uint64_t size, std::string_view marks = "");

  std::uint64_t size() const { return leaves_.size(); }
  TreeHead tree(std::uint64_t size) const;
  std::string signed_tree(const SigningKey& key, std::uint64_t size) const;
  SubtreeRoot subtrees() const;

  // The lines of an export of [from, to), under a checkpoint of the whole log; `purge`: the event
  // that is carried as one.
  std::vector<std::string> lines(const SigningKey& key, std::uint64_t from, std::uint64_t to,
                                 std::optional<std::uint64_t> since = {},
                                 std::optional<std::uint64_t> purge = {}) const;
  std::string line(std::uint64_t n) const;

  Leaf leaf_of(std::uint64_t n, BytesView payload_hash) const;
  OwnPayload payload_of(std::uint64_t n) const;
  OwnPayload purged_payload_of(std::uint64_t n) const;

 private:
  std::string marks_;
  std::vector<Hash> leaves_;
};

// The same key each time.
SigningKey a_key();

}  // namespace riskflow::proof
