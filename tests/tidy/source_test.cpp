#include "tests/tidy/source.hpp"

#include <gtest/gtest.h>

#include "tests/tidy/words.hpp"

namespace riskflow::tidy {
namespace {

std::vector<std::string> code_of(std::string text) {
  return make_source("domain/a.cpp", std::move(text)).code;
}

using Lines = std::vector<std::string>;

TEST(SourceFile, CommentsAreBlankInTheCode) {
  EXPECT_EQ(code_of("int a; // b\nint /* c\nd */ e;\n"),
            (Lines{"int a;     ", "int     ", "     e;"}));
}

TEST(SourceFile, ContentsOfLiteralsAreBlankInTheCode) {
  EXPECT_EQ(code_of("f(\"a\\\"b // c\", 'd', '\\'');"), (Lines{"f(\"         \", ' ', '  ');"}));
  EXPECT_EQ(code_of("f(R\"x(a\n\"b)x\");"), (Lines{"f(R\"   ", "    \");"}));
}

TEST(SourceFile, DigitSeparatorsBeginNoLiteral) {
  EXPECT_EQ(code_of("int a = 1'000'000; // b"), (Lines{"int a = 1'000'000;     "}));
}

TEST(SourceFile, IncludesInCommentsAndLiteralsDoNotCount) {
  const auto file = make_source("domain/a.cpp",
                                "#include \"a.hpp\"  // because\n#include <b>\n"
                                "// #include <c>\nauto s = R\"(\n#include <d>\n)\";\n");
  const auto includes = includes_of(file);
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "a.hpp");
  EXPECT_EQ(includes[0].form, Include::Form::quoted);
  EXPECT_EQ(includes[1].path, "b");
  EXPECT_EQ(includes[1].line, 2U);
}

TEST(SourceFile, TokensLeaveOutDirectivesAndTheirContinuations) {
  const auto file = make_source("domain/a.cpp", "#define A \\\n  b\na::b(c->d);\n");
  std::vector<std::string_view> texts;
  const auto tokens = tokens_of(file);
  for (const auto& token : tokens) texts.push_back(token.text);
  EXPECT_EQ(texts, (std::vector<std::string_view>{"a", "::", "b", "(", "c", "->", "d", ")", ";"}));
  EXPECT_EQ(tokens[0].line, 3U);
}

TEST(SourceFile, AFolderHoldsItselfAndWhatLiesBelow) {
  EXPECT_TRUE(lies_in("domain/core/ids.hpp", "domain/core"));
  EXPECT_TRUE(lies_in("domain", "domain"));
  EXPECT_FALSE(lies_in("domain/corelation.hpp", "domain/core"));
}

TEST(Words, AreFoundInEveryWayOfWritingNames) {
  EXPECT_EQ(words_of("AssigningAClosedCase"), (Lines{"assigning", "a", "closed", "case"}));
  EXPECT_EQ(words_of("HTTPServerOf2Cases"), (Lines{"http", "server", "of2", "cases"}));
  EXPECT_EQ(words_of("snake_case_name"), (Lines{"snake", "case", "name"}));
}

}  // namespace
}  // namespace riskflow::tidy
