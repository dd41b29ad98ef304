#include "projections/filter.hpp"

#include <gtest/gtest.h>

#include "projections/all.hpp"
#include "projections/flows.hpp"
#include "projections/runs.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

static RunRow sample() {
  RunRow row;
  row.id = id<RunId>(7);
  row.flow = id<FlowId>(8);
  row.flow_name = "Notify the Manager";
  row.revision = 3;
  row.by = ann;
  row.status = RunStatus::failed;
  row.code = "it's";
  row.started = Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 12}};
  return row;
}

struct Match {
  std::string_view name, filter;
  bool matches;
};

static const Match matches[] = {
    {"text equal", "flowName eq 'Notify the Manager'", true},
    {"text equal in another case", "flowName eq 'NOTIFY the manager'", true},
    {"text not equal", "flowName ne 'Notify the Manager'", false},
    {"text in order", "flowName gt 'Notify' and flowName lt 'notify z'", true},
    {"doubled quote", "code eq 'it''s'", true},
    {"starts with", "startsWith(flowName,'notify')", true},
    {"starts with, all lower case", "startswith ( flowName , 'the' )", false},
    {"contains", "contains(flowName, 'THE man')", true},
    {"contains nothing", "contains(flowName, '')", true},
    {"number equal", "revision eq 3", true},
    {"number above", "revision gt 3", false},
    {"number at least", "revision ge 3", true},
    {"number below a negative", "revision lt -1", false},
    {"number in a list", "revision in (1, 2, 3)", true},
    {"number not in a list", "not revision in (1,2)", true},
    {"word equal", "status eq 'Failed'", true},
    {"word in another case", "status eq 'failed'", true},
    {"word by its place", "status gt 'Running'", true},
    {"word in a list", "status in ('Running','Waiting')", false},
    {"truth", "isFinished eq true", true},
    {"untruth", "isFinished eq false", false},
    {"date equal", "startedDateTime eq 2026-01-12", true},
    {"date with a zone", "startedDateTime lt 2026-01-12T02:00:00+01:00", true},
    {"date out of range", "startedDateTime ge 2026-01-13T00:00:00Z", false},
    {"id equal", "id eq '07000000000000000000000000000001'", true},
    {"id of another", "id eq '08000000000000000000000000000001'", false},
    {"operator equal", "startedBy eq 'a1000000000000000000000000000001'", true},
    {"nothing is null", "caseId eq null", true},
    {"something is not null", "flowId ne null", true},
    {"nothing is not equal to something", "caseId ne '07000000000000000000000000000001'", true},
    {"nothing is less than nothing", "endedDateTime lt 2030-01-01", false},
    {"and binds tighter than or", "revision eq 3 or revision eq 1 and revision eq 2", true},
    {"parentheses", "(revision eq 3 or revision eq 1) and revision eq 2", false},
    {"not binds tighter than and", "not revision eq 1 and revision eq 3", true},
    {"not of parentheses", "not (revision eq 1 or revision eq 3)", false},
    {"words in any case", "NOT revision EQ 1 AND revision In (3) OR revision eq 9", true},
};

TEST(Filter, MatchesAsTheTableSays) {
  const RunRow row = sample();
  for (const auto& expected : matches) {
    const auto filter = Filter::parse(expected.filter, table_of<RunRow>());
    ASSERT_TRUE(filter) << expected.name << ": " << filter.error().message;
    EXPECT_EQ(filter->matches(&row), expected.matches) << expected.name;
  }
}

struct Fault {
  std::string_view name, filter, says;
};

