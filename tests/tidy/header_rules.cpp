#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

// What `check` says of each header.
template <class Check>
Violations in_headers(const Tree& tree, Check check) {
  Violations found;
  for (const auto& file : tree)
    if (is_header(file)) check(file, found);
  return found;
}

Violations openings(const Tree& tree) {
  return in_headers(tree, [](const SourceFile& file, Violations& found) {
    const auto& lines = file.lines;
    if (lines.empty() || lines[0] != "#pragma once")
      return found.push_back({file.path, 1, "the first line is not #pragma once"});
    if (lines.size() < 2 || !lines[1].starts_with("// "))
      found.push_back({file.path, 2, "no prose says what this header is"});
  });
}

Violations opened_namespaces(const Tree& tree) {
  return in_headers(tree, [](const SourceFile& file, Violations& found) {
    const auto tokens = tokens_of(file);
    for (std::size_t i = 1; i < tokens.size(); ++i)
      if (tokens[i].text == "namespace" && tokens[i - 1].text == "using")
        found.push_back({file.path, tokens[i].line, "using namespace"});
  });
}

Violations foreign_namespaces(const Tree& tree) {
  return in_headers(tree, [](const SourceFile& file, Violations& found) {
    const bool ours = std::ranges::any_of(file.code, [](const std::string& line) {
      return line == "namespace riskflow {" || line.starts_with("namespace riskflow::");
    });
    if (!ours && is_product(file.path))
      found.push_back({file.path, 0, "declares nothing in riskflow"});
  });
}

constexpr std::array controls{"if", "while", "for", "switch", "return", "catch", "sizeof"};

// Whether a token before '(' makes that the list of a named function's parameters.
bool names_function(std::string_view before) {
  return is_word_character(before[0]) && std::ranges::find(controls, before) == controls.end();
}

// Where the bracket opens in which tokens[at] stands; nothing when a statement begins first.
std::optional<std::size_t> enclosing_bracket(const std::vector<Token>& tokens, std::size_t at) {
  std::size_t depth = 0;
  while (at-- > 0) {
    const auto text = tokens[at].text;
    if (text == ";" || text == "{" || text == "}") return std::nullopt;
    if (text == ")" || text == ">" || text == "]") ++depth;
    if (text != "(" && text != "<" && text != "[") continue;
    if (depth == 0) return at;
    --depth;
  }
  return std::nullopt;
}

// `bool flag` in a list of parameters.  A bool that is itself the datum is called `value` or
// `holds`.
bool is_flag(const std::vector<Token>& tokens, std::size_t at) {
  constexpr std::array data{"value", "holds"};
  constexpr std::array ends{",", ")", "="};
  if (at + 2 >= tokens.size() || std::ranges::find(ends, tokens[at + 2].text) == ends.end())
    return false;
  const auto name = tokens[at + 1].text;
  if (!is_word_character(name[0]) || std::ranges::find(data, name) != data.end()) return false;
  const auto open = enclosing_bracket(tokens, at);
  if (!open || *open == 0 || tokens[*open].text != "(") return false;
  const bool is_operator = *open >= 2 && tokens[*open - 2].text == "operator";
  return !is_operator && names_function(tokens[*open - 1].text);
}

Violations flags(const Tree& tree) {
  return in_headers(tree, [](const SourceFile& file, Violations& found) {
    const auto tokens = tokens_of(file);
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (tokens[i].text == "bool" && is_flag(tokens, i) && is_product(file.path))
        found.push_back({file.path, tokens[i].line, fmt::format("bool {}", tokens[i + 1].text)});
  });
}

Violations macros(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_cpp(file)) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string_view line = file.code[i];
      if (line.starts_with("#define ") && !line.starts_with("#define RISKFLOW_DESCRIBE("))
        found.push_back({file.path, i + 1, std::string(line.substr(0, 40))});
    }
  }
  return found;
}

}  // namespace

std::vector<Rule> header_rules() {
  return {
      {"HeadersOpenWithProse",
       "a header begins with #pragma once and, on the next line, what it is and who needs it",
       openings,
       {{{"domain/a.hpp", "// What it is.\n#pragma once\n"}},
        {{"domain/a.hpp", "#pragma once\n\n#include <vector>\n"}},
        {{"tests/a.hpp", ""}}},
       {{"domain/a.hpp", "#pragma once\n// What it is.\n"}}},
      {"NoUsingNamespaceInHeaders",
       "a header opens no namespace for whoever includes it",
       opened_namespaces,
       {{{"domain/a.hpp", "using namespace std;\n"}},
        {{"tests/a.hpp", "inline void f() { using namespace std::literals; }\n"}}},
       {{"domain/a.hpp", "// using namespace std;\nusing std::string;\n"},
        {"domain/a.cpp", "using namespace std::literals;\n"}}},
      {"HeadersDeclareInRiskflow",
       "what a header declares stands in namespace riskflow or one below it",
       foreign_namespaces,
       {{{"domain/a.hpp", "#pragma once\nstruct A {};\n"}},
        {{"domain/a.hpp", "namespace risky {\nstruct A {};\n}\n"}}},
       {{"domain/a.hpp", "namespace riskflow {\nstruct A {};\n}\n"},
        {"domain/b.hpp", "namespace riskflow::domain {\nstruct A {};\n}\n"}}},
      {"NoBoolParameters",
       "a function in a header takes no bool that switches it: an enumeration or two functions say "
       "what is meant at the call (a bool that is the datum is called value or holds)",
       flags,
       {{{"domain/a.hpp", "void open(std::string_view path, bool create);\n"}},
        {{"domain/a.hpp", "struct A {\n  explicit A(const bool synced = false);\n};\n"}},
        {{"runtime/a.hpp", "void scan(std::function<void(int)> f,\n          bool strict);\n"}}},
       {{"domain/a.hpp",
         "Value boolean(bool value);\nvoid ensure(bool holds, std::string_view what);\n"
         "bool is_open(const Case& c);\nstruct A {\n  bool open = false;\n"
         "  bool operator()(bool left, bool right);\n};\n"
         "inline int f() {\n  if (bool found = g()) return 1;\n"
         "  auto each = [](bool last) { return last; };\n  return each(true);\n}\n"
         "template <class T, bool Signed, class U>\nstruct B {};\n"},
        {"domain/a.cpp", "void open(bool create) {}\n"}}},
      {"NoMacros",
       "RISKFLOW_DESCRIBE is the one macro",
       macros,
       {{{"domain/a.hpp", "#define TRY(x) x\n"}}, {{"tests/a.cpp", "#define assert\n"}}},
       {{"domain/described.hpp", "#define RISKFLOW_DESCRIBE(Type, ...) static_assert(true)\n"}}},
  };
}

}  // namespace riskflow::tidy
