// The pages of docs/ that are printed from tables of the language: UPDATE_GOLDEN=1 prints them
// anew.

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/language/actions.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/lint_codes.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {
namespace {

std::string path_of(const std::string& name) {
  return std::string(RISKFLOW_SOURCE_DIR) + "/docs/" + name;
}

std::string text_of(const std::string& name) {
  std::ifstream in(path_of(name));
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect_page(const std::string& name, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path_of(name)) << text;
  EXPECT_EQ(text, text_of(name)) << name << " is out of date: run the test with UPDATE_GOLDEN=1";
}

// A bar would end the cell.
std::string cell(std::string_view text) { return replaced(text, "|", "\\|"); }

std::string function_table() {
  std::string text = "| function | takes | gives | example | its value |\n|---|---|---|---|---|\n";
  for (const auto& row : all_functions()) {
    const auto signature = row.signature.text();
    const auto colon = signature.find(':');
    text += fmt::format("| `{}` | {} | {} | `{}` | `{}` |\n", row.name,
                        trimmed(signature.substr(0, colon)), trimmed(signature.substr(colon + 1)),
                        cell(row.example), cell(row.value));
  }
  return text;
}

// The table of a page that begins with `start`.
void expect_table(const std::string& name, std::string_view start, const std::string& table) {
  const auto page = text_of(name);
  const auto at = page.find(start);
  ASSERT_NE(at, page.npos);
  const auto end = page.find("\n\n", at);
  const auto rest = end == page.npos ? std::string{} : page.substr(end + 1);
  expect_page(name, page.substr(0, at) + table + rest);
}

TEST(LanguagePages, TheFunctionsArePrintedFromTheTable) {
  expect_table("expressions.md", "| function | takes |", function_table());
}

std::string_view meaning_of(ActionRole role) {
  switch (role) {
    case ActionRole::pure: return "at once: evaluated, nothing leaves";
    case ActionRole::container: return "branches: takes one, skips the others";
    case ActionRole::loop: return "a loop";
    case ActionRole::call: return "a call: done outside";
    case ActionRole::wait: return "waits, and costs nothing meanwhile";
    case ActionRole::respond: return "answers the caller, once";
    case ActionRole::unsupported: break;
  }
  return "needs a foreign product";
}

std::string action_table() {
  std::string text = "| what | types |\n|---|---|\n";
  for (const auto role :
       {ActionRole::pure, ActionRole::container, ActionRole::loop, ActionRole::wait,
        ActionRole::call, ActionRole::respond, ActionRole::unsupported}) {
    std::string types;
    for (const auto& type : all_action_types())
      if (type.role == role) types += fmt::format("{}`{}`", types.empty() ? "" : ", ", type.name);
    text += fmt::format("| {} | {} |\n", meaning_of(role), types);
  }
  return text;
}

TEST(LanguagePages, TheTypesOfActionsArePrintedFromTheTable) {
  expect_table("workflows.md", "| what | types |", action_table());
}

constexpr std::string_view lint_head = R"(# What `riskflow flow lint` finds

Printed from the one table (domain/language/lint_codes.cpp); a test runs each example. Findings come in the order of the
text, each with a line, a column, a JSON pointer and a way to mend it. `riskflow flow lint` exits with 3 when there is an
error.

An **error** keeps the definition from being run. An **error when reached** does not: the services take such definitions,
too; the action fails when a run comes to it, or reads null. A **warning** is about something that runs, though perhaps
not as it was meant. Examples are actions, or a whole definition where one has `actions`.

)";

std::string lint_table() {
  std::string text = "| code | is | finds | example |\n|---|---|---|---|\n";
  for (const auto& row : lint_codes()) {
    const auto example =
        row.example.starts_with('{') ? "`" + cell(row.example) + "`" : cell(row.example);
    text += fmt::format("| `{}` | {} | {} | {} |\n", row.code, to_text(row.weight),
                        cell(row.meaning), example);
  }
  return text;
}

TEST(LanguagePages, TheFindingsArePrintedFromTheTable) {
  expect_page("lint.md", std::string(lint_head) + lint_table());
}

}  // namespace
}  // namespace riskflow::language