static const Fault faults[] = {
    {"empty", "", "a field, 'not', a function or '(' must stand here, where the filter ends"},
    {"unknown field", "colour eq 'red'", "a field of runs must stand here"},
    {"no operator", "revision", "eq, ne, gt, ge, lt, le or in must stand here"},
    {"unknown operator", "revision like 3", "eq, ne, gt"},
    {"no value", "revision eq", "a whole number must stand here"},
    {"wrong type", "revision eq 'three'", "a whole number must stand here"},
    {"fraction", "revision eq 1.5", "a whole number must stand here"},
    {"number too large", "revision eq 99999999999999999999", "a whole number must stand here"},
    {"text without quotes", "flowName eq Notify", "a text in 'quotes' must stand here"},
    {"open quote", "flowName eq 'Notify", "a text in 'quotes' must stand here"},
    {"unknown word", "status eq 'Sleeping'", "must be Running"},
    {"no such day", "startedDateTime eq 2026-02-30", "a date-time such as"},
    {"date in quotes", "startedDateTime eq '2026-01-12'", "without quotes"},
    {"no id", "id eq 'xyz'", "not an id"},
    {"ids have no order", "id gt '07000000000000000000000000000001'",
     "eq, ne or in must stand here"},
    {"order of null", "revision gt null", "a value must stand here"},
    {"function of a number", "contains(revision,'3')", "a field that is a text must stand here"},
    {"left over", "revision eq 3 revision eq 4", "'and' or 'or' must stand here"},
    {"open parenthesis", "(revision eq 3", "')' must stand here"},
    {"closed too often", "revision eq 3)", "'and' or 'or' must stand here"},
    {"empty list", "revision in ()", "a whole number must stand here"},
    {"trailing and", "revision eq 3 and", "a field, 'not'"},
    {"strange character", "revision eq 3 & 4", "'and' or 'or' must stand here, at character 15"},
};

TEST(Filter, FaultsSayWhatIsWrongAndWhere) {
  for (const auto& expected : faults) {
    const auto filter = Filter::parse(expected.filter, table_of<RunRow>());
    ASSERT_FALSE(filter) << expected.name;
    EXPECT_EQ(filter.error().code, Errc::invalid) << expected.name;
    EXPECT_NE(filter.error().message.find(expected.says), std::string::npos)
        << expected.name << ": " << filter.error().message;
  }
}

TEST(Filter, PersonalFieldIsRefusedByName) {
  const auto filter = Filter::parse("displayName eq 'Mira'", *find_table("cases"));
  ASSERT_FALSE(filter);
  EXPECT_EQ(filter.error().target, "displayName");
  EXPECT_EQ(detail(filter.error(), "reason"), "personal_field");
}

TEST(Filter, ListsOfRecordsCannotBeCompared) {
  EXPECT_EQ(Filter::parse("shares eq 'x'", table_of<FlowRow>()).error().target, "shares");
}

static std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '(') + "revision eq 3" +
         std::string(static_cast<std::size_t>(levels), ')');
}

TEST(Filter, EightLevelsAreTakenAndNineAreNot) {
  EXPECT_TRUE(Filter::parse(nested(8), table_of<RunRow>()));
  EXPECT_FALSE(Filter::parse(nested(9), table_of<RunRow>()));
  EXPECT_FALSE(
      Filter::parse("not not not not not not not not not revision eq 3", table_of<RunRow>()));
}

TEST(Filter, LongChainsAreNotDeep) {
  std::string chain = "revision eq 3";
  while (chain.size() + 20 < filter_bytes_max) chain += " or revision eq 3";
  EXPECT_TRUE(Filter::parse(chain, table_of<RunRow>()));
}

TEST(Filter, MoreThanTwoKibibytesAreRefused) {
  const std::string spaces(filter_bytes_max, ' ');
  EXPECT_FALSE(Filter::parse(spaces + "revision eq 3", table_of<RunRow>()));
}

// ---- against a naive evaluator ----

// A filter written as a tree, and what it means worked out directly.
struct Naive {
  std::string text;
  std::function<bool(const RunRow&)> means;
};

static Naive naive_comparison(std::mt19937& chance) {
  const auto number = static_cast<std::int64_t>(chance() % 4);
  const auto compare = [&](std::string name, auto means) {
    return Naive{
        "revision " + name + " " + std::to_string(number),
        [means, number](const RunRow& r) { return means(std::int64_t{r.revision}, number); }};
  };
  switch (chance() % 9) {
    case 0: return compare("eq", std::equal_to<>{});
    case 1: return compare("ne", std::not_equal_to<>{});
    case 2: return compare("lt", std::less<>{});
    case 3: return compare("le", std::less_equal<>{});
    case 4: return compare("gt", std::greater<>{});
    case 5: return compare("ge", std::greater_equal<>{});
    case 6: return {"caseId eq null", [](const RunRow& r) { return !r.on_case; }};
    case 7:
      return {"status in ('Failed','Running')", [](const RunRow& r) {
                return r.status == RunStatus::failed || r.status == RunStatus::running;
              }};
    default:
      return {"contains(flowName,'b')",
              [](const RunRow& r) { return r.flow_name.find('b') != std::string::npos; }};
  }
}

