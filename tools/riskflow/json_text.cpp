#include "tools/riskflow/json_text.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace riskflow::cli {

namespace json = boost::json;

static bool is_plain(const json::value& value) { return !value.is_object() && !value.is_array(); }

static void write(std::string& out, const json::value& value, std::size_t depth);

// A line for each entry between the brackets; `write_entry` writes one.
template <class Entries, class Write>
static void write_lines(std::string& out, const Entries& entries, std::size_t depth,
                        std::string_view brackets, Write write_entry) {
  out += brackets[0];
  bool is_first = true;
  for (const auto& entry : entries) {
    out += is_first ? "\n" : ",\n";
    is_first = false;
    out.append(2 * (depth + 1), ' ');
    write_entry(entry);
  }
  if (!is_first) out.append("\n").append(2 * depth, ' ');
  out += brackets[1];
}

static void write(std::string& out, const json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object())
    return write_lines(out, *object, depth, "{}", [&](const json::key_value_pair& field) {
      out += json::serialize(json::string(field.key())) + ": ";
      write(out, field.value(), depth + 1);
    });
  const auto* array = value.if_array();
  if (array == nullptr || std::ranges::all_of(*array, is_plain)) {
    out += json::serialize(value);
    return;
  }
  write_lines(out, *array, depth, "[]",
              [&](const json::value& entry) { write(out, entry, depth + 1); });
}

std::string indented(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out + '\n';
}

}  // namespace riskflow::cli
