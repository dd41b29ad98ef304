#include "runtime/formats/name_mask.hpp"

#include <gtest/gtest.h>

namespace riskflow::formats {
namespace {

const NameMask mira{{.display_name = "Mira K. Koval",
                     .given_name = "Mira",
                     .surname = "Koval",
                     .user_principal_name = "mira.koval@example.test",
                     .mail = "m.koval@example.test",
                     .account = "mkov"}};

TEST(NameMask, HidesWhateverThePersonIsCalled) {
  const std::pair<const char*, const char*> rows[] = {
      {"Mira K. Koval leaked files", "X leaked files"},
      {"by mira koval", "by X"},
      {"Koval Mira; KOVAL, MIRA", "X; X"},
      {"User Mira.Koval@Example.test copied", "User X copied"},
      {"mail to <m.koval@example.test>.", "mail to <X>."},
      {"mira.koval@elsewhere.test", "X@elsewhere.test"},
      {"EXAMPLE\\mkov", "EXAMPLE\\X"},
      {"plan_mkov.docx", "plan_X.docx"},
      {"Mira\n \tKoval's laptop", "X's laptop"},
      {"\u201cMira Koval\u201d \u2013mkov\u2013", "\u201cX\u201d \u2013X\u2013"},
  };
  for (const auto& [text, hidden] : rows) EXPECT_EQ(mira.masked(text, "X"), hidden);
}

TEST(NameMask, FindsADisplayNameInEitherOrder) {
  for (const auto* name : {"Mira Koval", "Koval, Mira"})
    for (const auto* text : {"Mira Koval", "Koval Mira", "Koval, Mira"})
      EXPECT_EQ((NameMask{{.display_name = name}}.masked(text, "X")), "X") << name << ": " << text;
}

TEST(NameMask, LeavesPartsOfOtherWordsAlone) {
  for (const auto* text : {"Miral Koval", "Amira Koval", "Mira Kovalova", "mkov2", "2mkov",
                           "MiraKoval", "Data leaks", ""})
    EXPECT_EQ(mira.masked(text, "X"), text);
}

TEST(NameMask, TakesTheLongestNameThatFits) {
  EXPECT_EQ(mira.masked("mira.koval@example.test mira.koval", "X"), "X X");
}

TEST(NameMask, DoesNotLookIntoWhatItPutInPlace) {
  const NameMask anon{{.user_principal_name = "anon@example.test"}};
  EXPECT_EQ(anon.masked("anon and anon", "Anon-1"), "Anon-1 and Anon-1");
}

TEST(NameMask, FindsNamesThatAreNotWrittenInAscii) {
  const NameMask names{
      {.display_name = "\u674e\u96f7", .given_name = "Jos\u00e9", .surname = "\u00d1u\u00f1ez"}};
  EXPECT_EQ(names.masked("\u7528\u6237\u674e\u96f7\u6cc4\u9732", "X"), "\u7528\u6237X\u6cc4\u9732");
  EXPECT_EQ(names.masked("of jos\u00e9 \u00d1u\u00f1ez.", "X"), "of X.");
}

TEST(NameMask, HidesNothingOfSomebodyWithoutNames) {
  EXPECT_EQ(NameMask{PersonNames{}}.masked(" a  text ", "X"), " a  text ");
}

}  // namespace
}  // namespace riskflow::formats
