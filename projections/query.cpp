#include "projections/query.hpp"

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "projections/skip_token.hpp"

namespace riskflow::projections {

// ---- order ----

struct Order {
  const Column* by = nullptr;  // null: nobody asked
  std::optional<Direction> direction;
};

static std::string sortable_columns(const Table& table) {
  std::vector<std::string_view> names;
  for (const auto& index : table.indexes)
    if (std::find(names.begin(), names.end(), index.order->name) == names.end())
      names.push_back(index.order->name);
  return domain::list_of(names);
}

static Result<Order> order_from_text(std::string_view text, const Table& table) {
  Order order;
  if (text.empty()) return order;
  const auto space = text.find(' ');
  const auto name = text.substr(0, space);
  const auto way = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  order.by = find_column(table, name);
  const bool is_sortable = std::any_of(table.indexes.begin(), table.indexes.end(),
                                       [&](const Index& i) { return i.order == order.by; });
  if (order.by != nullptr && is_personal(order.by->type))
    return fail(Errc::invalid, std::string(name) + " is personal: it cannot be sorted by here",
                "$orderby", {{"reason", "personal_field"}});
  if (order.by == nullptr || !is_sortable)
    return fail(Errc::invalid,
                fmt::format("{} can be sorted by {}", table.name, sortable_columns(table)),
                "$orderby");
  if (way == "desc")
    order.direction = Direction::descending;
  else if (way == "asc" || way.empty())
    order.direction = Direction::ascending;
  else if (!way.empty())
    return fail(Errc::invalid, "after the field, write asc or desc", "$orderby");
  return order;
}

// ---- the plan ----

// How well an index serves; 0: not at all.
static int fitness(const Index& index, const Table& table, const Filter& filter,
                   const Order& order) {
  int fit = 2;
  if (index.within != nullptr) {
    const Range within = filter.range_of(*index.within);
    if (!within.is_pinned() || is_null(*within.least)) return 0;
    fit += 4;
  }
  const Range range = filter.range_of(*index.order);
  if (range.is_pinned())
    fit += 2;
  else if (range.least || range.most)
    fit += 1;
  const Column* wanted = order.by != nullptr ? order.by : table.indexes.front().order;
  const bool any_order_will_do = order.by == nullptr && range.is_pinned();
  if (index.order == wanted || any_order_will_do) return fit;
  return order.by == nullptr && index.within == nullptr ? 1 : 0;
}

static Result<const Index*> best_index(const Table& table, const Filter& filter,
                                       const Order& order) {
  const auto fit = [&](const Index& index) { return fitness(index, table, filter, order); };
  const auto wanted = [&](const Index& index) { return index.order == order.by; };
  const auto best =
      std::max_element(table.indexes.begin(), table.indexes.end(),
                       [&](const Index& a, const Index& b) { return fit(a) < fit(b); });
  if (fit(*best) > 0) return &*best;
  const auto index = std::find_if(table.indexes.begin(), table.indexes.end(), wanted);
  return fail(Errc::invalid,
              fmt::format("{} are sorted by {} only with a filter that says {} eq ...", table.name,
                          index->order->name, index->within->name),
              "$orderby");
}

static Bytes ordered_bytes(const std::optional<Scalar>& value) {
  Bytes out;
  if (value) append_ordered(out, *value);
  return out;
}

static Result<Stretch> plan(const Table& table, const Filter& filter, const Order& order) {
  const auto best = best_index(table, filter, order);
  if (!best) return fail(best.error());
  const Index& index = **best;
  Stretch stretch;
  stretch.index = &index;
  stretch.id_size = table.id_size;
  stretch.direction = order.direction.value_or(index.natural);
  if (index.within != nullptr) stretch.within = ordered_bytes(filter.range_of(*index.within).least);
  const Range range = filter.range_of(*index.order);
  stretch.least = ordered_bytes(range.least);
  stretch.most = ordered_bytes(range.most);
  return stretch;
}

// ---- looking at rows ----

// Walks a stretch and gives the rows that are wanted.
class Search {
 public:
  Search(const Reading& reading, Position at, const Table& table, Stretch stretch,
         const Filter& filter, const Asker& asker)
      : table_(table),
        filter_(filter),
        asker_(asker),
        index_answers_(filter.is_everything() || (stretch.index->within != nullptr &&
                                                  filter.is_only_about(*stretch.index->within))),
        scan_(reading.snapshot(), std::move(stretch), at),
        rows_(reading.snapshot(), at) {}

  // Whether rows need not be looked at to know that they are wanted.
  bool index_answers() const { return index_answers_ && !asker_.may_see; }

  enum class Outcome : std::uint8_t { wanted, unwanted, end };

