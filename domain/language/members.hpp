#pragma once
// Reads the members of an evaluated object by name, with errors that name the member and what it
// must be.  As Json.NET does for the service, a number may also be text.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/value.hpp"

namespace riskflow::language {

struct WholeRange {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};

// An integer, also one written as text or as a float without a fraction.
std::optional<std::int64_t> whole_number(const Value& value);

// Looks at the value, which must outlive it.  Errors: invalid, with "where/name" in Error::target.
class Members {
 public:
  Members(const Value& object, std::string where) : object_(object), where_(std::move(where)) {}

  // An error when it is no object; `example` shows what one looks like.
  Status check(std::string_view example) const;

  // A null pointer when there is none, or it is null.
  const Value* find(std::string_view name) const;

  Result<std::optional<std::string>> text(std::string_view name) const;
  Result<std::string> required_text(std::string_view name) const;
  Result<std::optional<std::int64_t>> number(std::string_view name, WholeRange range) const;
  Result<std::int64_t> required_number(std::string_view name, WholeRange range) const;
  // An array, or text with commas ("8,12"), or one item; empty when there is none.
  std::vector<Value> list(std::string_view name) const;

  // The error that a member is wrong.
  [[nodiscard]] std::unexpected<Error> wrong(std::string_view name, std::string message) const;

 private:
  const Value& object_;
  std::string where_;
};

}  // namespace riskflow::language
