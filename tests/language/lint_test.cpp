// Every code that a definition can be reported with: provoked here, and listed in docs/lint.md.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/language/lint_codes.hpp"
#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

// `count` members, {} replaced by the number.
std::string members(std::size_t count, std::string_view member) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += (i > 0 ? "," : "") + replaced(member, "{}", std::to_string(i));
  return text;
}

std::string in_scopes(std::size_t depth) {
  std::string text = R"("A": {"type": "Compose", "inputs": 1})";
  for (std::size_t i = 1; i < depth; ++i)
    text = fmt::format(R"("S{}": {{"type": "Scope", "actions": {{{}}}}})", i, text);
  return "{" + text + "}";
}

// What provokes a code whose example is too long for the table.
std::string long_example(std::string_view code) {
  const auto compose = [](std::string_view more) {
    return R"({"A": {"type": "Compose", "inputs": 1, )" + std::string(more) + "}}";
  };
  if (code == "description-too-long")
    return compose("\"description\": \"" + std::string(257, 'd') + "\"");
  if (code == "tracked-properties-too-long")
    return compose("\"trackedProperties\": {\"p\": \"" + std::string(16'001, 'd') + "\"}");
  if (code == "name-too-long")
    return "{\"" + std::string(81, 'n') + R"(": {"type": "Compose", "inputs": 1}})";
  if (code == "nested-deeply") return in_scopes(9);
  if (code == "too-many-actions")
    return "{" + members(501, R"("A{}": {"type": "Compose", "inputs": 1})") + "}";
  if (code == "too-many-cases")
    return R"({"S": {"type": "Switch", "expression": "a", "cases": {)" +
           members(26, R"("C{}": {"case": {}, "actions": {}})") + "}}}";
  if (code == "too-many-outputs")
    return R"({"actions": {}, "outputs": {)" +
           members(11, R"("O{}": {"type": "Int", "value": 1})") + "}}";
  if (code == "too-many-parameters")
    return R"({"actions": {}, "parameters": {)" + members(51, R"("P{}": {"type": "Int"})") + "}}";
  if (code == "too-many-triggers")
    return R"({"actions": {}, "triggers": {)" + members(11, R"("T{}": {"type": "Request"})") + "}}";
  if (code == "too-many-variables")
    return R"({"A": {"type": "InitializeVariable", "inputs": {"variables": [)" +
           members(251, R"({"name": "v{}", "type": "Integer"})") + "]}}}";
  return {};
}

// Of a whole definition, or of its actions.
std::string document_of(const std::string& example) {
  const auto value = json_value(example);
  const bool is_whole = value.find("actions") != nullptr || value.find("properties") != nullptr ||
                        value.find("definition") != nullptr;
  return is_whole ? example
                  : R"({"triggers": {"manual": {"type": "Request"}}, "actions": )" + example + "}";
}

class LintCodes : public testing::TestWithParam<LintCode> {};

TEST_P(LintCodes, AreProvokedByTheirExample) {
  const auto& row = GetParam();
  const bool is_json = row.example.starts_with('{');
  const auto text = is_json ? std::string(row.example) : long_example(row.code);
  ASSERT_FALSE(text.empty()) << "no example";
  const auto definition = read_definition(document_of(text));
  ASSERT_TRUE(definition) << definition.error().message;
  std::string others;
  const Diagnostic* found = nullptr;
  for (const auto& one : definition->diagnostics) {
    others += one.code + " at " + one.pointer + ": " + one.message + "\n";
    if (one.code == row.code && found == nullptr) found = &one;
  }
  ASSERT_NE(found, nullptr) << others;
  EXPECT_EQ(found->severity == Severity::warning, row.weight == Weight::warning);
  EXPECT_FALSE(found->message.empty());
  // Nothing else keeps an example of what fails only when it is reached from running.
  if (row.weight == Weight::refused) EXPECT_TRUE(definition->has_errors());
  for (const auto& one : definition->diagnostics) {
    EXPECT_NE(find_lint_code(one.code), nullptr) << one.code;
    EXPECT_TRUE(one.pointer.empty() || one.pointer.starts_with('/')) << one.pointer;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, LintCodes,
                         testing::ValuesIn(lint_codes().begin(), lint_codes().end()),
                         [](const auto& row) {
                           return replaced(std::string(row.param.code), "-", "_");
                         });

TEST(LintTable, HasEveryCodeThatTheSourcesReport) {
  static const std::regex reported{
      R"re((?:error|warning|error_if_reached|expect)\([^;"]*"([a-z]+(?:-[a-z]+)+)")re"};
  std::set<std::string> codes;
  for (const auto& file :
       std::filesystem::directory_iterator{RISKFLOW_SOURCE_DIR "/domain/language"}) {
    if (file.path().extension() != ".cpp") continue;
    std::ifstream in{file.path()};
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::sregex_iterator at{text.begin(), text.end(), reported}, end; at != end; ++at)
      codes.insert((*at)[1]);
  }
  EXPECT_GT(codes.size(), 90U);
  for (const auto& code : codes) EXPECT_NE(find_lint_code(code), nullptr) << code;
}

}  // namespace
}  // namespace riskflow::language
