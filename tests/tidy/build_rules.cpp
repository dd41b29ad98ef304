#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

bool is_cmake(const SourceFile& file) {
  return file.path.ends_with("CMakeLists.txt") || file.path.ends_with(".cmake");
}

// A word of a CMake file and the keyword in capitals before it in the same call, such as HEADERS.
struct Argument {
  std::string text;
  std::string keyword;
};

bool is_keyword(std::string_view word) {
  return word.size() > 3 &&
         std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

std::vector<std::string_view> cmake_words(std::string_view line) {
  constexpr std::string_view blanks = " \t\"";
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const bool bracket = line[0] == '(' || line[0] == ')';
    const auto end = bracket ? 1 : std::min(line.find_first_of(" \t\"()"), line.size());
    if (end > 0) words.push_back(line.substr(0, end));
    line.remove_prefix(end);
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  }
  return words;
}

std::vector<Argument> arguments_in(const SourceFile& file) {
  std::vector<Argument> arguments;
  std::string keyword;
  for (const auto& line : file.lines)
    for (const auto word : cmake_words(line)) {
      if (word == "(" || word == ")") {
        keyword.clear();
      } else if (is_keyword(word)) {
        keyword = word;
      } else {
        arguments.push_back({std::string(word), keyword});
      }
    }
  return arguments;
}

// The paths, from the root, that CMake files name under `keyword` (any, when it is empty).
std::set<std::string> listed(const Tree& tree, std::string_view keyword) {
  std::set<std::string> paths;
  for (const auto& file : tree) {
    if (!is_cmake(file)) continue;
    std::string folder{folder_of(file.path)};
    if (!folder.empty()) folder += '/';
    for (const auto& argument : arguments_in(file))
      if (keyword.empty() || argument.keyword == keyword) paths.insert(folder + argument.text);
  }
  return paths;
}

Violations unlisted_headers(const Tree& tree) {
  const auto headers = listed(tree, "HEADERS");
  Violations found;
  for (const auto& file : tree)
    if (is_header(file) && is_product(file.path) && !headers.contains(file.path))
      found.push_back({file.path, 0, "stands in no library's HEADERS"});
  return found;
}

Violations unbuilt_sources(const Tree& tree) {
  const auto named = listed(tree, {});
  Violations found;
  for (const auto& file : tree)
    if (is_cpp(file) && !is_header(file) && !named.contains(file.path))
      found.push_back({file.path, 0, "stands in no CMakeLists.txt"});
  return found;
}

Violations globs(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cmake(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      for (const std::string_view word : {"GLOB", "GLOB_RECURSE"})
        if (has_word(file.lines[i], word)) found.push_back({file.path, i + 1, std::string(word)});
  }
  return found;
}

}  // namespace

std::vector<Rule> build_rules() {
  return {
      {"EveryHeaderIsCompiledAlone",
       "a header stands in the HEADERS of a riskflow_library, whose header set is compiled file by "
       "file",
       unlisted_headers,
       {{{"domain/CMakeLists.txt", "riskflow_library(a SOURCES a.cpp HEADERS a.hpp)\n"},
         {"domain/b.hpp", ""}},
        {{"domain/CMakeLists.txt", "riskflow_library(a SOURCES a.hpp)\n"}, {"domain/a.hpp", ""}},
        {{"domain/CMakeLists.txt", "riskflow_library(a HEADERS # a.hpp\n b.hpp)\n"},
         {"domain/a.hpp", ""}}},
       {{"domain/CMakeLists.txt",
         "riskflow_library(a\n  SOURCES a.cpp\n  HEADERS a.hpp core/b.hpp\n  LINKS c)\n"},
        {"domain/a.hpp", ""},
        {"domain/core/b.hpp", ""},
        {"tests/c.hpp", ""}}},
      {"EverySourceIsBuilt",
       "a .cpp file stands in a CMakeLists.txt: code that nobody compiles is dead",
       unbuilt_sources,
       {{{"tests/CMakeLists.txt", "riskflow_test(a SOURCES a.cpp)\n# b.cpp\n"},
         {"tests/b.cpp", ""}}},
       {{"tests/CMakeLists.txt", "riskflow_test(a SOURCES\n  a.cpp domain/b.cpp)\n"},
        {"tests/a.cpp", ""},
        {"tests/domain/b.cpp", ""}}},
      {"SourcesAreListedByHand",
       "no GLOB in CMake: what is built is what is written",
       globs,
       {{{"domain/CMakeLists.txt", "file(GLOB sources *.cpp)\n"}}},
       {{"domain/CMakeLists.txt", "riskflow_library(a SOURCES a.cpp)\n"}}},
  };
}

}  // namespace riskflow::tidy
