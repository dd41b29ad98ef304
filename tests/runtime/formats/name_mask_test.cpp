#include "runtime/formats/name_mask.hpp"

#include <gtest/gtest.h>

namespace riskflow::formats {
namespace {

const NameMask mira{{.display_name = "Mira K. Koval",
                     .given_name = "Mira",
                     .surname = "Koval",
                     .user_principal_name = "mira.koval@example.test",
                     .mail = "m.koval@example.test",
                     .account = "mkov",
                     .employee_id = "E0000012",
                     .object_id = "bbbbbbbb-0000-4000-8000-000000000001"}};

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
      {"Ms Koval, M. Koval and Mira", "Ms X, X and X"},
      {"Mira J. Koval", "X J. X"},
      {"Miral Koval; Mira Kovalova", "Miral X; X Kovalova"},
      {"MiraKoval, Mira_Koval, mira-koval, Mira+Koval", "X, X, X, X"},
      {"Mira\u00a0Koval, Mira&nbsp;Koval, Mira\u200bKoval", "X, X, X"},
      {"employee e0000012", "employee X"},
      {"object BBBBBBBB-0000-4000-8000-000000000001.", "object X."},
  };
  for (const auto& [text, hidden] : rows) EXPECT_EQ(mira.masked(text, "X"), hidden);
}

TEST(NameMask, FindsADisplayNameInEitherOrder) {
  for (const auto* name : {"Mira Koval", "Koval, Mira"})
    for (const auto* text : {"Mira Koval", "Koval Mira", "Koval, Mira"})
      EXPECT_EQ((NameMask{{.display_name = name}}.masked(text, "X")), "X") << name << ": " << text;
}

TEST(NameMask, LeavesPartsOfOtherWordsAlone) {
  for (const auto* text :
       {"Miral", "Amira", "Kovalova", "mkov2", "2mkov", "K", "K.", "m", "Data leaks", ""})
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

TEST(NameMask, FindsNamesHoweverTheirLettersAreWritten) {
  const NameMask guel{
      {.display_name = "G\u00fcl Kaya", .given_name = "G\u00fcl", .surname = "Kaya"}};
  for (const auto* text : {"G\u00dcL KAYA", "Gul Kaya", "Gu\u0308l Kaya", "\uff27\uff55\uff4c Kaya",
                           "G\u00fc\u00adl_Kaya", "kaya,g\u00fcl", "G\u00dcLKAYA", "Gu\u0308l"})
    EXPECT_EQ(guel.masked(text, "X"), "X") << text;
  const NameMask gross{{.surname = "Gro\u00df"}};
  EXPECT_EQ(gross.masked("GROSS, Gro\u00df", "X"), "X, X");
}

TEST(NameMask, HidesTheNamesOfBeforeToo) {
  NameMask names{{.surname = "Quux"}};
  names.also({.surname = "Jones"});
  EXPECT_EQ(names.masked("Quux is Jones", "X"), "X is X");
}

TEST(NameMask, LeavesWhatIsNoUnicodeAsItIs) {
  EXPECT_EQ(mira.masked("\xff Mira \xc3", "X"), "\xff X \xc3");
}

TEST(NameMask, HidesNothingOfSomebodyWithoutNames) {
  EXPECT_EQ(NameMask{PersonNames{}}.masked(" a  text ", "X"), " a  text ");
}

}  // namespace
}  // namespace riskflow::formats
