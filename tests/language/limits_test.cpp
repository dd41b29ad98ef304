#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

TEST(Limits, RefuseAnExpressionThatIsTooLong) {
  const auto literal = [](std::size_t size) { return "@'" + std::string(size - 2, 'a') + "'"; };
  EXPECT_TRUE(compile_string(literal(expression_length_max)));
  EXPECT_FALSE(compile_string(literal(expression_length_max + 1)));
  // The text around holes is not part of an expression.
  EXPECT_TRUE(compile_string(std::string(expression_length_max * 2, 'x') + "@{1}"));
}

TEST(Limits, RefuseAnExpressionThatIsNestedTooDeep) {
  const auto nested = [](std::size_t depth) {
    return "@" + repeated("array(", depth - 1) + "1" + repeated(")", depth - 1);
  };
  EXPECT_TRUE(compile_string(nested(expression_depth_max)));
  EXPECT_FALSE(compile_string(nested(expression_depth_max + 1)));
  EXPECT_FALSE(compile_string("@json('{}')" + repeated("?.a", expression_depth_max)));
}

// Each action makes the next value from the one before; small definitions could make huge values.
std::string chain(std::string_view first, std::string_view step, std::size_t length) {
  auto actions = R"({"A0": {"type": "Compose", "inputs": )" + std::string(first) + "}";
  for (std::size_t i = 1; i <= length; ++i) {
    const auto inputs = replaced(step, "X", fmt::format("outputs('A{}')", i - 1));
    actions += fmt::format(
        R"(, "A{}": {{"type": "Compose", "runAfter": {{"A{}": ["Succeeded"]}}, "inputs": "{}"}})",
        i, i - 1, inputs);
  }
  return actions + "}";
}

struct Growth {
  const char* name;
  const char* first;
  std::string step;
};

TEST(Limits, FailTheActionThatWouldMakeAHugeValue) {
  const Growth cases[] = {
      {"deeper and deeper", "1", "@" + repeated("array(", 60) + "X" + repeated(")", 60)},
      {"twice the array", "1", "@createArray(X, X)"},
      {"twice the text", "\"0123456789\"", "@concat(X, X)"},
      {"holes", "\"0123456789\"", "@{X}@{X}"},
      {"replacing", "\"0123456789\"", "@replace(X, '1', X)"},
      {"joining", "\"0123456789\"", "@join(createArray(X, X), X)"},
  };
  for (const auto& c : cases) {
    const auto definition = definition_with(chain(c.first, c.step, 40));
    EXPECT_FALSE(definition.has_errors()) << c.name;
    RunState state{definition};
    EXPECT_EQ(run_to_end(state).status, StepStatus::failed) << c.name;
  }
}

// Strings made of the language's own pieces reach far more of the parser than random bytes.
TEST(Parser, TakesAnyTextWithoutHarm) {
  static constexpr std::string_view pieces[] = {"@",
                                                "@{",
                                                "}",
                                                "@@",
                                                "(",
                                                ")",
                                                "'",
                                                "''",
                                                ",",
                                                "?",
                                                "[",
                                                "]",
                                                ".",
                                                "concat",
                                                "json",
                                                "item",
                                                "if",
                                                "add",
                                                "1",
                                                "-2",
                                                "1.5e",
                                                "null",
                                                "true",
                                                "😀",
                                                "\xff",
                                                " ",
                                                "\n",
                                                "a/b",
                                                "\\",
                                                "substring(",
                                                "first(",
                                                "'x'",
                                                "createArray(",
                                                "?['body/x']",
                                                "body('Get_case')",
                                                "int(",
                                                "formatDateTime("};
  const char* given = std::getenv("SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260112;
  SeededBits bits{seed};
  std::size_t parsed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = bits.next() % 2 == 0 ? "@" : "";
    for (auto left = bits.next() % 12; left > 0; --left)
      text += pieces[bits.next() % std::size(pieces)];
    const auto first = outcome_of(text);
    EXPECT_EQ(first, outcome_of(text)) << "SEED=" << seed << " " << text;
    parsed += first.starts_with("error: ") ? 0 : 1;
  }
  EXPECT_GT(parsed, 100U) << "SEED=" << seed;
}

}  // namespace
}  // namespace riskflow::language
