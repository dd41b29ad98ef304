#include "domain/language/functions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

std::string outcome_as_json(const std::string& text) {
  const auto value = value_of(text);
  return value ? to_json_text(*value) : "error: " + value.error().message;
}

class FunctionExamples : public testing::TestWithParam<Function> {};

TEST_P(FunctionExamples, EvaluateToWhatTheTableSays) {
  const auto& row = GetParam();
  EXPECT_NE(row.example.find(row.name), std::string_view::npos);
  EXPECT_EQ(outcome_as_json("@" + std::string(row.example)), row.value) << row.example;
}

// An expression for each kind of value.
std::string example_of(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "true";
    case Kind::integer: return "2";
    case Kind::real: return "2.5";
    case Kind::decimal: return "decimal('2.5')";
    case Kind::string: return "'text'";
    case Kind::array: return "createArray(2)";
    case Kind::object: return "json('{\"k\": 1}')";
  }
  return {};
}

std::string example_of(Kinds kinds) {
  for (const auto kind : {Kind::array, Kind::string, Kind::integer, Kind::object, Kind::boolean})
    if (kinds.holds(kind)) return example_of(kind);
  return "null";
}

// A call with as few arguments as may be, but with `value` at `index`.
std::string call_with(const Function& row, std::size_t index, const std::string& value) {
  std::string call = "@" + std::string(row.name) + "(";
  for (std::size_t i = 0; i < std::max<std::size_t>(row.signature.min(), index + 1); ++i) {
    // Only what is not decided yet reaches the next argument.
    const auto other = row.name == "or" ? "false" : example_of(row.signature.parameter(i));
    call += (i > 0 ? ", " : "") + (i == index ? value : other);
  }
  return call + ")";
}

std::size_t arguments_named(const Signature& signature) {
  return signature.max() == many ? signature.min() : signature.max();
}

TEST_P(FunctionExamples, TakeTheKindsThatTheSignatureNames) {
  const auto& row = GetParam();
  for (std::size_t i = 0; i < arguments_named(row.signature); ++i) {
    for (std::uint8_t k = 0; k <= static_cast<std::uint8_t>(Kind::object); ++k) {
      const auto kind = static_cast<Kind>(k);
      const auto call = call_with(row, i, example_of(kind));
      const auto outcome = outcome_of(call);
      const bool refused = outcome.starts_with("error: ");
      const auto kinds = row.signature.parameter(i);
      if (!kinds.holds(kind)) EXPECT_TRUE(refused) << call << " gives " << outcome;
      // An object that is no envelope is no text.
      if (!kinds.holds(kind) || kind == Kind::object) continue;
      EXPECT_FALSE(outcome.contains("argument " + std::to_string(i + 1) + " must be a")) << outcome;
    }
  }
}

TEST_P(FunctionExamples, GiveTheKindsThatTheSignatureNames) {
  const auto& row = GetParam();
  std::string call = "@" + std::string(row.example);
  // Without what the example selects from the result.
  for (const auto* selection : {"?['", "['", ").", "[0]"})
    if (const auto at = call.find(selection); at != call.npos)
      call.resize(at + (std::string_view{selection} == ")." ? 1 : 0));
  const auto value = value_of(call);
  if (row.example.starts_with(row.name) && value)
    EXPECT_TRUE(row.signature.result().holds(value->kind())) << call;
  else
    EXPECT_FALSE(row.value.empty());
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

constexpr std::string_view arrow = " → ";

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
