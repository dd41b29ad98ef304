#pragma once
// The command line against the rows of the commands.

#include <span>
#include <string>
#include <vector>

#include "tools/riskflow/command.hpp"

namespace riskflow::cli {

// A noun and what the help says of it.
struct Noun {
  std::string_view name;
  std::string_view summary;
};

// What was typed: a command and its options, or, without a command, a text to be shown.
struct Parsed {
  const Command* command = nullptr;
  Given given;
  std::string help;
};

// `arguments` without the program's name; `parsed` points into `commands`.
// Error: invalid, naming the option or argument that is wrong or missing.
Result<Parsed> parse(std::span<const Noun> nouns, std::span<const Command> commands,
                     const std::vector<std::string>& arguments);

}  // namespace riskflow::cli
