#pragma once
// Everything that reading and checking a definition can report: one row for each code.  Tests hold
// the table, the code and docs/lint.md together: a code without a row, or whose example does not
// provoke it, fails them.

#include <cstdint>
#include <span>
#include <string_view>

namespace riskflow::language {

// What a finding means for the run.
enum class Weight : std::uint8_t {
  warning = 1,  // it runs, though perhaps not as it was meant
  failing,      // an error, but what it is about fails only when a run comes there, or gives null
  refused,      // an error without which no run can be planned
};

struct LintCode {
  std::string_view code;
  Weight weight;
  std::string_view meaning;
  // Actions or a whole definition that provoke it, as JSON; else words.
  std::string_view example;
};

// Ordered by code.
std::span<const LintCode> lint_codes();

// A null pointer when there is none.
const LintCode* find_lint_code(std::string_view code);

// "warning", "error when reached", "error".
std::string_view to_text(Weight weight);

}  // namespace riskflow::language
