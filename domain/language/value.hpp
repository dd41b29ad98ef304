#pragma once
// The values of the workflow language: immutable, cheap to copy (containers and strings are
// shared), safe to read from any thread.  Strings are stored as UTF-8; text.hpp gives them the
// UTF-16 lengths and indexes that the language speaks of.

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/result.hpp"
#include "domain/language/decimal.hpp"
#include "domain/language/labels.hpp"

namespace riskflow::language {

// What a value is.  The order is that of Value's storage.
enum class Kind : std::uint8_t { null, boolean, integer, real, decimal, string, array, object };

// "null", "boolean", "integer", "float", "decimal", "string", "array", "object": for error
// messages.
std::string_view to_text(Kind kind);

class Value {
 public:
  struct Member;
  using Array = std::vector<Value>;
  using Members = std::vector<Member>;

  Value() noexcept = default;  // null
  template <std::same_as<bool> B>
  Value(B value) : content_(value) {}
  template <std::signed_integral I>
  Value(I value) : content_(static_cast<std::int64_t>(value)) {}
  Value(double value) : content_(value) {}
  Value(Decimal value);
  Value(std::string text);
  Value(std::string_view text) : Value(std::string(text)) {}
  Value(const char* text) : Value(std::string(text)) {}

  static Value array(Array items);
  // A key that comes twice keeps its last value and moves to that place, as the service reads JSON.
  static Value object(Members members);

  Kind kind() const { return static_cast<Kind>(content_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_number() const { return kind() >= Kind::integer && kind() <= Kind::decimal; }

  // The content.  Asking for another kind than kind() is a bug and stops the program.
  bool boolean() const;
  std::int64_t integer() const;
  double real() const;
  const Decimal& decimal() const;
  const std::string& text() const;
  const Array& items() const;      // labelled as the array is, item by item
  const Members& members() const;  // in order of insertion

  // Any number as a double.
  double as_double() const;

  // The member of that name: an exact match first, else the first that differs in case only.
  // Null pointer when there is none or this is no object.  Cost: linear in the members.
  const Value* find(std::string_view key) const;

  // The labels of the whole tree below.  Computed once, when the value is made.
  const Labels& labels() const;
  // This value, with `more` on it and on everything below.
  Value with_labels(const Labels& more) const;

  // How many containers lie inside each other: 0 for a scalar, 1 for a flat array.
  std::uint32_t depth() const;
  // About how many bytes the value takes as JSON; shared parts count each time.  Saturates.
  std::uint64_t weight() const;

  // The same content, member order included; an integer never equals a float, nor a decimal. Labels
  // do not count.
  friend bool operator==(const Value& a, const Value& b);

 private:
  struct ArrayContent;
  struct ObjectContent;
  using Content =
      std::variant<std::monostate, bool, std::int64_t, double, std::shared_ptr<const Decimal>,
                   std::shared_ptr<const std::string>, std::shared_ptr<const ArrayContent>,
                   std::shared_ptr<const ObjectContent>>;

  Content content_;
  std::shared_ptr<const Labels> labels_;  // of the whole tree; null pointer = none
};

struct Value::Member {
  std::string key;
  Value value;
  bool operator==(const Member&) const = default;
};

// What `from_json_text` takes at most.
struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 64;  // containers inside each other
  // Also comments and a comma before a closing bracket, as Json.NET reads.
  enum class Dialect : std::uint8_t { strict, lenient } dialect = Dialect::strict;
};

// Reads JSON (RFC 8259).  A number without '.' and 'e' that fits is an integer, any other a float.
// Errors: invalid with line and column, too_large.  Uses Boost.JSON's parser (value_parse.cpp).
Result<Value> from_json_text(std::string_view text, const JsonLimits& limits = {});

// Compact JSON as the service writes it: no blanks, floats and decimals keep a ".0", non-ASCII text
// raw.
std::string to_json_text(const Value& value);

// What becomes of a value inside a string: null is empty, booleans are True and False, a float of
// integral value loses its ".0", an envelope is decoded, containers are compact JSON.
std::string to_display_text(const Value& value);

// The number as a decimal; nothing when it is a float beyond the decimals.
std::optional<Decimal> as_decimal(const Value& number);

// Shortest text that reads back as the same double, in .NET's form: "5", "0.5", "1E+15".
std::string number_text(double number);

}  // namespace riskflow::language