  // The next entry; its row too when somebody needs it.
  Result<Outcome> next() {
    const auto entry = scan_.next();
    if (!entry) return fail(entry.error());
    if (!entry->has_value()) return Outcome::end;
    last_.assign((*entry)->key);
    ++passed_;
    if (!(*entry)->counts) return Outcome::unwanted;
    id_.assign((*entry)->id);
    if (index_answers()) return Outcome::wanted;
    if (auto read = read_row(); !read) return fail(read.error());
    const bool wanted = row_ != nullptr && (index_answers_ || filter_.matches(row_.get())) &&
                        (!asker_.may_see || asker_.may_see(row_.get()));
    return wanted ? Outcome::wanted : Outcome::unwanted;
  }

  // The row of the last entry.
  Result<AnyRow> row() {
    if (index_answers())
      if (auto read = read_row(); !read) return fail(read.error());
    return row_;
  }

  bool is_exhausted() const {
    return looked_at_ >= rows_looked_at_max || passed_ >= entries_passed_max;
  }
  const Bytes& last_entry() const { return last_; }

 private:
  Status read_row() {
    ++looked_at_;
    auto row = rows_.find(table_, id_);
    if (!row) return fail(row.error());
    row_ = std::move(*row);
    return {};
  }

  const Table& table_;
  const Filter& filter_;
  const Asker& asker_;
  bool index_answers_;
  Scan scan_;
  Rows rows_;
  AnyRow row_;
  Bytes last_, id_;
  std::size_t looked_at_ = 0, passed_ = 0;
};

using Outcome = Search::Outcome;

static Result<Total> count_rows(Search search) {
  Total total;
  while (total.rows < count_max && !search.is_exhausted()) {
    const auto outcome = search.next();
    if (!outcome) return fail(outcome.error());
    if (*outcome == Outcome::end) {
      total.is_exact = true;
      return total;
    }
    if (*outcome == Outcome::wanted) ++total.rows;
  }
  return total;
}

// Fills the page; answers the entry to go on after, or nothing at the end.
static Result<std::optional<Bytes>> fill(AnyPage& page, Search search, std::uint32_t top) {
  while (page.rows.size() < top && !search.is_exhausted()) {
    const auto outcome = search.next();
    if (!outcome) return fail(outcome.error());
    if (*outcome == Outcome::end) return std::optional<Bytes>{};
    if (*outcome == Outcome::unwanted) continue;
    auto row = search.row();
    if (!row) return fail(row.error());
    if (*row != nullptr) page.rows.push_back(std::move(*row));
  }
  Bytes last = search.last_entry();
  const auto more = search.next();  // so that a last page that is full says that it is the last
  if (!more) return fail(more.error());
  return *more == Outcome::end ? std::optional<Bytes>{} : std::optional<Bytes>{std::move(last)};
}

// ---- asking ----

// What the next page must be asked with again, to be the next page of the same.
static Bytes question_of(const Table& table, const Query& query, const Asker& asker) {
  Bytes out;
  for (const std::string_view part : {table.name, query.filter, query.order_by, asker.who}) {
    append_number(out, static_cast<std::uint32_t>(part.size()));
    out.append(part);
  }
  return out;
}

// The moment to read at, and where to go on.
static Result<SkipToken> place_of(const Reading& reading, const Query& query, BytesView question,
                                  const Asker& asker) {
  if (query.skip_token.empty()) return SkipToken{reading.position(), {}};
  auto token = skip_token_from_text(query.skip_token, question, asker.token_key);
  if (!token) return token;
  const bool is_of_now = reading.position() == reading.head();
  if (!is_of_now && token->position != reading.position())
    return fail(Errc::invalid, "the token belongs to another moment than $asOf", "$skiptoken");
  if (token->position > reading.head())
    return fail(Errc::unavailable, "the views here are behind the page before: try again shortly",
                "views",
                {{"reason", "view_behind"},
                 {"lag", std::to_string(to_number(token->position) - to_number(reading.head()))}});
  return token;
}

Result<AnyPage> ask_any(const Reading& reading, const Table& table, const Query& query,
                        const Asker& asker) {
  if (query.top < 1 || query.top > top_max)
    return fail(Errc::invalid, fmt::format("must be 1 to {}, not {}", top_max, query.top), "$top");
  auto filter =
      query.filter.empty() ? Result<Filter>(Filter{}) : Filter::parse(query.filter, table);
  if (!filter) return fail(filter.error());
  const auto order = order_from_text(query.order_by, table);
  if (!order) return fail(order.error());
  const Bytes question = question_of(table, query, asker);
  auto place = place_of(reading, query, question, asker);
  if (!place) return fail(place.error());

  auto stretch = plan(table, *filter, *order);
  if (!stretch) return fail(stretch.error());

  AnyPage page{&table, {}, {}, {}, place->position};
  const auto search = [&] {
    return Search(reading, place->position, table, *stretch, *filter, asker);
  };
  if (query.count == Counting::yes) {
    const auto total = count_rows(search());
    if (!total) return fail(total.error());
    page.total = *total;
  }
  if (!place->after.empty()) stretch->after = place->after;
  auto last = fill(page, search(), query.top);
  if (!last) return fail(last.error());
  if (last->has_value())
    page.next = to_text(SkipToken{place->position, std::move(**last)}, question, asker.token_key);
  return page;
}

}  // namespace riskflow::projections
