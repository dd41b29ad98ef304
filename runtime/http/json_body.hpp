#pragma once
// Request bodies in JSON, read strictly: one reading everywhere, so nothing that two parsers could
// read in two ways gets in.  Refused: a name given twice, more than 32 levels, an integer that is
// not an int64, a number that is not a finite double, bytes that are not UTF-8, lone surrogates.
// Errors are `invalid`; their target is the path of the field ("recipients/0/address"), their
// message says what to write instead.
// Thread rule: an immutable value; copies share the parsed text.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "domain/core/time.hpp"

namespace riskflow::http {

// An object of a body: the whole, or one inside it.
class JsonBody {
 public:
  // Error: invalid, naming the first field that is not one of `names`.
  Status only(std::initializer_list<std::string_view> names) const;

  // Whether the field is there and not null.
  bool has(std::string_view name) const;

  // A field that must be there.  `text` refuses an empty one.
  Result<std::string> text(std::string_view name) const;
  Result<std::int64_t> whole_number(std::string_view name) const;
  Result<double> number(std::string_view name) const;  // takes an integer too
  Result<bool> flag(std::string_view name) const;
  Result<Instant> moment(std::string_view name) const;  // ISO 8601
  Result<std::vector<std::string>> texts(std::string_view name) const;
  Result<JsonBody> object(std::string_view name) const;
  Result<std::vector<JsonBody>> objects(std::string_view name) const;
  Result<std::string> any(std::string_view name) const;  // any value, serialised

  // A field that may be missing or null: then nothing.  An optional text may be empty.
  Result<std::optional<std::string>> text_if(std::string_view name) const;
  Result<std::optional<std::int64_t>> whole_number_if(std::string_view name) const;
  Result<std::optional<double>> number_if(std::string_view name) const;
  Result<std::optional<bool>> flag_if(std::string_view name) const;
  Result<std::optional<Instant>> moment_if(std::string_view name) const;

  // An id in its text form.
  template <class AnId>
  Result<AnId> id(std::string_view name) const {
    auto value = text(name);
    if (!value) return fail(value.error());
    return id_from_text<AnId>(*value, path_of(name));
  }

 private:
  friend Result<JsonBody> read_json_object(std::string_view body);
  JsonBody(std::shared_ptr<const boost::json::value> whole, const boost::json::object* object,
           std::string path);

  const boost::json::value* find(std::string_view name) const;
  Result<const boost::json::value*> need(std::string_view name, std::string_view wanted) const;
  std::string path_of(std::string_view name) const;

  std::shared_ptr<const boost::json::value> whole_;  // shared: objects inside outlive the outer one
  const boost::json::object* object_;                // in *whole_
  std::string path_;                                 // "" for the whole, else "a/0/"
};

// The body as an object.  Error: invalid, target "body", with the detail "byte" where there is a
// place to point at.  Cost: two passes over the text.
Result<JsonBody> read_json_object(std::string_view body);

}  // namespace riskflow::http
