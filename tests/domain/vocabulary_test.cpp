// The words of the business: every enumerator has its word, and no two share one.

#include "domain/vocabulary.hpp"

#include <set>

#include <gtest/gtest.h>

#include "domain/flow.hpp"
#include "domain/records.hpp"
#include "domain/run.hpp"
#include "domain/settings.hpp"

namespace riskflow::domain {
namespace {

// Whether `V` is an enumerator: the compiler prints its name then, and a cast of a number
// otherwise.
template <auto V>
consteval bool is_enumerator() {
  const std::string_view text = __PRETTY_FUNCTION__;
  return text.substr(text.rfind("V = ") + 4).front() != '(';
}
static_assert(is_enumerator<Severity::low>() && !is_enumerator<Severity{77}>());

// Whether each of the numbers 0..63 is an enumerator.
template <class E, std::size_t... N>
constexpr std::array<bool, sizeof...(N)> enumerators_of(std::index_sequence<N...>) {
  return {is_enumerator<E{static_cast<std::underlying_type_t<E>>(N)}>()...};
}

template <class E>
class AWordTable : public testing::Test {};

using Enumerations =
    testing::Types<Severity, AlertStatus, SourceStatus, DismissalReason, CaseStatus, Resolution,
                   NoteAuthor, PolicyTemplate, ScopeCause, ScopeEnd, HrScenario, RoleGroup,
                   PrivacyMode, FlowSurface, FlowState, RunStatus, AuditCategory, flow::Share,
                   run::StepStatus, reads::Basis>;
TYPED_TEST_SUITE(AWordTable, Enumerations);

TYPED_TEST(AWordTable, HasARowForEachEnumeratorAndNoOther) {
  const auto there = enumerators_of<TypeParam>(std::make_index_sequence<64>{});
  EXPECT_FALSE(there[0]) << "0 is never valid";
  for (std::size_t n = 0; n < there.size(); ++n)
    EXPECT_EQ(is_word(static_cast<TypeParam>(n)), there[n]) << n;
}

TYPED_TEST(AWordTable, IsInTheOrderOfItsNumbers) {
  int last = 0;
  for (const auto& row : words(TypeParam{})) {
    EXPECT_GT(static_cast<int>(row.value), last);
    last = static_cast<int>(row.value);
  }
}

TYPED_TEST(AWordTable, HasDistinctTextsEvenInAnyCase) {
  const auto table = words(TypeParam{});
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t j = i + 1; j < table.size(); ++j)
      EXPECT_FALSE(equal_ignoring_case(table[i].text, table[j].text)) << table[i].text;
}

TYPED_TEST(AWordTable, ReadsEachTextInAnyCase) {
  for (const auto& row : words(TypeParam{})) {
    std::string upper(row.text), lower(row.text);
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    for (const auto& text : {std::string(row.text), upper, lower}) {
      const auto read = word_from_text<TypeParam>(text, "field");
      ASSERT_TRUE(read) << text;
      EXPECT_EQ(*read, row.value) << text;
    }
  }
}

TYPED_TEST(AWordTable, NamesTheWordsItKnowsWhenItDoesNotKnowOne) {
  const auto read = word_from_text<TypeParam>("no such word", "field");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::invalid);
  EXPECT_EQ(read.error().target, "field");
  for (const auto& row : words(TypeParam{}))
    EXPECT_NE(read.error().message.find(row.text), std::string::npos) << row.text;
}

TYPED_TEST(AWordTable, ReadsNothingFromAnEmptyText) {
  EXPECT_FALSE(word_from_text<TypeParam>("", "field"));
}

// Reference "domain", appendix A.
TEST(WireTexts, AreThoseOfTheReference) {
  EXPECT_EQ(all_words<CaseStatus>(), "Active or Closed");
  EXPECT_EQ(all_words<Resolution>(), "Benign or ConfirmedPolicyViolation");
  EXPECT_EQ(all_words<AlertStatus>(), "NeedsReview, Confirmed, Dismissed or Resolved");
  EXPECT_EQ(all_words<Severity>(), "Low, Medium or High");
  EXPECT_EQ(all_words<FlowState>(), "Draft, On, Off or Suspended");
  EXPECT_EQ(all_words<PrivacyMode>(), "ShowAnonymized or ShowNames");
  EXPECT_EQ(all_words<FlowSurface>(), "Cases or Users");
  EXPECT_EQ(all_words<RoleGroup>(),
            "InsiderRiskManagement, InsiderRiskManagementAdmins, InsiderRiskManagementAnalysts, "
            "InsiderRiskManagementInvestigators, InsiderRiskManagementAuditors or "
            "InsiderRiskManagementApprovers");
}

TEST(AListInWords, HasCommasAndAnOr) {
  const std::string_view texts[] = {"a", "b", "c"};
  EXPECT_EQ(list_of({texts, 0}), "");
  EXPECT_EQ(list_of({texts, 1}), "a");
  EXPECT_EQ(list_of({texts, 2}), "a or b");
  EXPECT_EQ(list_of(texts), "a, b or c");
}

TEST(ComparingWords, IgnoresTheCaseOfAsciiLettersOnly) {
  EXPECT_TRUE(equal_ignoring_case("NeedsReview", "NEEDSreview"));
  EXPECT_FALSE(equal_ignoring_case("Needs", "NeedsReview"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
}

TEST(ASettingsTable, HasARowForEachKeyAndNoOther) {
  const auto there = enumerators_of<settings::Key>(std::make_index_sequence<64>{});
  std::array<bool, 64> rows{};
  for (const auto& row : settings::rows()) rows[static_cast<std::size_t>(row.key)] = true;
  EXPECT_EQ(rows, there);
}

TEST(ASettingsTable, HasDefaultsWithinTheirLimits) {
  for (const auto& row : settings::rows()) {
    EXPECT_LE(row.least, row.initial) << row.name;
    EXPECT_LE(row.initial, row.most) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
  }
}

TEST(ASettingsTable, IsReadByNameInAnyCase) {
  for (const auto& row : settings::rows()) {
    const auto key = settings::key_from_text(row.name);
    ASSERT_TRUE(key) << row.name;
    EXPECT_EQ(*key, row.key);
    EXPECT_EQ(settings::to_text(row.key), row.name);
  }
  EXPECT_TRUE(settings::key_from_text("MAXACTIVECASES"));
}

TEST(ASettingsTable, NamesItsKeysWhenItDoesNotKnowOne) {
  const auto key = settings::key_from_text("maxCases");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Errc::not_found);
  EXPECT_NE(key.error().message.find("maxActiveCases"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::domain
