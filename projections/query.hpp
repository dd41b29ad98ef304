#pragma once
// Questions to a view: filter, order, page, count.  The same for every view, by its table.
// Thread rule: any thread.
//
//   const auto page = ask<CaseRow>(reading, {.filter = "status eq 'Active'", .top = 20}, asker);
//   for (const CaseRow& row : page->rows) ...;
//   // page->next: the $skiptoken of the next page; empty when there is none

#include <functional>

#include "eventstore/crypto.hpp"
#include "projections/filter.hpp"
#include "projections/reading.hpp"

namespace riskflow::projections {

inline constexpr std::uint32_t top_default = 50;
inline constexpr std::uint32_t top_max = 1000;
inline constexpr std::uint64_t count_max = 10'000;
// How much one question looks at.  A page that reaches a limit is not full and has a next one.
inline constexpr std::size_t rows_looked_at_max = 20'000;
inline constexpr std::size_t entries_passed_max = 200'000;

enum class Counting : std::uint8_t { no, yes };

// As it stands in a request; the texts live as long as the call.
struct Query {
  std::string_view filter{};    // filter.hpp; empty: everything
  std::string_view order_by{};  // "field", "field asc" or "field desc"; empty: the view's own
  std::uint32_t top = top_default;
  std::string_view skip_token{};  // of the page before
  Counting count = Counting::no;
};

// Who asks, and what they may see of the view besides.
struct Asker {
  eventstore::KeyBytes token_key;  // authenticates tokens; 32 bytes, secret, of this log
  std::string_view who;            // tokens of one cannot be used by another
  std::function<bool(const void* row)> may_see{};  // none: every row
};

// How many rows there are, up to `count_max`.
struct Total {
  std::uint64_t rows = 0;
  bool is_exact = false;  // false: there are at least so many
};

// Rows of any view.
struct AnyPage {
  const Table* table = nullptr;
  std::vector<AnyRow> rows;
  std::string next;  // token of the next page; empty: this was the last
  std::optional<Total> total;
  Position position{};  // that the rows are as of
};

// Errors: invalid, with target "$filter", "$orderby", "$top", "$skiptoken" or the field; corrupt.
// Cost: about 10 us a row of the page and 5 us a row that the filter looks at in vain.  A filter
// that says `eq` of a column that an index is made within, or bounds the column it sorts by, looks
// at those rows only.
Result<AnyPage> ask_any(const Reading& reading, const Table& table, const Query& query,
                        const Asker& asker);

template <class Row>
struct Page {
  std::vector<Row> rows;
  std::string next;
  std::optional<Total> total;
  Position position{};
};

template <class Row>
Result<Page<Row>> ask(const Reading& reading, const Query& query, const Asker& asker) {
  auto any = ask_any(reading, table_of<Row>(), query, asker);
  if (!any) return fail(any.error());
  Page<Row> page{{}, std::move(any->next), any->total, any->position};
  page.rows.reserve(any->rows.size());
  for (const auto& row : any->rows) page.rows.push_back(*static_cast<const Row*>(row.get()));
  return page;
}

}  // namespace riskflow::projections
