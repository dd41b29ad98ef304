#pragma once
// What is known about where a value came from: whether it is secret, and which people it is about.
// Labels travel with values through every function and decide redaction and sealing.

#include <cstdint>
#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::language {

// Whether a value may stand in a run's history.
enum class Secrecy : std::uint8_t {
  open = 1,
  secure,  // from a securestring, a secureobject or a step with secureData: never shown
};

// The labels of one value.  `about` is sorted and holds nobody twice.
struct Labels {
  Secrecy secrecy = Secrecy::open;
  std::vector<SubjectRef> about;

  bool operator==(const Labels&) const = default;
  bool none() const { return secrecy == Secrecy::open && about.empty(); }
};

Labels secure_label();
Labels label_about(SubjectRef subject);

// The least labels that cover both: secure if either is, about everybody either is about.
Labels join(const Labels& a, const Labels& b);

// Whether `wide` says everything that `narrow` says.
bool covers(const Labels& wide, const Labels& narrow);

}  // namespace riskflow::language