static Naive naive_filter(std::mt19937& chance, int depth) {
  if (depth == 0 || chance() % 4 == 0) return naive_comparison(chance);
  const Naive a = naive_filter(chance, depth - 1), b = naive_filter(chance, depth - 1);
  switch (chance() % 3) {
    case 0:
      return {"(" + a.text + ") and (" + b.text + ")",
              [=](const RunRow& r) { return a.means(r) && b.means(r); }};
    case 1:
      return {"(" + a.text + ") or (" + b.text + ")",
              [=](const RunRow& r) { return a.means(r) || b.means(r); }};
    default: return {"not (" + a.text + ")", [=](const RunRow& r) { return !a.means(r); }};
  }
}

TEST(Filter, AgreesWithANaiveEvaluator) {
  std::mt19937 chance(11);
  std::vector<RunRow> rows;
  for (int i = 0; i < 40; ++i) {
    RunRow row;
    row.revision = chance() % 4;
    row.on_case = chance() % 2 == 0 ? CaseId{} : id<CaseId>(1);
    row.status = static_cast<RunStatus>(1 + chance() % 7);
    row.flow_name = chance() % 2 == 0 ? "abc" : "xyz";
    rows.push_back(row);
  }
  for (int i = 0; i < 500; ++i) {
    const Naive naive = naive_filter(chance, 4);
    if (naive.text.size() > filter_bytes_max) continue;
    const auto filter = Filter::parse(naive.text, table_of<RunRow>());
    ASSERT_TRUE(filter) << naive.text;
    for (const auto& row : rows) EXPECT_EQ(filter->matches(&row), naive.means(row)) << naive.text;
  }
}

TEST(Filter, NoTextMakesTheParserStumble) {
  static constexpr std::string_view pieces[] = {"revision",
                                                " ",
                                                "eq",
                                                "not",
                                                "(",
                                                ")",
                                                "'",
                                                "and",
                                                "or",
                                                "in",
                                                ",",
                                                "3",
                                                "-",
                                                "null",
                                                "flowName",
                                                "contains",
                                                "startedDateTime",
                                                "2026-01-12",
                                                "status",
                                                "'Failed'",
                                                std::string_view("\0", 1),
                                                "\xff"};
  const RunRow row = sample();
  std::mt19937 chance(12);
  int taken = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (unsigned n = chance() % 30; n > 0; --n)
      text += std::string(pieces[chance() % std::size(pieces)]) + (chance() % 3 ? " " : "");
    const auto filter = Filter::parse(text, table_of<RunRow>());
    if (!filter) {
      EXPECT_FALSE(filter.error().message.empty());
      continue;
    }
    (void)filter->matches(&row);  // that it answers is what counts, not what
    ++taken;
  }
  EXPECT_GT(taken, 0);
}

TEST(Filter, TellsTheRangeOfAColumn) {
  const Table& table = table_of<RunRow>();
  const Column& revision = *find_column(table, "revision");
  const auto filter = Filter::parse("revision ge 2 and revision lt 9 and code eq 'x'", table);
  const Range range = filter->range_of(revision);
  EXPECT_EQ(range.least, Scalar{std::int64_t{2}});
  EXPECT_EQ(range.most, Scalar{std::int64_t{9}});
  EXPECT_FALSE(range.is_pinned());
  EXPECT_TRUE(filter->range_of(*find_column(table, "code")).is_pinned());
}

TEST(Filter, AlternativesBoundNothingAtAll) {
  const Table& table = table_of<RunRow>();
  const auto filter = Filter::parse("revision eq 2 or code eq 'x'", table);
  EXPECT_FALSE(filter->range_of(*find_column(table, "revision")).least);
}

}  // namespace riskflow::projections::testing
