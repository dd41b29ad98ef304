#pragma once
// The house rules as rows: a name, a sentence, the check, and small trees that must break it or
// must not.  A rule that cannot fire is worthless, so tidy_test.cpp runs every example.
// A new rule is a row in one of the tables below.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.hpp"

namespace riskflow::tidy {

struct Violation {
  std::string path;
  std::size_t line = 0;  // from 1; 0 when it is about the whole file
  std::string what;
};
using Violations = std::vector<Violation>;

// The path and text of a file in an example.
struct Example {
  std::string_view path;
  std::string_view text;
};
using Examples = std::vector<Example>;

struct Rule {
  std::string_view name;      // CamelCase, as it stands in the test's name
  std::string_view sentence;  // what is asked of the tree, and why if it is not plain
  Violations (*check)(const Tree& tree);
  std::vector<Examples> bad;  // each must be caught
  Examples good;              // must not
};

// A place that may break a rule, with its reason.  tidy_test.cpp fails when it is no longer needed.
struct Exemption {
  std::string_view rule;
  std::string_view path;
  std::string_view reason;
};

std::vector<Rule> layer_rules();     // who may include whom; cycles
std::vector<Rule> library_rules();   // where a third-party library may be named
std::vector<Rule> purity_rules();    // what the inner layers may not do
std::vector<Rule> header_rules();    // the form of headers
std::vector<Rule> text_rules();      // sizes, words, tabs
std::vector<Rule> name_rules();      // words that files and types may not be called
std::vector<Rule> test_rules();      // the form of tests
std::vector<Rule> build_rules();     // what CMake must list
std::vector<Rule> document_rules();  // README, records of decisions, scripts
std::vector<Exemption> exemptions();

// All of the above, in that order.
std::vector<Rule> all_rules();

}  // namespace riskflow::tidy
