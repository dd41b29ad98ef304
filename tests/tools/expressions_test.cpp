// riskflow expression eval, as it is typed.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

namespace fs = std::filesystem;

Ran eval(const std::vector<std::string>& arguments, const std::string& lines = {}) {
  std::vector<std::string> typed{"expression", "eval"};
  typed.insert(typed.end(), arguments.begin(), arguments.end());
  CommandLine line;
  if (!lines.empty()) line.types(lines);
  return line.run(typed);
}

TEST(TypingAnExpression, PrintsItsValueAsJson) {
  EXPECT_EQ(eval({"@add(1, 2)"}).out, "3\n");
  EXPECT_EQ(eval({"sum: @{add(1, 2)}"}).out, "\"sum: 3\"\n");
  EXPECT_EQ(eval({"@createArray(1.0, null, 'x')"}).out, "[1.0,null,\"x\"]\n");
  EXPECT_EQ(eval({"add(1, 2)"}).out, "\"add(1, 2)\"\n") << "a template string without an @";
}

TEST(TypingAnExpression, NeedsNoServerAtAll) { EXPECT_TRUE(eval({"@add(1, 2)"}).asked.empty()); }

TEST(TypingAnExpression, SaysWhereTheMistakeIs) {
  const auto ran = eval({"@add(1, )"});
  EXPECT_EQ(ran.code, 2) << ran.err;
  EXPECT_NE(ran.err.find("line 1, column"), std::string::npos) << ran.err;
}

TEST(TypingAnExpression, LooksAtTheContextOfAFile) {
  const auto file = fs::temp_directory_path() / ("context-" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << R"({"variables": {"count": 3}, "items": {"Each": "a"}, "item": "b",
                             "iterationIndexes": {"Until": 4}, "triggerOutputs": {"body": 5}})";
  EXPECT_EQ(eval({"@variables('Count')", "--context", file.string()}).out, "3\n");
  EXPECT_EQ(eval({"@concat(items('each'), item())", "--context", file.string()}).out, "\"ab\"\n");
  EXPECT_EQ(eval({"@iterationIndexes('Until')", "--context", file.string()}).out, "4\n");
  EXPECT_EQ(eval({"@triggerBody()", "--context", file.string()}).out, "5\n");
  std::ofstream(file) << R"({"variable": {}})";
  const auto ran = eval({"@null", "--context", file.string()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("'variable' is unknown"), std::string::npos) << ran.err;
  fs::remove(file);
}

TEST(TypingAnExpression, AnswersEachLineInOrder) {
  const std::vector<std::string> asked{
      R"-({"id": 1, "expression": "@outputs('A')?['x']", "context": {"outputs": {"a": {"X": [1]}}}})-",
      "",
      R"-({"id": "two", "expression": "@div(1, 0)"})-",
      R"-({"id": 3})-",
      "no JSON",
      R"-({"id": 5, "expression": "@{1}"})-"};
  std::string typed;
  for (const auto& line : asked) typed += line + '\n';
  const auto ran = eval({"--jsonl"}, typed);
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::istringstream lines(ran.out);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  ASSERT_EQ(all.size(), 5U) << ran.out;
  EXPECT_EQ(all[0], R"({"id":1,"value":[1]})");
  EXPECT_TRUE(all[1].starts_with(R"-({"id":"two","error":{"code":"InvalidTemplate","message":")-"))
      << all[1];
  EXPECT_TRUE(all[2].starts_with(R"-({"id":3,"error":{"code":"InvalidRequest")-")) << all[2];
  EXPECT_TRUE(all[3].starts_with(R"-({"id":null,"error":{"code":"InvalidRequest")-")) << all[3];
  EXPECT_EQ(all[4], R"({"id":5,"value":"1"})");
}

TEST(TypingAnExpression, WantsOneOrLines) { EXPECT_EQ(eval({}).code, 2); }

}  // namespace
}  // namespace riskflow::cli
