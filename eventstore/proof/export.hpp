#pragma once
// An export of a log that can be verified: one JSON object a line, in one spelling only.  The first
// line says which events follow and proves that they belong to the tree of a signed checkpoint;
// each other line is an event: its leaf in words, and its payload.  Nothing stands there that the
// tree does not cover, but for a payload, which the leaf's hash covers.  Bytes: docs/format.md,
// "Export".

#include <string>

#include "eventstore/proof/merkle.hpp"
#include "eventstore/proof/pieces.hpp"

namespace riskflow::proof {

// That the tree grew from an earlier one (verify_consistency).
struct Growth {
  std::uint64_t from = 0;  // the earlier size
  std::vector<Hash> path;
  bool operator==(const Growth&) const = default;
};

// A purge that took what the range lacks, for a range that ends before it: by this the range is
// verified alone.
struct CarriedPurge {
  std::string event;       // as the line of an event, without its newline
  std::vector<Hash> path;  // that it is in the tree of the checkpoint (verify_inclusion)
  bool operator==(const CarriedPurge&) const = default;
};

// The first line.
struct ExportHead {
  Position from{};  // the first event
  Position to{};    // the position after the last
  RangeProof range;
  std::optional<Growth> growth;  // for a verifier whose checkpoint lies outside the range
  std::string checkpoint;        // the signed note, of a tree that holds the range
  std::optional<CarriedPurge> purge{};
  bool operator==(const ExportHead&) const = default;
};

// Without its newline.
std::string to_line(const ExportHead& head);
// Takes just what `to_line` makes; nothing is verified.  Error: invalid.
Result<ExportHead> head_from_line(std::string_view line);

// Without its newline.
std::string to_line(const Leaf& leaf, const Payload& payload);

// What the line says of the leaf alone, for people: nobody reads it back.
std::string to_words(const Leaf& leaf);

struct ExportedEvent {
  ExportedEvent() = default;
  ExportedEvent(const ExportedEvent&) = delete;
  ExportedEvent& operator=(const ExportedEvent&) = delete;

  Payload payload() const { return {payload_bytes, piece_sizes}; }

  Leaf leaf;  // views into the line, and into `payload_hash`
  Bytes payload_hash;
  Bytes piece_sizes;
  Bytes payload_bytes;
};
// Takes just what `to_line` makes; nothing is verified.  Error: invalid, naming the field.
Status read_event_line(std::string_view line, ExportedEvent& into);

}  // namespace riskflow::proof
