#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"
#include "tests/tidy/words.hpp"

namespace riskflow::tidy {
namespace {

constexpr std::size_t name_words_min = 4;

bool is_test(const SourceFile& file) { return is_cpp(file) && lies_in(file.path, "tests"); }

// TEST(suite, name) { body }: tokens [begin, end) are the body with its braces.
struct Case {
  std::string_view name;
  std::size_t line = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Case> cases_in(const std::vector<Token>& tokens) {
  constexpr std::array openers{"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P"};
  std::vector<Case> cases;
  for (std::size_t i = 0; i + 6 < tokens.size(); ++i) {
    if (std::ranges::find(openers, tokens[i].text) == openers.end()) continue;
    if (tokens[i + 1].text != "(" || tokens[i + 6].text != "{") continue;
    cases.push_back({tokens[i + 4].text, tokens[i].line, i + 6, after_bracket(tokens, i + 6)});
  }
  return cases;
}

Violations short_names(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_test(file)) continue;
    const auto tokens = tokens_of(file);
    for (const auto& test : cases_in(tokens))
      if (words_of(test.name).size() < name_words_min)
        found.push_back({file.path, test.line, fmt::format("{} is no sentence", test.name)});
  }
  return found;
}

// EXPECT_EQ, ASSERT_TRUE, static_assert, or a function of the fixture's vocabulary such as
// expect_refused(...) and given(...).when(...).then(...).
bool is_assertion(std::string_view token) {
  constexpr std::array words{"expect", "assert", "fail",    "failure", "then",
                             "check",  "verify", "require", "must",    "rejects"};
  const auto parts = words_of(token);
  return std::ranges::any_of(parts, [&](const std::string& part) {
    return std::ranges::find(words, part) != words.end();
  });
}

Violations empty_tests(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (!is_test(file)) continue;
    const auto tokens = tokens_of(file);
    for (const auto& test : cases_in(tokens)) {
      const bool asserts = std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(test.begin),
                                       tokens.begin() + static_cast<std::ptrdiff_t>(test.end),
                                       [](const Token& token) { return is_assertion(token.text); });
      if (!asserts)
        found.push_back({file.path, test.line, fmt::format("{} asserts nothing", test.name)});
    }
  }
  return found;
}

Violations sleeps(const Tree& tree) {
  constexpr std::array names{"sleep_for", "sleep_until", "sleep", "usleep", "nanosleep"};
  Violations found;
  for (const auto& file : tree) {
    if (!is_test(file)) continue;
    const auto tokens = tokens_of(file);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
      if (std::ranges::find(names, tokens[i].text) != names.end() && tokens[i + 1].text == "(")
        found.push_back({file.path, tokens[i].line, fmt::format("{}()", tokens[i].text)});
  }
  return found;
}

// A test that is compiled but never runs.
Violations switched_off(const Tree& tree) {
  const std::string prefix =
      "DIS"
      "ABLED_";
  Violations found;
  for (const auto& file : tree) {
    if (!is_test(file)) continue;
    for (const auto& token : tokens_of(file))
      if (token.text.starts_with(prefix))
        found.push_back({file.path, token.line, std::string(token.text)});
  }
  return found;
}

}  // namespace

std::vector<Rule> test_rules() {
  return {
      {"TestNamesAreSentences",
       "a test's name has four words or more: it says what is promised",
       short_names,
       {{{"tests/a.cpp", "TEST(Case, Basic) { EXPECT_TRUE(true); }\n"}},
        {{"tests/a.cpp", "TEST_F(CaseTest, ClosesTheCase) { EXPECT_TRUE(true); }\n"}}},
       {{"tests/a.cpp", "TEST(Case, AssigningAClosedCaseIsRejected) { EXPECT_TRUE(true); }\n"}}},
      {"TestsAssertSomething",
       "a test says what must hold; one that cannot fail proves nothing",
       empty_tests,
       {{{"tests/a.cpp", "TEST(Case, RunsToTheEndQuietly) { run(); }\n"}},
        {{"tests/a.cpp", "TEST(Case, RunsToTheEndQuietly) { run(\"EXPECT_EQ\"); }\n"}}},
       {{"tests/a.cpp",
         "TEST(Case, AssigningTwiceRecordsNothing) { given({}).when(Assign{}).then({}); }\n"
         "TEST(Case, KeepsItsSizeFor32Bits) { static_assert(sizeof(int) == 4); }\n"
         "TEST(Case, RefusesWhatIsClosed) { expect_refused(close()); }\n"}}},
      {"TestsDoNotSleep",
       "a test owns its clock: it never waits for the wall",
       sleeps,
       {{{"tests/a.cpp", "void f() { std::this_thread::sleep_for(1ms); }\n"}},
        {{"tests/support/a.hpp", "inline void f() { usleep(5); }\n"}}},
       {{"tests/a.cpp", "// sleep(1) would hide it\nint sleep = 1;\n"},
        {"runtime/a.cpp", "void f() { std::this_thread::sleep_for(1ms); }\n"}}},
      {"NoTestIsSwitchedOff",
       "a test runs or is deleted",
       switched_off,
       {{{"tests/a.cpp",
          "TEST(Case, DIS"
          "ABLED_ClosesTheCaseAtOnce) { EXPECT_TRUE(true); }\n"}}},
       {{"tests/a.cpp", "bool disabled = true;\n"}}},
  };
}

}  // namespace riskflow::tidy
