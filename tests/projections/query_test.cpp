#include "projections/query.hpp"

#include <gtest/gtest.h>

#include "projections/all.hpp"
#include "projections/cases.hpp"
#include "projections/skip_token.hpp"
#include "projections/users.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

// An office with `many` alerts of Mira's, one a minute, every third of high severity.
static void import_alerts(Story& story, std::uint8_t many) {
  story.happened({policy_created(leaks, "Leaks"), registered(mira, "Anon-1")});
  for (std::uint8_t n = 1; n <= many; ++n)
    story.happened({imported(id<AlertId>(n), mira, leaks,
                             n % 3 == 0 ? Severity::high : Severity::low, story.clock().at)});
}

static std::vector<int> numbers(const std::vector<AlertRow>& rows) {
  std::vector<int> out;
  for (const auto& row : rows) out.push_back(row.id.bytes[0]);
  return out;
}

static std::vector<int> ask_alerts(Story& story, const Query& query) {
  const auto page = ask<AlertRow>(story.now(), query, anybody);
  if (!page) throw std::runtime_error(page.error().message);
  return numbers(page->rows);
}

TEST(Query, FirstPageIsInTheOrderOfTheView) {
  Story story;
  import_alerts(story, 9);
  EXPECT_EQ(ask_alerts(story, {.top = 3}), (std::vector{9, 8, 7}));
}

TEST(Query, OrderCanBeTurnedRound) {
  Story story;
  import_alerts(story, 9);
  EXPECT_EQ(ask_alerts(story, {.order_by = "detectedDateTime asc", .top = 3}),
            (std::vector{1, 2, 3}));
}

TEST(Query, FilterAndOrderWorkTogether) {
  Story story;
  import_alerts(story, 9);
  EXPECT_EQ(ask_alerts(story, {.filter = "severity eq 'High'", .order_by = "detectedDateTime"}),
            (std::vector{3, 6, 9}));
}

TEST(Query, RangeOfTheOrderedColumnBoundsThePage) {
  Story story;
  import_alerts(story, 9);
  const std::string from = riskflow::to_text(story.row<AlertRow>(id<AlertId>(4))->detected);
  const std::string to = riskflow::to_text(story.row<AlertRow>(id<AlertId>(6))->detected);
  const std::string both = "detectedDateTime ge " + from + " and detectedDateTime lt " + to;
  EXPECT_EQ(ask_alerts(story, {.filter = both}), (std::vector{5, 4}));
  EXPECT_EQ(ask_alerts(story, {.filter = both, .order_by = "detectedDateTime"}),
            (std::vector{4, 5}));
}

TEST(Query, IndexWithinAColumnGivesWhatTheFilterWould) {
  Story story;
  import_alerts(story, 12);
  story.happened({alert::Dismissed{id<AlertId>(5), DismissalReason::other, {}},
                  alert::Dismissed{id<AlertId>(7), DismissalReason::other, {}}});
  EXPECT_EQ(ask_alerts(story, {.filter = "status eq 'Dismissed'"}), (std::vector{7, 5}));
  EXPECT_EQ(ask_alerts(story, {.filter = "status in ('Dismissed')"}), (std::vector{7, 5}));
  EXPECT_EQ(ask_alerts(story, {.filter = "status eq 'NeedsReview' and severity eq 'High'"}),
            (std::vector{12, 9, 6, 3}));
}

TEST(Query, RowsThatTheAskerMayNotSeeAreLeftOut) {
  Story story;
  import_alerts(story, 6);
  Asker asker = anybody;
  asker.may_see = [](const void* row) {
    return static_cast<const AlertRow*>(row)->id.bytes[0] % 2 == 0;
  };
  const auto page = ask<AlertRow>(story.now(), {.count = Counting::yes}, asker);
  EXPECT_EQ(numbers(page->rows), (std::vector{6, 4, 2}));
  EXPECT_EQ(page->total->rows, 3u);
}

TEST(Query, CountIsOfAllPages) {
  Story story;
  import_alerts(story, 20);
  const auto page = ask<AlertRow>(
      story.now(), {.filter = "severity eq 'High'", .top = 2, .count = Counting::yes}, anybody);
  EXPECT_EQ(page->rows.size(), 2u);
  EXPECT_EQ(page->total->rows, 6u);
  EXPECT_TRUE(page->total->is_exact);
}

TEST(Query, LastPageSaysThatItIsTheLast) {
  Story story;
  import_alerts(story, 4);
  const auto first = ask<AlertRow>(story.now(), {.top = 2}, anybody);
  ASSERT_FALSE(first->next.empty());
  const auto second = ask<AlertRow>(story.now(), {.top = 2, .skip_token = first->next}, anybody);
  EXPECT_EQ(second->rows.size(), 2u);
  EXPECT_TRUE(second->next.empty());
}

TEST(Query, UsersComeByRiskAndByPseudonym) {
  Story story;
  story.happened({registered(mira, "Anon-B"), registered(oto, "Anon-A")});
  story.happened({imported(id<AlertId>(1), mira, leaks, Severity::low),
                  imported(id<AlertId>(2), mira, leaks, Severity::low),
                  imported(id<AlertId>(3), oto, leaks, Severity::high)});
  const auto by_risk = ask<UserRow>(story.now(), {}, anybody);
  ASSERT_EQ(by_risk->rows.size(), 2u);
  EXPECT_EQ(by_risk->rows[0].id, oto);
  const auto by_name = ask<UserRow>(story.now(), {.filter = "pseudonym eq 'anon-b'"}, anybody);
  ASSERT_EQ(by_name->rows.size(), 1u);
  EXPECT_EQ(by_name->rows[0].id, mira);
}

