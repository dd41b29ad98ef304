#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

constexpr std::size_t file_lines_max = 500;
constexpr std::size_t function_lines_max = 60;
constexpr std::size_t columns_max = 120;

bool is_code(const SourceFile& file) {
  constexpr std::array kinds{".hpp", ".cpp", ".cmake", ".py", ".js", ".mjs", ".css", ".sh"};
  const std::string_view path = file.path;
  return path.ends_with("CMakeLists.txt") || file.text.starts_with("#!") ||
         std::ranges::any_of(kinds, [&](auto kind) { return path.ends_with(kind); });
}

// Recorded files: what they hold was fixed elsewhere.
bool is_recorded(const SourceFile& file) {
  return file.path.find("/golden/") != std::string::npos || lies_in(file.path, "tools/sample");
}

// `check(line)` names what is wrong with a line, or nothing.
template <class Concerns, class Check>
Violations in_lines(const Tree& tree, Concerns concerns, Check check) {
  Violations found;
  for (const auto& file : tree) {
    if (!concerns(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (std::optional<std::string> what = check(std::string_view(file.lines[i])))
        found.push_back({file.path, i + 1, std::move(*what)});
  }
  return found;
}

Violations long_files(const Tree& tree) {
  Violations found;
  for (const auto& file : tree)
    if (is_code(file) && file.lines.size() > file_lines_max)
      found.push_back({file.path, 0, fmt::format("{} lines", file.lines.size())});
  return found;
}

// Continuation bytes of UTF-8 take no column.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned>(c) & 0xC0U) != 0x80U; }));
}

// A line of a raw literal is text from elsewhere, laid out there.
bool holds_raw_literal(const SourceFile& file, std::size_t line) {
  const std::string_view text = file.lines[line];
  const bool is_blank = file.code[line].find_first_not_of(' ') == std::string::npos;
  const bool is_comment =
      text.substr(std::min(text.find_first_not_of(' '), text.size())).starts_with("//");
  return is_cpp(file) &&
         ((is_blank && !is_comment) || file.code[line].find("R\"") != std::string::npos);
}

Violations long_lines(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    // Python is no code that clang-format could break.
    if (!is_code(file) || file.path.ends_with(".py")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (const auto width = columns(file.lines[i]);
          width > columns_max && !holds_raw_literal(file, i))
        found.push_back({file.path, i + 1, fmt::format("{} columns", width)});
  }
  return found;
}

// Whether a definition that begins with this text at the left margin is a function.
bool opens_function(std::string_view text) {
  constexpr std::array others{"namespace", "struct", "class", "enum", "union", "extern"};
  const auto bracket = text.find('(');
  if (bracket == std::string_view::npos || text.find(" = {") != std::string_view::npos)
    return false;
  const auto head = text.substr(0, bracket);
  return std::ranges::none_of(others, [&](auto word) { return has_word(head, word); });
}

// Finds functions at namespace level as clang-format lays them out: from the left margin to the
// brace at the left margin.  clang-tidy measures the others.
class FunctionFinder {
 public:
  // The lines of the function that ends with line `number`, and 0 when none does.
  std::size_t ends_at(std::string_view line, std::size_t number) {
    std::size_t lines = 0;
    if (line.starts_with('}')) {
      if (opens_function(opening_)) lines = number - start_ + 1;
      opening_.clear();
    }
    if (!line.empty() && std::string_view(" #}").find(line[0]) == std::string_view::npos)
      take(line, number);
    return lines;
  }
  std::size_t start() const { return start_; }

 private:
  void take(std::string_view line, std::size_t number) {
    const bool begins = opening_.empty() || opening_.ends_with(';') || opening_.ends_with('}');
    if (begins) {
      start_ = number;
      opening_.clear();
    }
    opening_ += line;
    // A namespace's brace encloses definitions; it begins none.
    if (has_word(line, "namespace")) opening_.clear();
  }

  std::string opening_;  // the lines at the margin since the last definition ended
  std::size_t start_ = 0;
};

Violations long_functions(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cpp(file) || !is_product(file.path)) continue;
    FunctionFinder finder;
    for (std::size_t i = 0; i < file.code.size(); ++i)
      if (const auto lines = finder.ends_at(file.code[i], i + 1); lines > function_lines_max)
        found.push_back({file.path, finder.start(), fmt::format("a function of {} lines", lines)});
  }
  return found;
}

Violations tabs(const Tree& tree) {
  return in_lines(tree, is_code, [](std::string_view line) -> std::optional<std::string> {
    if (line.find('\t') == std::string_view::npos) return std::nullopt;
    return "a tab";
  });
}

Violations unfinished(const Tree& tree) {
  // In two pieces each, so that this file keeps the rule.
  static const std::array<std::string, 6> marks{
      "TO"
      "DO",
      "FIX"
      "ME",
      "XX"
      "X",
      "HA"
      "CK",
      "not imple"
      "mented",
      "unimple"
      "mented"};
  const auto ours = [](const SourceFile& file) { return !is_recorded(file); };
  return in_lines(tree, ours, [](std::string_view line) -> std::optional<std::string> {
    for (const auto& mark : marks)
      if (has_word(line, mark)) return mark;
    return std::nullopt;
  });
}

