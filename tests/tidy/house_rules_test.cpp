// The house rules, held against the whole tree; and each rule held against examples that must and
// must not break it.  A violation is printed as file:line: what.

#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/tidy/rules.hpp"
#include "tests/tidy/tree.hpp"

namespace riskflow::tidy {
namespace {

const Tree& this_tree() {
  static const Tree tree = read_tree(RISKFLOW_SOURCE_DIR);
  return tree;
}

Tree tree_of(const Examples& examples) {
  Tree tree;
  for (const auto& [path, text] : examples)
    tree.push_back(make_source(std::string(path), std::string(text)));
  std::ranges::sort(tree, {}, &SourceFile::path);
  return tree;
}

bool is_exempt(const Rule& rule, const Violation& violation) {
  const auto rows = exemptions();
  return std::ranges::any_of(rows, [&](const Exemption& row) {
    return row.rule == rule.name && row.path == violation.path;
  });
}

std::string listing(const Violations& violations) {
  std::string text;
  for (const auto& [path, line, what] : violations)
    text += fmt::format("\n  {}:{}: {}", path, line, what);
  return text;
}

class HouseRule : public testing::TestWithParam<Rule> {};

TEST_P(HouseRule, IsKeptByTheWholeTree) {
  const auto& rule = GetParam();
  auto violations = rule.check(this_tree());
  std::erase_if(violations, [&](const Violation& v) { return is_exempt(rule, v); });
  EXPECT_TRUE(violations.empty()) << rule.sentence << "\nbroken at" << listing(violations);
}

TEST_P(HouseRule, CatchesEachOfItsBadExamples) {
  const auto& rule = GetParam();
  ASSERT_FALSE(rule.bad.empty());
  for (const auto& examples : rule.bad)
    EXPECT_FALSE(rule.check(tree_of(examples)).empty())
        << examples[0].path << ": " << examples[0].text;
}

TEST_P(HouseRule, LeavesItsGoodExampleInPeace) {
  const auto& rule = GetParam();
  ASSERT_FALSE(rule.good.empty());
  const auto violations = rule.check(tree_of(rule.good));
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

INSTANTIATE_TEST_SUITE_P(Tidy, HouseRule, testing::ValuesIn(all_rules()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HouseRules, EveryExemptionIsStillNeeded) {
  for (const auto& row : exemptions()) {
    const auto rules = all_rules();
    const auto rule = std::ranges::find(rules, row.rule, &Rule::name);
    ASSERT_NE(rule, rules.end()) << row.rule;
    const auto violations = rule->check(this_tree());
    EXPECT_TRUE(
        std::ranges::any_of(violations, [&](const Violation& v) { return v.path == row.path; }))
        << row.rule << " is kept by " << row.path << ": delete the exemption";
  }
}

TEST(HouseRules, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const auto& rule : all_rules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

TEST(HouseRules, TheTreeThatIsReadIsThisOne) {
  const auto path = "tests/tidy/house_rules_test.cpp";
  EXPECT_NE(std::ranges::find(this_tree(), path, &SourceFile::path), this_tree().end());
}

}  // namespace

// How GoogleTest shows a rule.
void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.sentence; }

}  // namespace riskflow::tidy
