#pragma once
// The words the invented organisation is made of.  No text holds a quote, backslash or comma, so
// each can stand in JSON and CSV as it is.

#include <array>
#include <span>
#include <string_view>

namespace riskflow::sample {

// A name as it is written and as it stands in an address.
struct Name {
  std::string_view text;
  std::string_view ascii;
};

// A department and the titles of those in it who lead nobody.
struct Department {
  std::string_view name;
  std::array<std::string_view, 4> titles;
};

// Where people work: the office and its country's code.
struct Office {
  std::string_view name;
  std::string_view country;
};

// A policy: template as Graph's detectorId says it, category of its alerts, and how many of a
// hundred alerts are its.
struct Policy {
  std::string_view detector;
  std::string_view name;
  std::string_view category;
  unsigned share;
};

std::span<const Name> given_names();
std::span<const Name> family_names();
std::span<const Department> departments();
std::span<const Office> offices();

// Ten policies; their shares add up to 100.
std::span<const Policy> policies();

}  // namespace riskflow::sample
