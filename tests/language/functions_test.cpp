#include "domain/language/functions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

constexpr std::string_view arrow = " → ";

class FunctionExamples : public testing::TestWithParam<Function> {};

// The right-hand side is a string literal or JSON.
TEST_P(FunctionExamples, EvaluateToWhatTheTableSays) {
  const std::string_view help = GetParam().help;
  const auto middle = help.rfind(arrow);
  ASSERT_NE(middle, std::string_view::npos) << help;
  const auto expression = std::string(help.substr(0, middle));
  EXPECT_NE(expression.find(GetParam().name), std::string::npos);
  EXPECT_EQ(outcome_of("@" + expression), help.substr(middle + arrow.size())) << help;
}

INSTANTIATE_TEST_SUITE_P(Table, FunctionExamples,
                         testing::ValuesIn(all_functions().begin(), all_functions().end()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Functions, AreFoundInAnyCase) {
  ASSERT_NE(find_function("TOLOWER"), nullptr);
  EXPECT_EQ(find_function("TOLOWER")->name, "toLower");
  EXPECT_EQ(find_function("toLow"), nullptr);
  EXPECT_EQ(find_function(""), nullptr);
}

TEST(Functions, CheckTheNumberOfArguments) {
  EXPECT_EQ(outcome_of("@add(1)"),
            "error: line 1, column 2: the function 'add' takes 2 arguments, but is given 1");
  EXPECT_EQ(outcome_of("@concat()"),
            "error: line 1, column 2: the function 'concat' takes at least "
            "1 argument, but is given 0");
}

// tests/golden/wdl/*.txt: "template → value", or "template → error: part of the message".
class GoldenCases : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(GoldenCases, EvaluateToWhatIsWritten) {
  std::ifstream file{GetParam()};
  std::size_t cases = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto middle = line.rfind(arrow);
    ASSERT_NE(middle, std::string::npos) << line;
    const auto expected = line.substr(middle + arrow.size());
    const auto outcome = outcome_of(line.substr(0, middle));
    ++cases;
    if (expected.starts_with("error: ")) {
      EXPECT_TRUE(outcome.starts_with("error: ")) << line << "\n  is " << outcome;
      EXPECT_NE(outcome.find(expected.substr(7)), std::string::npos)
          << line << "\n  is " << outcome;
    } else {
      EXPECT_EQ(outcome, expected) << line;
    }
  }
  EXPECT_GT(cases, 5U);
}

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator{RISKFLOW_SOURCE_DIR "/tests/golden/wdl"})
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

INSTANTIATE_TEST_SUITE_P(Wdl, GoldenCases, testing::ValuesIn(golden_files()),
                         [](const auto& file) { return file.param.stem().string(); });

}  // namespace
}  // namespace riskflow::language
