// The one file of the language that names Boost.JSON: its event parser feeds our own values, so
// that numbers, repeated keys and limits are ours to decide.

#include <charconv>
#include <cmath>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include "domain/language/value.hpp"

namespace riskflow::language {

namespace json = boost::json;

namespace {

// Receives the parser's events and stacks the open containers.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  Value take() { return std::move(root_); }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(Kind::object); }
  bool on_array_begin(json::error_code&) { return open(Kind::array); }
  bool on_object_end(std::size_t, json::error_code&) {
    return close(Value::object(std::move(open_.back().members)));
  }
  bool on_array_end(std::size_t, json::error_code&) {
    return close(Value::array(std::move(open_.back().items)));
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return keep(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    keep(part);
    open_.back().key = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return keep(part); }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    keep(part);
    return put(Value{std::exchange(text_, {})});
  }
  bool on_number_part(json::string_view part, json::error_code&) { return keep(part); }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    text_.clear();
    return put(Value{number});
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
    text_.clear();
    return put(Value{static_cast<double>(number)});
  }
  bool on_double(double approximate, json::string_view part, json::error_code& failure) {
    keep(part);
    return put_exactly(std::exchange(text_, {}), approximate, failure);
  }
  bool on_bool(bool value, json::error_code&) { return put(Value{value}); }
  bool on_null(json::error_code&) { return put(Value{}); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Container {
    Kind kind = Kind::array;
    Value::Array items;
    Value::Members members;
    std::string key;
  };

  bool keep(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  // The parser of Boost 1.81 may be off by one in the last digit; the standard library is not.
  bool put_exactly(const std::string& digits, double number, json::error_code& failure) {
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (std::isfinite(number)) return put(Value{number});
    failure = json::make_error_code(json::error::exponent_overflow);
    return false;
  }

  bool open(Kind kind) {
    open_.push_back({.kind = kind, .items = {}, .members = {}, .key = {}});
    return true;
  }
  bool close(Value container) {
    open_.pop_back();
    return put(std::move(container));
  }
  bool put(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().kind == Kind::array) {
      open_.back().items.push_back(std::move(value));
    } else {
      open_.back().members.push_back({std::move(open_.back().key), std::move(value)});
    }
    return true;
  }

  std::vector<Container> open_;
  std::string text_;
  Value root_;
};

}  // namespace

static std::unexpected<Error> malformed(std::string_view text, std::size_t at,
                                        const std::string& reason) {
  std::size_t line = 1, column = 1;
  for (const char c : text.substr(0, at)) {
    column = c == '\n' ? 1 : column + 1;
    line += c == '\n' ? 1 : 0;
  }
  return fail(Errc::invalid,
              fmt::format("not valid JSON at line {}, column {}: {}", line, column, reason), "json",
              {{"line", std::to_string(line)}, {"column", std::to_string(column)}});
}

Result<Value> from_json_text(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return fail(Errc::too_large, fmt::format("the JSON has {} bytes; at most {} are taken",
                                             text.size(), limits.bytes));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  json::parse_options options;
  options.max_depth = limits.depth;
  options.allow_comments = limits.dialect == JsonLimits::Dialect::lenient;
  options.allow_trailing_commas = options.allow_comments;
  json::basic_parser<Builder> parser{options};
  json::error_code failure;
  const auto read = parser.write_some(false, text.data(), text.size(), failure);
  if (failure == json::error::too_deep)
    return malformed(
        text, read,
        fmt::format("more than {} objects and arrays lie inside each other: flatten it",
                    limits.depth));
  if (failure) return malformed(text, read, failure.message());
  for (std::size_t i = read; i < text.size(); ++i)
    if (std::string_view{" \t\r\n"}.find(text[i]) == std::string_view::npos)
      return malformed(text, i, "something follows the value");
  return parser.handler().take();
}

}  // namespace riskflow::language
