#pragma once
// Runs a command line from the first argument to the exit code.

#include <span>
#include <string>
#include <vector>

#include "tools/riskflow/parser.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

// What a program can do and how it reaches a riskflow.
struct Program {
  std::span<const Noun> nouns;
  std::span<const Command> commands;
  OpenChannel open;
};

// Parses, asks, prints; failures go to `world.err` as a sentence, or as the problem's JSON with
// `-o json`.  Gives the exit code (runtime/http/problem.hpp has the table).
http::ExitCode run(const Program& program, const std::vector<std::string>& arguments, World& world);

}  // namespace riskflow::cli
