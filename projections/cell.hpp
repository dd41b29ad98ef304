#pragma once
// What a row shows: cells, each with its column's name.  A person in a cell is a reference; only
// the lens turns it into a name or a pseudonym.  Faces print cells without knowing the view.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"

namespace riskflow::projections {

struct Cell;
struct Field;
using List = std::vector<Cell>;
using Record = std::vector<Field>;  // in the order of the columns

// One value on its way out: nothing, true or false, a number, a text (words and ids too), a moment,
// a reference to a person, an operator or a sealed value, or several of those.
struct Cell {
  std::variant<std::monostate, bool, std::int64_t, std::string, Instant, SubjectRef, OperatorRef,
               PersonalRef, List, Record>
      value;
};

// A cell and its name; the name lives for ever.
struct Field {
  std::string_view name;
  Cell cell;
};

bool operator==(const Cell& a, const Cell& b);
bool operator==(const Field& a, const Field& b);

}  // namespace riskflow::projections