Violations places(const Tree& tree) {
  // Places of one machine or one workplace: the tree must build anywhere.
  static const std::array<std::string, 8> words{
      "/work"
      "/main",
      "/work"
      "/shared",
      "/work"
      "/.lib",
      "/far"
      "m/",
      "deb"
      ".debian.org",
      "registry"
      ".npmjs.",
      "pypi"
      ".org",
      "security"
      ".debian.org"};
  return in_lines(
      tree, [](const SourceFile&) { return true; },
      [](std::string_view line) -> std::optional<std::string> {
        for (const auto& word : words)
          if (line.find(word) != std::string_view::npos) return word;
        return std::nullopt;
      });
}

Violations bare_suppressions(const Tree& tree) {
  return in_lines(tree, is_cpp, [](std::string_view line) -> std::optional<std::string> {
    const auto at = line.find(
        "NO"
        "LINT");
    if (at == std::string_view::npos) return std::nullopt;
    auto rest = line.substr(at);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ")));
    if (rest.starts_with('(')) return std::nullopt;
    return "suppresses every check";
  });
}

Violations leftovers(const Tree& tree) {
  constexpr std::array endings{".orig", ".rej", ".bak", "~"};
  Violations found;
  for (const auto& file : tree)
    if (std::ranges::any_of(endings, [&](auto end) { return file.path.ends_with(end); }))
      found.push_back({file.path, 0, "was left behind by patch or an editor"});
  return found;
}

std::string many(std::string_view line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

// An example whose text is made must outlive the table.
const std::string& made(int which) {
  static const std::array texts{
      many("int x;\n", 501),
      "// " + many("x", 118) + "\n",
      "namespace riskflow {\nint f(int a,\n      int b) {\n" + many("  ++a;\n", 60) + "}\n}\n",
      many("int x;\n", 500),
      many("x", 120) + "\n" + many("ä", 120) + "\nf(R\"(\n" + many("x", 121) + "\n)\");\n",
      "constexpr int table[] = {\n" + many("    1,\n", 90) + "};\nstruct S {\n" +
          many("  int f(int);\n", 90) + "};\nint f() {\n" + many("  g();\n", 58) + "}\n",
      std::string{"// TO"
                  "DO: later\n"},
      std::string{"# not imple"
                  "mented\n"},
      std::string{"cd /work"
                  "/main\n"},
      std::string{"\"resolved\": \"https://registry"
                  ".npmjs.org/x\"\n"},
      std::string{"int* p = nullptr;  // NO"
                  "LINT\n"},
      std::string{"int* p = nullptr;  // NO"
                  "LINT(misc-const-correctness): C wants it\n"},
  };
  return texts.at(static_cast<std::size_t>(which));
}

}  // namespace

std::vector<Rule> text_rules() {
  return {
      {"FilesOfOneSubject",
       "a file has at most 500 lines (aim for 300)",
       long_files,
       {{{"domain/a.cpp", made(0)}}, {{"web/a.js", made(0)}}},
       {{"domain/a.cpp", made(3)}, {"docs/a.md", made(0)}}},
      {"LinesThatFit",
       "a line of code has at most 120 columns (clang-format breaks at 100)",
       long_lines,
       {{{"domain/a.cpp", made(1)}}, {{"CMakeLists.txt", made(1)}}},
       {{"domain/a.cpp", made(4)}}},
      {"FunctionsThatFit",
       "a function has at most 60 lines (aim for 40)",
       long_functions,
       {{{"domain/a.cpp", made(2)}}},
       {{"domain/a.cpp", made(5)}, {"tests/a.cpp", made(2)}}},
      {"NoTabs",
       "indentation is spaces",
       tabs,
       {{{"domain/a.cpp", "\tint x;\n"}}, {{"tools/a.py", "\tpass\n"}}},
       {{"domain/a.cpp", "  int x;\n"}}},
      {"NothingLeftUndone",
       "work that is not done stands in an issue, not in the text",
       unfinished,
       {{{"domain/a.cpp", made(6)}}, {{"tools/a.py", made(7)}}},
       {{"domain/a.cpp", "// the XXXXXX of mkdtemp\n"}, {"tests/golden/a.json", made(6)}}},
      {"NoPlaceOfThisMachine",
       "no path of a workplace and no registry's host: the tree builds anywhere",
       places,
       {{{"tools/a.sh", made(8)}}, {{"web/package-lock.json", made(9)}}},
       {{"tools/a.sh", "cd \"$root\"\n"}}},
      {"NoLeftovers",
       "what patch and editors leave behind (.orig, .rej, .bak, ~) is no source",
       leftovers,
       {{{"eventstore/a.cpp.orig", ""}}, {{"tests/a.cpp.rej", ""}}, {{"docs/a.md~", ""}}},
       {{"domain/original.cpp", ""}}},
      {"SuppressionsNameTheirCheck",
       "a suppressed warning says which check it silences",
       bare_suppressions,
       {{{"domain/a.cpp", made(10)}}},
       {{"domain/a.cpp", made(11)}}},
  };
}

}  // namespace riskflow::tidy
