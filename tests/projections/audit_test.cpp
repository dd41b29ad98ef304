#include "projections/audit.hpp"

#include <gtest/gtest.h>

#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static std::vector<Record> log_of(Story& story, std::string_view filter = {}) {
  return all_pages(story.now(), "audit", {.filter = filter});
}

static std::string text(const Record& record, std::string_view name) {
  const Cell value = cell(record, name);
  const auto* found = std::get_if<std::string>(&value.value);
  return found != nullptr ? *found : "";
}

TEST(Audit, ImportOfManyAlertsIsOneRow) {
  Story story;
  std::vector<AnyEvent> events;
  for (std::uint8_t n = 1; n <= 200; ++n)
    events.push_back(imported(id<AlertId>(n), mira, leaks, Severity::low));
  story.happened(std::move(events));
  const auto rows = log_of(story);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(text(rows[0], "activity"), "Added alert");
  EXPECT_EQ(text(rows[0], "category"), "Alerts");
  EXPECT_EQ(cell(rows[0], "count"), Cell{std::int64_t{200}});
}

TEST(Audit, KindsOfOneCommitAreRowsOfTheirOwn) {
  Story story;
  story.happened({policy_created(leaks, "Leaks"), registered(mira, "Anon-1"),
                  policy_created(thefts, "Thefts")});
  const auto rows = log_of(story);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(text(rows[1], "event"), "policy.created");
  EXPECT_EQ(cell(rows[1], "count"), Cell{std::int64_t{2}});
  EXPECT_EQ(text(rows[0], "event"), "subject.registered");
  EXPECT_EQ(cell(rows[0], "position"), Cell{std::int64_t{1}});
}

TEST(Audit, TheNewestComesFirst) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")});
  story.happened({policy::Edited{leaks, "words", 10}});
  const auto rows = log_of(story);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(text(rows[0], "activity"), "Edited policy");
}

TEST(Audit, RowNamesWhatItIsAboutWhenItIsOneThing) {
  Story story;
  story.happened({imported(id<AlertId>(1), mira, leaks, Severity::low),
                  imported(id<AlertId>(2), mira, thefts, Severity::low)});
  const auto row = log_of(story).at(0);
  EXPECT_EQ(cell(row, "user"), Cell{mira});
  EXPECT_EQ(cell(row, "alertId"), Cell{});
  EXPECT_EQ(cell(row, "policyId"), Cell{});
}

TEST(Audit, RowSaysWhoDidItAndToWhom) {
  Story story;
  story.happened({roles::Assigned{bob, RoleGroup::analysts}});
  const auto row = log_of(story).at(0);
  EXPECT_EQ(text(row, "actorKind"), "Operator");
  EXPECT_EQ(cell(row, "performedBy"), Cell{ann});
  EXPECT_EQ(cell(row, "operator"), Cell{bob});
}

TEST(Audit, ReaderOfAnIdentityIsNotItsOwnTarget) {
  Story story;
  story.happened(
      {reads::IdentitiesRead{ann, reads::Basis::names_shown, reads::Shown::text, {mira}, {}}});
  const auto row = log_of(story).at(0);
  EXPECT_EQ(text(row, "activity"), "Viewed identity");
  EXPECT_EQ(cell(row, "operator"), Cell{});
}

TEST(Audit, FiltersByCategoryByWhomAndByTime) {
  Story story;
  story.happened({policy_created(leaks, "Leaks")}, ann);
  const std::string between = riskflow::to_text(story.clock().at + std::chrono::seconds{30});
  story.happened({registered(mira, "Anon-1")}, bob);
  EXPECT_EQ(log_of(story, "category eq 'Policies'").size(), 1u);
  EXPECT_EQ(log_of(story, "performedBy eq '" + to_text(bob) + "'").size(), 1u);
  EXPECT_EQ(text(log_of(story, "recordedDateTime ge " + between).at(0), "event"),
            "subject.registered");
  EXPECT_EQ(log_of(story, "activity eq 'added POLICY'").size(), 1u);
}

}  // namespace riskflow::projections::testing
