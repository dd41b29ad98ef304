#pragma once
// A fuzz target takes whatever bytes come and holds the code that reads them to a promise beyond
// "does not crash".  libFuzzer drives each in a program of its own (preset fuzz, tools/fuzz); an
// ordinary test replays its corpus (corpus_test.cpp), so that what was found once stays found.

#include <span>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::fuzz {

struct Target {
  std::string_view name;          // of its corpus: tests/fuzz/corpus/<name>/
  void (*run)(BytesView input);   // throws when a promise is broken
  std::vector<Bytes> (*seeds)();  // inputs that reach deep; the same each time
};

std::span<const Target> targets();

// Throws std::logic_error with `what` unless `holds`.
void promise(bool holds, std::string_view what);

}  // namespace riskflow::fuzz