struct Refusal {
  std::string_view name, view;
  Query query;
  std::string_view target;
};

TEST(Query, RefusalsNameWhatIsWrong) {
  Story story;
  import_alerts(story, 2);
  const Refusal refusals[] = {
      {"no rows", "alerts", {.top = 0}, "$top"},
      {"too many rows", "alerts", {.top = 1001}, "$top"},
      {"order of an unknown field", "alerts", {.order_by = "colour"}, "$orderby"},
      {"order without an index", "alerts", {.order_by = "category"}, "$orderby"},
      {"order of a personal field", "cases", {.order_by = "displayName"}, "$orderby"},
      {"order neither way", "alerts", {.order_by = "detectedDateTime up"}, "$orderby"},
      {"order that needs a filter", "notes", {.order_by = "number"}, "$orderby"},
      {"filter that is none", "alerts", {.filter = "status"}, "$filter"},
      {"filter of a personal field", "alerts", {.filter = "text eq 'x'"}, "text"},
      {"token that is none", "alerts", {.skip_token = "abc"}, "$skiptoken"},
  };
  for (const auto& refusal : refusals) {
    const auto page = ask_any(story.now(), *find_table(refusal.view), refusal.query, anybody);
    ASSERT_FALSE(page) << refusal.name;
    EXPECT_EQ(page.error().code, Errc::invalid) << refusal.name;
    EXPECT_EQ(page.error().target, refusal.target) << refusal.name;
  }
}

// ---- pages while the log grows ----

struct Paging {
  std::string_view view, filter, order;
};

TEST(Query, PagesNeitherSkipNorRepeatWhileTheLogGrows) {
  static constexpr Paging questions[] = {
      {"alerts", "", ""},
      {"alerts", "status eq 'NeedsReview'", ""},
      {"alerts", "severity ge 'Medium'", "detectedDateTime asc"},
      {"cases", "", ""},
      {"users", "", ""},
      {"users", "activeAlerts gt 0", "pseudonym"},
      {"audit", "category eq 'Alerts'", ""},
  };
  for (unsigned seed = 1; seed <= 3; ++seed)
    for (const auto& question : questions) {
      std::mt19937 chance(seed);
      Story story;
      story.live(chance, 60);
      const Reading before = story.now();
      Query query{.filter = question.filter, .order_by = question.order, .top = 1000};
      const auto expected = all_pages(before, question.view, query);
      std::vector<Record> seen;
      std::string token;
      const Table& table = *find_table(question.view);
      do {
        query.top = 1 + chance() % 4;
        query.skip_token = token;
        const auto page = ask_any(token.empty() ? before : story.now(), table, query, anybody);
        ASSERT_TRUE(page) << page.error().message;
        EXPECT_EQ(page->position, before.position());
        for (const auto& row : page->rows) seen.push_back(record_of(table, row.get()));
        token = page->next;
        story.live(chance, 2);
      } while (!token.empty());
      EXPECT_EQ(seen, expected) << question.view << ' ' << question.filter << " seed " << seed;
    }
}

// ---- tokens ----

TEST(SkipToken, ComesBackAsItWas) {
  const SkipToken token{Position{77}, Bytes("\0\xff entry", 8)};
  const auto text = to_text(token, "question", token_key);
  EXPECT_EQ(*skip_token_from_text(text, "question", token_key), token);
}

TEST(SkipToken, ChangedInAnyPlaceIsRefused) {
  const auto text = to_text(SkipToken{Position{77}, "entry"}, "question", token_key);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto token = skip_token_from_text(changed, "question", token_key);
    // The last character may carry bits that say nothing.
    if (token) EXPECT_EQ(i, text.size() - 1);
  }
}

TEST(SkipToken, OfAnotherQuestionOrKeyIsRefused) {
  const auto text = to_text(SkipToken{Position{77}, "entry"}, "question", token_key);
  std::array<std::uint8_t, 32> other_key{9};
  EXPECT_FALSE(skip_token_from_text(text, "another question", token_key));
  EXPECT_FALSE(skip_token_from_text(text, "question", other_key));
}

TEST(SkipToken, OfSomebodyElseIsRefused) {
  Story story;
  import_alerts(story, 4);
  const auto page = ask<AlertRow>(story.now(), {.top = 2}, anybody);
  const auto stolen = ask<AlertRow>(story.now(), {.top = 2, .skip_token = page->next},
                                    {token_key, "somebody else", {}});
  EXPECT_EQ(stolen.error().target, "$skiptoken");
}

TEST(SkipToken, OfThePresentDoesNotFitThePast) {
  Story story;
  import_alerts(story, 4);
  const auto page = ask<AlertRow>(story.now(), {.top = 2}, anybody);
  const auto past =
      ask<AlertRow>(story.as_of(Position{3}), {.top = 2, .skip_token = page->next}, anybody);
  EXPECT_EQ(past.error().target, "$skiptoken");
}

}  // namespace riskflow::projections::testing
