#pragma once
// Runs a program of the operator's choice, named by a setting.

#include <chrono>
#include <span>
#include <string>

#include "domain/core/ids.hpp"

namespace riskflow::runtime {

// A program and its arguments, apart by blanks: no shell reads them, so nothing in them is quoted
// or expanded.
struct Program {
  std::string_view setting;  // whose value it is
  std::string command;
  std::chrono::milliseconds limit = std::chrono::seconds{30};  // how long it may take
};

// Runs it with `input` to read, and takes what it writes to its standard output, less than `output`
// holds; answers how much that was.  On its standard error nobody listens.  Error: unavailable (it
// cannot be run, fails, writes too much, or takes too long: then it is ended, with what it
// started). Thread rule: any thread.
Result<std::size_t> run(const Program& program, BytesView input, std::span<char> output);

}  // namespace riskflow::runtime
