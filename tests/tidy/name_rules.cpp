#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"
#include "tests/tidy/words.hpp"

namespace riskflow::tidy {
namespace {

// Words that say nothing, so everything ends up under them.
bool is_hollow(std::string_view word) {
  constexpr std::array words{"util", "utils", "utility", "helper", "helpers", "common", "misc"};
  return std::ranges::find(words, word) != words.end();
}

std::optional<std::string> hollow_word(const std::vector<std::string>& words) {
  const auto found = std::ranges::find_if(words, is_hollow);
  return found == words.end() ? std::nullopt : std::optional(*found);
}

// A person's manager is a word of the field (ManagerChanged), a manager of something is not
// (CaseManager).
std::optional<std::string> hollow_noun(std::string_view name) {
  const auto words = words_of(name);
  if (words.size() > 1 && words.back().starts_with("manager")) return words.back();
  return hollow_word(words);
}

Violations hollow_paths(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    const auto stem = file.path.substr(0, file.path.find('.', file.path.rfind('/') + 1));
    auto word = hollow_word(words_of(stem));
    if (!word && is_cpp(file)) word = hollow_noun(stem.substr(stem.rfind('/') + 1));
    if (word) found.push_back({file.path, 0, fmt::format("\"{}\" in the path", *word)});
  }
  return found;
}

bool declares(std::string_view token) {
  constexpr std::array keywords{"class", "struct", "enum", "union", "concept", "namespace"};
  return std::ranges::find(keywords, token) != keywords.end();
}

Violations hollow_types(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cpp(file)) continue;
    const auto tokens = tokens_of(file);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (!declares(tokens[i - 1].text)) continue;
      if (const auto word = hollow_noun(tokens[i].text))
        found.push_back(
            {file.path, tokens[i].line, fmt::format("\"{}\" in {}", *word, tokens[i].text)});
    }
  }
  return found;
}

Violations numbered_files(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    const std::string_view path = file.path;
    if (!is_cpp(file)) continue;
    const auto stem = path.substr(0, path.rfind('.'));
    const auto noun = stem.substr(stem.find_last_of("/_") + 1);
    const bool number = !noun.empty() && std::ranges::all_of(noun, [](unsigned char c) {
      return std::isdigit(c) != 0;
    });
    if (number) found.push_back({file.path, 0, "a noun and a number is no name"});
  }
  return found;
}

}  // namespace

std::vector<Rule> name_rules() {
  return {
      {"FilesSayWhatTheyHold",
       "no file or folder is called util, helper, common, misc or manager",
       hollow_paths,
       {{{"domain/string_utils.hpp", ""}},
        {{"runtime/common/a.cpp", ""}},
        {{"web/eventHelpers.js", ""}},
        {{"runtime/flow_manager.cpp", ""}}},
       {{"domain/utilisation.hpp", ""},
        {"docs/commonplace.md", ""},
        {"domain/manager_of.hpp", ""},
        {"runtime/templates/notify-manager.json", ""}}},
      {"TypesSayWhatTheyAre",
       "no type or namespace is called util, helper, common, misc or manager",
       hollow_types,
       {{{"domain/a.hpp", "class CaseManager {};\n"}},
        {{"domain/a.hpp", "struct Misc;\n"}},
        {{"domain/a.cpp", "namespace riskflow_utils {}\n"}},
        {{"domain/a.hpp", "enum class CommonState { on };\n"}}},
       {{"domain/a.hpp",
         "struct ManagerOf { SubjectRef manager; };\n"
         "template <class T> using c = std::common_type_t<T>;\n"}}},
      {"NoNumberedFiles",
       "a file is named after its noun, not after a noun and a number",
       numbered_files,
       {{{"domain/case_2.cpp", ""}}},
       {{"eventstore/crc32c.cpp", ""}, {"domain/case.cpp", ""}}},
  };
}

}  // namespace riskflow::tidy
