#pragma once
// A view's columns, each row of the one table that validation, filters, indexes, faces and docs
// read.  Columns are made in the views' .cpp files: `column<&CaseRow::number>("number", "...")`, or
// from a function of the row: `column<&risk_score>("riskScore", "...")`.

#include <algorithm>
#include <span>
#include <stdexcept>
#include <vector>

#include "projections/cell.hpp"
#include "projections/scalar.hpp"

namespace riskflow::projections {

// What a column holds.
enum class Type : std::uint8_t {
  boolean,
  integer,
  text,
  word,  // one of a closed list
  instant,
  id,             // 32 hexadecimal digits
  user,           // a SubjectRef
  worker,         // an OperatorRef
  identity,       // a sealed subject::Identity, as a reference
  alert_text,     // a sealed alert::Text, as a reference
  personal_text,  // a sealed text, as a reference
  list            // of cells or records
};
std::string_view to_text(Type type);

// Whether the column holds references to sealed values: it is opened by the lens only, and cannot
// be filtered or sorted by here.
constexpr bool is_personal(Type type) {
  return type == Type::identity || type == Type::alert_text || type == Type::personal_text;
}

struct Column {
  std::string_view name;  // as the API writes it: "openedDateTime"
  Type type;
  std::string_view help;
  Cell (*cell)(const void* row);
  Scalar (*scalar)(const void* row);  // null: no filter and no sorting
  // Of a column of words: all of them, and the number of one.
  std::vector<std::string_view> (*words)();
  Result<std::int64_t> (*number_of)(std::string_view word, std::string_view target);

  bool can_be_filtered() const { return scalar != nullptr; }
};

// The cell of a value.
template <class T>
Cell cell_of(const T& value) {
  if constexpr (std::is_same_v<T, Cell>) {
    return value;
  } else if constexpr (is_an_optional<T>) {
    return value ? cell_of(*value) : Cell{};
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, Instant> ||
                       std::is_same_v<T, PersonalRef>) {
    return {value};
  } else if constexpr (domain::Worded<T>) {
    return {std::string(domain::to_text(value))};
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    return {static_cast<std::int64_t>(value)};
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    return {std::string(value)};
  } else if constexpr (std::is_same_v<T, SubjectRef> || std::is_same_v<T, OperatorRef>) {
    return value ? Cell{value} : Cell{};
  } else {
    static_assert(is_an_id<T>, "this type has no cell");
    return value ? Cell{riskflow::to_text(value)} : Cell{};
  }
}

// The row and the value of a member or of a function of the row.
template <auto Get>
struct Getter;
template <class R, class T, T R::* Member>
struct Getter<Member> {
  using Row = R;
  using Value = T;
};
template <class R, class T, T (*Function)(const R&)>
struct Getter<Function> {
  using Row = R;
  using Value = T;
  static_assert(!std::is_same_v<T, std::string>, "a scalar of it would dangle: give a view");
};

template <class T>
struct Unwrapped {
  using type = T;
};
template <class T>
struct Unwrapped<std::optional<T>> {
  using type = T;
};

template <class T>
consteval Type type_of() {
  if constexpr (std::is_same_v<T, bool>)
    return Type::boolean;
  else if constexpr (domain::Worded<T>)
    return Type::word;
  else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
    return Type::integer;
  else if constexpr (std::is_same_v<T, Instant>)
    return Type::instant;
  else if constexpr (std::is_same_v<T, SubjectRef>)
    return Type::user;
  else if constexpr (std::is_same_v<T, OperatorRef>)
    return Type::worker;
  else if constexpr (is_an_id<T>)
    return Type::id;
  else if constexpr (std::is_same_v<T, Cell>)
    return Type::list;
  else
    return Type::text;
}

template <class E>
std::vector<std::string_view> all_words_of() {
  std::vector<std::string_view> out;
  for (const auto& row : words(E{})) out.push_back(row.text);
  return out;
}

template <class E>
Result<std::int64_t> number_of_word(std::string_view word, std::string_view target) {
  const auto value = domain::word_from_text<E>(word, target);
  if (!value) return fail(value.error());
  return static_cast<std::int64_t>(*value);
}

// A column of a member or a function.  Its type follows from the value's.
template <auto Get>
consteval Column column(std::string_view name, std::string_view help) {
  using Row = typename Getter<Get>::Row;
  using Value = typename Unwrapped<typename Getter<Get>::Value>::type;
  static_assert(!std::is_same_v<Value, PersonalRef>, "say what is sealed: personal<...>()");
  Column made{name, type_of<Value>(), help, {}, {}, {}, {}};
  made.cell = [](const void* row) {
    return cell_of(std::invoke(Get, *static_cast<const Row*>(row)));
  };
  if constexpr (!std::is_same_v<Value, Cell>)
    made.scalar = [](const void* row) {
      return scalar_of(std::invoke(Get, *static_cast<const Row*>(row)));
    };
  if constexpr (domain::Worded<Value>) {
    made.words = &all_words_of<Value>;
    made.number_of = &number_of_word<Value>;
  }
  return made;
}

// A column of a reference to a sealed value; `type` says what is sealed.
template <auto Get>
consteval Column personal(Type type, std::string_view name, std::string_view help) {
  using Row = typename Getter<Get>::Row;
  static_assert(std::is_same_v<typename Unwrapped<typename Getter<Get>::Value>::type, PersonalRef>);
  if (!is_personal(type)) throw std::logic_error("a sealed value has a personal type");
  return {name,
          type,
          help,
          [](const void* row) { return cell_of(std::invoke(Get, *static_cast<const Row*>(row))); },
          {},
          {},
          {}};
}

enum class Direction : std::uint8_t { ascending, descending };

// An order in which rows can be read: by one column, or by one column among the rows with one value
// in another ("by time, of one status").  Rows without that value are not in it.
struct Index {
  std::uint8_t number;   // stored in keys, one list for all tables: never use one again
  const Column* within;  // null: over all rows
  const Column* order;
  Direction natural = Direction::ascending;  // when nobody asks for another
};

// A column by its name; a compile error when it is not there.
template <std::size_t N>
consteval const Column* named(const std::array<Column, N>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  if (found == columns.end()) throw std::logic_error("there is no such column");
  return &*found;
}

}  // namespace riskflow::projections
