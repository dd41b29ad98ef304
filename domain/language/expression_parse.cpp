#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"
#include "domain/language/number_digits.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

TextPosition locate(std::string_view text, std::size_t offset) {
  TextPosition at;
  for (const char c : text.substr(0, offset)) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // inside a character
    at.column = c == '\n' ? 1 : at.column + 1;
    at.line += c == '\n' ? 1 : 0;
  }
  return at;
}

TextPosition TextWalk::at(std::string_view text, std::size_t offset) {
  const auto length = offset - offset_;
  const auto step = locate(text.substr(offset_, length), length);
  place_.column = step.line > 1 ? step.column : place_.column + step.column - 1;
  place_.line += step.line - 1;
  offset_ = offset;
  return place_;
}

std::unexpected<Error> invalid_at(TextPosition at, std::string_view message,
                                  std::string_view found) {
  std::vector<Detail> details{{"line", std::to_string(at.line)},
                              {"column", std::to_string(at.column)}};
  if (!found.empty()) details.push_back({"found", std::string(found)});
  return fail(Errc::invalid, fmt::format("line {}, column {}: {}", at.line, at.column, message),
              std::string(invalid_template), std::move(details));
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static std::string_view first_character(std::string_view text) {
  if (text.empty()) return text;
  auto rest = text;
  next_code_point(rest);
  return text.substr(0, text.size() - rest.size());
}

// Recursive descent over one template string.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::size_t start, TextWalk& walk)
      : text_(text), start_(start), at_(start), walk_(walk) {}

  std::size_t offset() const { return at_; }

  Result<Node> expression() {
    if (++depth_ > expression_depth_max)
      return error(fmt::format("nested more than {} deep", expression_depth_max));
    auto base = primary();
    std::size_t accessors = 0;
    while (base && at_accessor()) {
      // A chain of accessors is as deep a tree as nested calls.
      if (depth_ + ++accessors > expression_depth_max)
        return error(fmt::format("nested more than {} deep", expression_depth_max));
      base = accessor(*std::move(base));
    }
    --depth_;
    return base;
  }

 private:
  Result<Node> primary() {
    skip_blanks();
    if (at_ - start_ > expression_length_max * 4)  // the exact test comes when it is read
      return error(fmt::format("longer than {} characters", expression_length_max));
    const char c = peek();
    if (c == '\'') return string();
    if (is_digit(c) || c == '+' || c == '-' || c == '.') return number();
    if (is_word(c)) return word();
    return unexpected("a value or a function call");
  }

  Result<Node> string() {
    const auto place = here();
    const auto begin = at_++;
    std::string value;
    for (;; ++at_) {
      if (at_ >= text_.size()) {
        at_ = begin;
        return error("the string has no closing quote", "'");
      }
      if (text_[at_] == '\'' && text_.substr(at_ + 1).starts_with('\'')) {
        ++at_;
      } else if (text_[at_] == '\'') {
        break;
      }
      value += text_[at_];
    }
    ++at_;
    return literal(Value{std::move(value)}, place);
  }

  std::size_t digits() {
    const auto begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }

  Result<Node> number() {
    const auto place = here();
    const auto begin = at_;
    if (peek() == '+' || peek() == '-') ++at_;
    auto count = digits();
    bool is_integer = true;
    if (peek() == '.') {
      ++at_, is_integer = false;
      count += digits();
    }
    bool good = count > 0;
    if (good && (peek() == 'e' || peek() == 'E')) {
      ++at_, is_integer = false;
      if (peek() == '+' || peek() == '-') ++at_;
      good = digits() > 0;
    }
    const auto digits_text = text_.substr(begin, at_ - begin);
    if (!good || is_word(peek()) || peek() == '.')
      return error_at(begin, "not a number", word_from(begin));
    return is_integer ? integer(begin, place, digits_text) : real(begin, place, digits_text);
  }

  Result<Node> integer(std::size_t begin, TextPosition place, std::string_view digits_text) {
    const auto text = digits_text.substr(digits_text.starts_with('+') ? 1 : 0);
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{})
      return error_at(begin, "the integer does not fit into 64 bits", digits_text);
    return literal(Value{value}, place);
  }

  Result<Node> real(std::size_t begin, TextPosition place, std::string_view digits_text) {
    const auto text = digits_text.substr(digits_text.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto unsigned_text = text.substr(text.starts_with('-') ? 1 : 0);
    if (read.ec == std::errc::result_out_of_range && exceeds_double(unsigned_text))
      return error_at(begin, "the number is out of range", digits_text);
    return literal(Value{value}, place);
  }

  Result<Node> word() {
    const auto place = here();
    const auto begin = at_;
    while (is_word(peek())) ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    skip_blanks();
    if (peek() == '(') return call(place, name);
    if (name == "true") return literal(Value{true}, place);
    if (name == "false") return literal(Value{false}, place);
    if (name == "null") return literal(Value{}, place);
    return error_at(begin,
                    fmt::format("'{}' is no value: a function call needs parentheses, a "
                                "string needs single quotes",
                                name),
                    name);
  }

  Result<Node> call(TextPosition place, std::string_view name) {
    ++at_;  // the parenthesis
    Call made{std::string(name), find_function(name), {}};
    skip_blanks();
    if (peek() == ')') {
      ++at_;
      return Node{std::move(made), place};
    }
    for (;;) {
      auto argument = expression();
      if (!argument) return argument;
      made.arguments.push_back(*std::move(argument));
      skip_blanks();
      if (peek() == ')') break;
      if (peek() != ',') return unexpected("',' or ')'");
      ++at_;
    }
    ++at_;
    return Node{std::move(made), place};
  }

  TextPosition here() { return walk_.at(text_, at_); }

  bool at_accessor() {
    skip_blanks();
    const char c = peek() == '?' && at_ + 1 < text_.size() ? text_[at_ + 1] : peek();
    return c == '.' || c == '[';
  }

  Result<Node> accessor(Node base) {
    const auto place = here();
    Access access;
    if (peek() == '?') {
      access.missing = Missing::is_null;
      ++at_;
    }
    auto key = text_[at_++] == '.' ? property() : index();
    if (!key) return key;
    access.base_and_key.push_back(std::move(base));
    access.base_and_key.push_back(*std::move(key));
    return Node{std::move(access), place};
  }

  Result<Node> property() {
    skip_blanks();
    const auto place = here();
    const auto begin = at_;
    while (is_word(peek())) ++at_;
    if (at_ == begin) return unexpected("a property name");
    return literal(Value{text_.substr(begin, at_ - begin)}, place);
  }

  Result<Node> index() {
    auto key = expression();
    if (!key) return key;
    skip_blanks();
    if (peek() != ']') return unexpected("']'");
    ++at_;
    return key;
  }

  Result<Node> literal(Value value, TextPosition place) {
    return Node{Literal{std::move(value)}, place};
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  std::string_view word_from(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() &&
           (is_word(text_[end]) || text_[end] == '.' || text_[end] == '+' || text_[end] == '-'))
      ++end;
    return text_.substr(begin, end - begin);
  }

  std::unexpected<Error> error_at(std::size_t offset, std::string_view message,
                                  std::string_view found) {
    return invalid_at(locate(text_, offset), message, found);
  }
  std::unexpected<Error> error(std::string_view message, std::string_view found = {}) {
    return error_at(at_, message, found);
  }
  std::unexpected<Error> unexpected(std::string_view wanted) {
    const auto found = first_character(text_.substr(at_));
    if (found.empty()) return error(fmt::format("expected {}, found the end", wanted), "the end");
    return error(fmt::format("expected {}, found '{}'", wanted, found), found);
  }

  std::string_view text_;
  std::size_t start_;
  std::size_t at_;
  TextWalk& walk_;
  std::size_t depth_ = 0;
};

Result<Node> parse_expression_at(std::string_view text, std::size_t start, std::size_t& stop,
                                 TextWalk& walk) {
  ExpressionParser parser{text, start, walk};
  auto node = parser.expression();
  stop = parser.offset();
  if (node && utf16_length(text.substr(start, stop - start)) > expression_length_max)
    return invalid_at(locate(text, start),
                      fmt::format("longer than {} characters", expression_length_max));
  return node;
}

Result<Expression> parse_expression(std::string_view text) {
  std::size_t stop = 0;
  TextWalk walk;
  auto node = parse_expression_at(text, 0, stop, walk);
  if (!node) return fail(node.error());
  const auto found = first_character(text.substr(stop));
  if (!found.empty())
    return invalid_at(locate(text, stop), fmt::format("expected the end, found '{}'", found),
                      found);
  return Expression{*std::move(node)};
}

}  // namespace riskflow::language
