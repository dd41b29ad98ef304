#include "projections/filter.hpp"

namespace riskflow::projections {

using Op = Condition::Op;

Scalar Literal::scalar() const {
  return std::visit(
      [](const auto& v) -> Scalar {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v)>, std::string>)
          return std::string_view(v);
        else
          return v;
      },
      value);
}

// ---- matching ----

static bool is_in_order(Op op, std::strong_ordering order) {
  switch (op) {
    case Op::gt: return order > 0;
    case Op::ge: return order >= 0;
    case Op::lt: return order < 0;
    case Op::le: return order <= 0;
    default: return false;
  }
}

static bool compares(const Condition& condition, const void* row) {
  const Scalar value = condition.column->scalar(row);
  const auto equal = [&](const Literal& literal) { return compare(value, literal.scalar()) == 0; };
  const auto text = [&] {
    const auto* view = std::get_if<std::string_view>(&value);
    return view != nullptr ? *view : std::string_view();
  };
  const Literal& first = condition.literals.front();
  switch (condition.op) {
    case Op::eq: return equal(first);
    case Op::ne: return !equal(first);
    case Op::one_of:
      return std::any_of(condition.literals.begin(), condition.literals.end(), equal);
    case Op::starts_with:
      return !is_null(value) && starts_with(text(), std::get<std::string>(first.value));
    case Op::contains:
      return !is_null(value) && contains(text(), std::get<std::string>(first.value));
    default: return !is_null(value) && is_in_order(condition.op, compare(value, first.scalar()));
  }
}

static bool holds(const Condition& condition, const void* row) {
  const auto part_holds = [&](const Condition& part) { return holds(part, row); };
  const auto& parts = condition.parts;
  switch (condition.op) {
    case Op::all: return std::all_of(parts.begin(), parts.end(), part_holds);
    case Op::any: return std::any_of(parts.begin(), parts.end(), part_holds);
    case Op::none: return std::none_of(parts.begin(), parts.end(), part_holds);
    default: return compares(condition, row);
  }
}

bool Filter::matches(const void* row) const { return holds(root_, row); }

// ---- what a filter says of a column ----

static void narrow(Range& range, const Condition& condition) {
  const Op op = condition.op;
  if (op != Op::eq && op != Op::gt && op != Op::ge && op != Op::lt && op != Op::le) return;
  const Scalar value = condition.literals.front().scalar();
  if (op == Op::eq || op == Op::gt || op == Op::ge)
    if (!range.least || compare(value, *range.least) > 0) range.least = value;
  if (op == Op::eq || op == Op::lt || op == Op::le)
    if (!range.most || compare(value, *range.most) < 0) range.most = value;
}

static void narrow_by(Range& range, const Condition& condition, const Column& column) {
  if (condition.op == Op::all)
    for (const auto& part : condition.parts) narrow_by(range, part, column);
  else if (condition.column == &column)
    narrow(range, condition);
}

Range Filter::range_of(const Column& column) const {
  Range range;
  narrow_by(range, root_, column);
  return range;
}

bool Filter::is_only_about(const Column& column) const {
  return root_.op == Op::eq && root_.column == &column;
}

}  // namespace riskflow::projections
