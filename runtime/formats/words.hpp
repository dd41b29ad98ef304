#pragma once
// Enumeration values of the sources: tables of their words, read without regard to case.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "runtime/formats/json_fields.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::formats {

// One word of a source and what it means here.
template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

template <class Value, std::size_t count>
using Words = std::array<Word<Value>, count>;

// Graph and Office 365 write severities alike but for the case.
constexpr Words<Severity, 4> severities{{
    {"high", Severity::high},
    {"medium", Severity::medium},
    {"low", Severity::low},
    {"informational", Severity::low},
}};

// The value of field `name`; nothing and a fault when it is absent or not in the table.
template <class Value, std::size_t count>
std::optional<Value> read_word(JsonFields& in, std::string_view name,
                               const Words<Value, count>& words) {
  const auto text = in.raw(name);
  for (const auto& word : words)
    if (same_but_for_case(word.text, text)) return word.value;
  std::string known;
  for (const auto& word : words) known += fmt::format("{}{}", known.empty() ? "" : ", ", word.text);
  in.reject(name, text.empty()
                      ? "missing"
                      : fmt::format("unknown value{}; known are {}", quoted_word(text), known));
  return std::nullopt;
}

}  // namespace riskflow::formats
