#pragma once
// `$filter`: which rows of a view are wanted.
//
//   filter     = all { "or" all }              all        = one { "and" one }
//   one        = "not" one | "(" filter ")" | comparison
//   comparison = field ("eq"|"ne"|"gt"|"ge"|"lt"|"le") literal
//              | field "in" "(" literal { "," literal } ")"
//              | ("startsWith"|"contains") "(" field "," string ")"
//   literal    = 'text' (a quote is doubled) | number | true | false | null | 2026-01-31T08:30:00Z
//
// The subset of OData 4.01 URL conventions, 5.1.1, that Microsoft Graph has.  Words and functions
// in any case; fields are the view's columns; texts compare without regard to case; words of a list
// by their place in it; nothing is equal to null only, and neither less nor greater than anything.
// A filter is at most 2 KiB and 8 levels deep.  Thread rule: a parsed filter from any thread.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "projections/table.hpp"

namespace riskflow::projections {

inline constexpr std::size_t filter_bytes_max = 2048;
inline constexpr int filter_depth_max = 8;

// A literal, in the type of the column it is compared with.
struct Literal {
  std::variant<std::monostate, bool, std::int64_t, std::string, Instant, IdBytes> value;
  Scalar scalar() const;  // a view into it
};

// A condition on a row.
struct Condition {
  enum class Op : std::uint8_t {
    all,
    any,
    none,  // of `parts`; `none` has one
    eq,
    ne,
    gt,
    ge,
    lt,
    le,
    one_of,  // `column` and its literals
    starts_with,
    contains
  };
  Op op = Op::all;
  const Column* column = nullptr;
  std::vector<Literal> literals;
  std::vector<Condition> parts;
};

// What every row that matches has in a column: nothing below `least`, nothing above `most`.
struct Range {
  std::optional<Scalar> least, most;
  // One value only.
  bool is_pinned() const { return least && most && compare(*least, *most) == 0; }
};

class Filter {
 public:
  // Matches everything.
  Filter() = default;

  // Errors: invalid, target "$filter", saying what and where; or, target the field, for a field
  // that is personal ({"reason","personal_field"}: names are looked up by the lens) or is not
  // compared.
  static Result<Filter> parse(std::string_view text, const Table& table);

  // Whether the row is wanted.  Cost: about 20 ns a comparison.
  bool matches(const void* row) const;

  // Views into the filter.
  Range range_of(const Column& column) const;

  // Whether there is no condition but `column eq ...`, so that an index within it answers all.
  bool is_only_about(const Column& column) const;
  bool is_everything() const { return root_.op == Condition::Op::all && root_.parts.empty(); }

 private:
  Condition root_;
};

}  // namespace riskflow::projections
