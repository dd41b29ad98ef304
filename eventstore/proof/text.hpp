#pragma once
// The lines that checkpoints and proofs are made of.

#include <optional>
#include <string_view>

#include "eventstore/proof/hash.hpp"

namespace riskflow::proof {

// Goes through a text whose every line ends in a newline.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The next line without its newline; nothing at the end, or when the last line is cut.
  std::optional<std::string_view> next();
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// A decimal number of 64 bits, without sign and leading zeros.
std::optional<std::uint64_t> number_from(std::string_view text);

// A hash in base64.
std::optional<Hash> hash_from(std::string_view text);

}  // namespace riskflow::proof
