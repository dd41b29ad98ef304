#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

template <class Names>
bool is_one_of(std::string_view text, const Names& names) {
  return std::ranges::find(names, text) != names.end();
}

// `folders`: where; `names`: what may not be named there, whatever it is called with.
template <class Folders, class Names>
Violations named(const Tree& tree, const Folders& folders, const Names& names) {
  Violations found;
  for (const auto& file : tree) {
    const bool concerned = std::ranges::any_of(
        folders, [&](auto folder) { return is_cpp(file) && lies_in(file.path, folder); });
    if (!concerned) continue;
    for (const auto& token : tokens_of(file))
      if (is_one_of(token.text, names))
        found.push_back({file.path, token.line, fmt::format("names {}", token.text)});
  }
  return found;
}

Violations impure(const Tree& tree) {
  constexpr std::array domain{"domain"};
  constexpr std::array names{"system_clock",
                             "steady_clock",
                             "high_resolution_clock",
                             "random_device",
                             "getenv",
                             "ifstream",
                             "ofstream",
                             "fstream",
                             "fopen",
                             "thread",
                             "jthread",
                             "mutex",
                             "filesystem",
                             "condition_variable"};
  return named(tree, domain, names);
}

Violations talkative(const Tree& tree) {
  constexpr std::array inner{"domain", "eventstore", "projections"};
  constexpr std::array names{"cout", "cerr", "clog", "printf", "puts", "spdlog"};
  return named(tree, inner, names);
}

// Clock::now() outside of the clock itself: faces and the timer ask the Clock they were given.
Violations clock_reads(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cpp(file) || !is_product(file.path)) continue;
    const auto tokens = tokens_of(file);
    for (std::size_t i = 2; i < tokens.size(); ++i)
      if (tokens[i].text == "now" && tokens[i - 1].text == "::" &&
          tokens[i - 2].text == "system_clock")
        found.push_back({file.path, tokens[i].line, "reads the wall clock"});
  }
  return found;
}

}  // namespace

std::vector<Rule> purity_rules() {
  return {
      {"DomainDoesNoInputOrOutput",
       "the domain reads no clock, draws no random number, opens no file, starts no thread: the "
       "same events always give the same answer",
       impure,
       {{{"domain/a.cpp", "auto now = std::chrono::steady_clock::now();\n"}},
        {{"domain/a.cpp", "std::random_device seed;\n"}},
        {{"domain/language/a.cpp", "std::ifstream in(path);\n"}},
        {{"domain/a.hpp", "std::mutex guard;\n"}}},
       {{"domain/a.cpp", "Instant at = command.occurred;  // never system_clock::now()\n"},
        {"runtime/a.cpp", "auto now = std::chrono::steady_clock::now();\n"}}},
      {"OneWallClock",
       "the wall clock is read by SystemClock and nobody else, so that a test, and a replay, owns "
       "the time",
       clock_reads,
       {{{"runtime/a.cpp", "auto now = std::chrono::system_clock::now();\n"}}},
       {{"runtime/a.cpp", "auto now = clock.now();\nusing T = std::chrono::system_clock;\n"},
        {"tests/a.cpp", "auto now = std::chrono::system_clock::now();\n"}}},
      {"InnerLayersDoNotTalk",
       "domain, eventstore and projections neither print nor log: they return errors",
       talkative,
       {{{"domain/a.cpp", "std::cerr << 1;\n"}}, {{"projections/a.cpp", "spdlog::info(\"x\");\n"}}},
       {{"domain/a.cpp", "return fail(Errc::invalid, \"printf\");\n"},
        {"runtime/a.cpp", "spdlog::info(\"x\");\n"}}},
  };
}

}  // namespace riskflow::tidy
