// Filters from text: a Pratt parser (Vaughan Pratt, Top Down Operator Precedence, POPL 1973) with
// two infix operators.  No text makes it recurse deeper than the stated limit.

#include <array>
#include <charconv>

#include "projections/filter.hpp"
#include "projections/filter_token.hpp"

namespace riskflow::projections {

using Op = Condition::Op;
using domain::equal_ignoring_case;

// ---- literals ----

static std::string without_doubled_quotes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '\'') ++i;
  }
  return out;
}

// Does not repeat what stands there: it may be a person's name.
static std::unexpected<Error> wrong_at(const Token& token, std::string_view what) {
  const std::string place = token.kind == Token::Kind::end
                                ? ", where the filter ends"
                                : ", at character " + std::to_string(token.at + 1);
  return fail(Errc::invalid, std::string(what) + place, "$filter");
}

static Result<Literal> number_literal(const Column& column, const Token& token) {
  if (column.type == Type::instant) {
    const auto at = instant_from_text(token.text);
    if (!at) return wrong_at(token, "a date-time such as 2026-01-31T08:30:00Z must stand here");
    return Literal{*at};
  }
  std::int64_t value = 0;
  const char* end = token.text.data() + token.text.size();
  const auto [stop, ec] = std::from_chars(token.text.data(), end, value);
  if (ec != std::errc{} || stop != end) return wrong_at(token, "a whole number must stand here");
  return Literal{value};
}

static Result<Literal> string_literal(const Column& column, const Token& token) {
  std::string text = without_doubled_quotes(token.text);
  if (column.type == Type::text) return Literal{std::move(text)};
  if (column.type == Type::word) {
    const auto number = column.number_of(text, column.name);
    if (!number) return fail(number.error());
    return Literal{*number};
  }
  const auto id = id_bytes_from_text(text, column.name);
  if (!id) return fail(id.error());
  return Literal{*id};
}

// The literal at hand, in the column's type.
static Result<Literal> literal_for(const Column& column, const Token& token) {
  const bool takes_string = column.type == Type::text || column.type == Type::word ||
                            column.type == Type::id || column.type == Type::user ||
                            column.type == Type::worker;
  if (takes_string) {
    if (token.kind == Token::Kind::string) return string_literal(column, token);
    return wrong_at(token, "a text in 'quotes' must stand here");
  }
  if (column.type == Type::boolean) {
    if (token.kind == Token::Kind::word && equal_ignoring_case(token.text, "true"))
      return Literal{true};
    if (token.kind == Token::Kind::word && equal_ignoring_case(token.text, "false"))
      return Literal{false};
    return wrong_at(token, "true or false must stand here");
  }
  if (token.kind == Token::Kind::number) return number_literal(column, token);
  return wrong_at(token,
                  column.type == Type::instant
                      ? "a date-time such as 2026-01-31T08:30:00Z, without quotes, must stand here"
                      : "a whole number must stand here");
}

// ---- the parser ----

struct Operator {
  std::string_view name;
  Op op;
};
static constexpr std::array comparisons{Operator{"eq", Op::eq}, Operator{"ne", Op::ne},
                                        Operator{"gt", Op::gt}, Operator{"ge", Op::ge},
                                        Operator{"lt", Op::lt}, Operator{"le", Op::le}};
static constexpr std::array functions{Operator{"startsWith", Op::starts_with},
                                      Operator{"contains", Op::contains}};

template <std::size_t N>
static const Operator* find(const std::array<Operator, N>& operators, const Token& token) {
  if (token.kind != Token::Kind::word) return nullptr;
  for (const auto& row : operators)
    if (equal_ignoring_case(row.name, token.text)) return &row;
  return nullptr;
}

static bool is_keyword(const Token& token, std::string_view word) {
  return token.kind == Token::Kind::word && equal_ignoring_case(token.text, word);
}

static bool has_order(const Column& column) {
  return column.type == Type::integer || column.type == Type::text || column.type == Type::word ||
         column.type == Type::instant;
}

class Parser {
 public:
  Parser(std::string_view text, const Table& table) : lexer_(text), table_(table) {}

  Result<Condition> parse() {
    auto condition = expression(0);
    if (condition && lexer_.peek().kind != Token::Kind::end)
      return wrong_at(lexer_.peek(), "'and' or 'or' must stand here");
    return condition;
  }

 private:
  // How tightly the operator at hand binds; 0: it is none.
  int power() const {
    if (is_keyword(lexer_.peek(), "or")) return 1;
    return is_keyword(lexer_.peek(), "and") ? 2 : 0;
  }

  Result<Condition> expression(int least_power) {
    auto left = one();
    while (left && power() > least_power) {
      const int binding = power();
      lexer_.take();
      auto right = expression(binding);
      if (!right) return right;
      left = joined(binding == 1 ? Op::any : Op::all, std::move(*left), std::move(*right));
    }
    return left;
  }

