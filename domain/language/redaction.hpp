#pragma once
// Takes out of the JSON of a flow what must not leave the house: the ids and addresses of a tenant,
// people's mail addresses, secrets, and the signatures of callbacks.  All else stays byte for byte.

#include <set>
#include <string>
#include <string_view>

#include "domain/language/redacted_text.hpp"
#include "domain/language/text.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// One export; the same thing gets the same stand-in in all of its files.
class Redactor {
 public:
  // `definition` tells which parameters are secure.
  explicit Redactor(const Value& definition);

  // `json` is what from_json_text has taken.
  std::string redacted(std::string_view json);

  const RedactionCount& count() const { return text_.count(); }

 private:
  std::set<std::string, NameLess> secure_;  // parameters
  TextRedactor text_;
};

}  // namespace riskflow::language
