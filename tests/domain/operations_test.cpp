// The operations of the connectors: the one table that checking, running and the docs read.

#include "domain/operations.hpp"

#include <set>

#include <gtest/gtest.h>

namespace riskflow::domain {
namespace {

TEST(AnOperation, IsFoundByItsNamesInAnyCase) {
  for (const auto& row : operations()) EXPECT_EQ(find_operation(row.api, row.id), &row) << row.id;
  EXPECT_NE(find_operation("SHARED_OFFICE365", "sendemailv2"), nullptr);
}

TEST(AnOperation, ThatRiskflowDoesNotHaveIsNotFound) {
  EXPECT_EQ(find_operation("shared_office365", "DeleteEverything"), nullptr);
  EXPECT_EQ(find_operation("shared_office365users", "SendEmailV2"), nullptr);
  EXPECT_EQ(find_operation("", ""), nullptr);
}

TEST(TheTableOfOperations, HasEachOnceWithASummary) {
  std::set<std::pair<std::string_view, std::string_view>> names;
  for (const auto& row : operations()) {
    names.emplace(row.api, row.id);
    EXPECT_FALSE(row.summary.empty()) << row.id;
  }
  EXPECT_EQ(names.size(), operations().size());
}

TEST(AnOperation, ThatLeavesRiskflowOrNamesAPersonNeedsAnIdentity) {
  for (const auto& row : operations())
    if (row.does == Does::send) EXPECT_EQ(row.needs, Needs::identity) << row.id;
  const auto* manager = find_operation("shared_office365users", "Manager_V2");
  ASSERT_NE(manager, nullptr);
  EXPECT_EQ(manager->needs, Needs::identity);
  const auto* note = find_operation("shared_microsoft365compliance", "AddCaseNote");
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->needs, Needs::nothing);
}

TEST(ATrigger, HasTheSurfaceWhoseItemItTakes) {
  const auto* surface = surface_of_trigger("shared_microsoft365compliance", "caseselected");
  ASSERT_NE(surface, nullptr);
  EXPECT_EQ(*surface, FlowSurface::cases);
}

TEST(AnOperation, ThatIsNoTriggerHasNoSurface) {
  for (const auto& row : operations())
    EXPECT_EQ(surface_of_trigger(row.api, row.id) != nullptr, row.does == Does::trigger) << row.id;
  EXPECT_EQ(surface_of_trigger("shared_office365", "OnNewEmail"), nullptr);
}

}  // namespace
}  // namespace riskflow::domain