  // A chain of one operator is one condition, however long.
  static Condition joined(Op op, Condition left, Condition right) {
    if (left.op != op) {
      Condition chain{op, nullptr, {}, {}};
      chain.parts.push_back(std::move(left));
      left = std::move(chain);
    }
    left.parts.push_back(std::move(right));
    return left;
  }

  Result<Condition> one() {
    const Token token = lexer_.take();
    if (token.kind == Token::Kind::open || is_keyword(token, "not")) return nested(token);
    if (const auto* function = find(functions, token)) return call(function->op);
    if (token.kind != Token::Kind::word)
      return wrong_at(token, "a field, 'not', a function or '(' must stand here");
    const auto column = column_of(token);
    if (!column) return fail(column.error());
    return comparison(**column);
  }

  Result<Condition> nested(const Token& opening) {
    if (++depth_ > filter_depth_max)
      return fail(Errc::invalid,
                  "the filter is more than " + std::to_string(filter_depth_max) + " levels deep",
                  "$filter");
    const bool negated = opening.kind == Token::Kind::word;
    auto inner = negated ? one() : expression(0);
    --depth_;
    if (!inner) return inner;
    if (negated) {
      Condition condition{Op::none, nullptr, {}, {}};
      condition.parts.push_back(std::move(*inner));
      return condition;
    }
    if (auto closed = expect(Token::Kind::close, "')' must stand here"); !closed)
      return fail(closed.error());
    return inner;
  }

  Status expect(Token::Kind kind, std::string_view what) {
    const Token token = lexer_.take();
    if (token.kind != kind) return wrong_at(token, what);
    return {};
  }

  Result<const Column*> column_of(const Token& token) const {
    const Column* column =
        token.kind == Token::Kind::word ? find_column(table_, token.text) : nullptr;
    if (column == nullptr)
      return wrong_at(token, "a field of " + std::string(table_.name) + " must stand here");
    if (is_personal(column->type))
      return fail(Errc::invalid,
                  std::string(column->name) +
                      " is personal: what it says cannot be filtered by here, names are "
                      "looked up in the directory",
                  std::string(column->name), {{"reason", "personal_field"}});
    if (!column->can_be_filtered())
      return fail(Errc::invalid, std::string(column->name) + " cannot be filtered by",
                  std::string(column->name));
    return column;
  }

  Result<Condition> call(Op op) {
    if (auto opened = expect(Token::Kind::open, "'(' must stand here"); !opened)
      return fail(opened.error());
    const Token field = lexer_.take();
    const auto column = column_of(field);
    if (!column) return fail(column.error());
    if ((*column)->type != Type::text)
      return wrong_at(field, "a field that is a text must stand here");
    if (auto comma = expect(Token::Kind::comma, "',' must stand here"); !comma)
      return fail(comma.error());
    auto text = literal_for(**column, lexer_.take());
    if (!text) return fail(text.error());
    if (auto closed = expect(Token::Kind::close, "')' must stand here"); !closed)
      return fail(closed.error());
    return made(op, **column, std::move(*text));
  }

  static Condition made(Op op, const Column& column, Literal literal) {
    Condition condition{op, &column, {}, {}};
    condition.literals.push_back(std::move(literal));
    return condition;
  }

  Result<Condition> comparison(const Column& column) {
    const Token token = lexer_.take();
    if (is_keyword(token, "in")) return membership(column);
    const auto* row = find(comparisons, token);
    if (row == nullptr) return wrong_at(token, "eq, ne, gt, ge, lt, le or in must stand here");
    const bool equality = row->op == Op::eq || row->op == Op::ne;
    if (!equality && !has_order(column)) return wrong_at(token, "eq, ne or in must stand here");
    const Token value = lexer_.take();
    if (is_keyword(value, "null")) {
      if (!equality) return wrong_at(value, "a value must stand here");
      return made(row->op, column, Literal{});
    }
    auto literal = literal_for(column, value);
    if (!literal) return fail(literal.error());
    return made(row->op, column, std::move(*literal));
  }

  Result<Condition> membership(const Column& column) {
    if (auto opened = expect(Token::Kind::open, "'(' must stand here"); !opened)
      return fail(opened.error());
    Condition condition{Op::one_of, &column, {}, {}};
    for (;;) {
      auto literal = literal_for(column, lexer_.take());
      if (!literal) return fail(literal.error());
      condition.literals.push_back(std::move(*literal));
      if (lexer_.peek().kind != Token::Kind::comma) break;
      lexer_.take();
    }
    if (auto closed = expect(Token::Kind::close, "',' or ')' must stand here"); !closed)
      return fail(closed.error());
    return condition;
  }

  Lexer lexer_;
  const Table& table_;
  int depth_ = 0;
};

Result<Filter> Filter::parse(std::string_view text, const Table& table) {
  if (text.size() > filter_bytes_max)
    return fail(Errc::invalid, "a filter is at most " + std::to_string(filter_bytes_max) + " bytes",
                "$filter");
  auto condition = Parser(text, table).parse();
  if (!condition) return fail(condition.error());
  Filter filter;
  filter.root_ = std::move(*condition);
  return filter;
}

}  // namespace riskflow::projections
