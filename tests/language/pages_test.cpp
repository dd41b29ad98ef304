// The pages of docs/ that are printed from tables of the language: UPDATE_GOLDEN=1 prints them
// anew.

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/language/functions.hpp"
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

TEST(LanguagePages, TheFunctionsArePrintedFromTheTable) {
  static constexpr std::string_view start = "| function | takes |";
  const auto page = text_of("expressions.md");
  const auto at = page.find(start);
  ASSERT_NE(at, page.npos);
  const auto end = page.find("\n\n", at);
  const auto rest = end == page.npos ? std::string{} : page.substr(end + 1);
  expect_page("expressions.md", page.substr(0, at) + function_table() + rest);
}

}  // namespace
}  // namespace riskflow::language
