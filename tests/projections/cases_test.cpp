#include "projections/cases.hpp"

#include <gtest/gtest.h>

#include "projections/alerts.hpp"
#include "projections/runs.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static const auto one = id<CaseId>(50), other = id<CaseId>(51);
static const auto low = id<AlertId>(1), high = id<AlertId>(2);

// A case of Mira's with an alert of low severity.
static void open_case(Story& story) {
  story.happened({policy_created(leaks, "Data leaks"), registered(mira, "Anon-1")});
  story.happened(
      {imported(low, mira, leaks, Severity::low), imported(high, mira, leaks, Severity::high)});
  story.happened({alert::Confirmed{low, one},
                  opened(one, 1, mira, start_of_time + std::chrono::hours{1}),
                  casework::AlertAdded{one, low, leaks}});
}

TEST(Cases, OpenedCaseIsActiveAndCountsItsAlerts) {
  Story story;
  open_case(story);
  const auto row = *story.row<CaseRow>(one);
  EXPECT_EQ(row.number, 1u);
  EXPECT_EQ(row.status, CaseStatus::active);
  EXPECT_EQ(row.subject, mira);
  EXPECT_EQ(row.opened, start_of_time + std::chrono::hours{1});
  EXPECT_EQ(row.opened_by, ann);
  EXPECT_EQ(row.alerts, 1u);
  EXPECT_EQ(row.name, (PersonalRef{Position{5}, 0}));
}

TEST(Cases, SeverityIsTheHighestOfTheAlerts) {
  Story story;
  open_case(story);
  EXPECT_EQ(cell(record_of(*story.row<CaseRow>(one)), "severity"), Cell{std::string("Low")});
  story.happened({alert::Confirmed{high, one}, casework::AlertAdded{one, high, leaks}});
  EXPECT_EQ(cell(record_of(*story.row<CaseRow>(one)), "severity"), Cell{std::string("High")});
  story.happened({alert::SourceChanged{high, Severity::medium, SourceStatus::open, {}}});
  EXPECT_EQ(cell(record_of(*story.row<CaseRow>(one)), "severity"), Cell{std::string("Medium")});
}

TEST(Cases, EveryTouchSaysWhenAndByWhom) {
  Story story;
  open_case(story);
  story.happened({note(one, 1, "looked at it")}, bob);
  const auto row = *story.row<CaseRow>(one);
  EXPECT_EQ(row.updated, story.clock().at);
  EXPECT_EQ(row.updated_by, bob);
  EXPECT_EQ(row.opened_by, ann);
  EXPECT_EQ(row.notes, 1u);
}

TEST(Cases, ContributorsComeAndGo) {
  Story story;
  open_case(story);
  story.happened({casework::ContributorAdded{one, bob}, casework::ContributorAdded{one, ann}});
  story.happened({casework::ContributorRemoved{one, bob}});
  EXPECT_EQ(story.row<CaseRow>(one)->contributors, std::vector{ann});
}

TEST(Cases, ResolvedCaseIsClosedWithItsResolution) {
  Story story;
  open_case(story);
  story.happened({casework::Resolved{one, mira, Resolution::benign, {low}, {leaks}}});
  const auto row = *story.row<CaseRow>(one);
  EXPECT_EQ(row.status, CaseStatus::closed);
  EXPECT_EQ(row.resolution, Resolution::benign);
  EXPECT_EQ(row.closed, story.clock().at);
}

TEST(Cases, QueueShowsWhatWasTouchedLastFirst) {
  Story story;
  open_case(story);
  story.happened({opened(other, 2, oto, start_of_time + std::chrono::hours{2})});
  story.happened({note(one, 1, "again")});
  const auto page = ask<CaseRow>(story.now(), {}, anybody);
  ASSERT_EQ(page->rows.size(), 2u);
  EXPECT_EQ(page->rows[0].id, one);
  const auto by_opening = ask<CaseRow>(story.now(), {.order_by = "openedDateTime desc"}, anybody);
  EXPECT_EQ(by_opening->rows[0].id, other);
}

TEST(Cases, CaseIsFoundByItsNumber) {
  Story story;
  open_case(story);
  story.happened({opened(other, 2, oto, start_of_time + std::chrono::hours{2})});
  const auto page = ask<CaseRow>(story.now(), {.filter = "number eq 2"}, anybody);
  ASSERT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->rows[0].id, other);
}

TEST(Cases, AlertsNotesAndRunsAreFoundByTheirCase) {
  Story story;
  open_case(story);
  const auto flow = id<FlowId>(70);
  story.happened({note(one, 1, "first"), note(one, 2, "second")});
  story.happened({flow_created(flow, "Notify the manager")});
  story.happened({run_started(id<RunId>(90), flow, one)});
  const auto reading = story.now();
  const auto alerts = *reading.within<AlertRow>("caseId", scalar_of(one), 10);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].policy_name, "Data leaks");
  const auto notes = *reading.within<NoteRow>("caseId", scalar_of(one), 10);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].number, 1u);
  EXPECT_EQ(notes[1].text, (PersonalRef{Position{8}, 0}));
  const auto runs = *reading.within<RunRow>("caseId", scalar_of(one), 10);
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].flow_name, "Notify the manager");
}

}  // namespace riskflow::projections::testing
