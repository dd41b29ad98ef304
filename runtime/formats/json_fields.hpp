#pragma once
// Reads the fields of one JSON object into checked values and collects the first fault.  A field
// that is null counts as absent, as it does for Graph.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/formats/fields.hpp"

namespace boost::json {
class array;
class object;
}  // namespace boost::json

namespace riskflow::formats {

class JsonFields {
 public:
  // `path` goes before the names in reports: "manager." gives "manager.id".  Keeps references to
  // all but the path.
  JsonFields(const boost::json::object& object, FirstFault& fault, std::string path = {});

  // The text of field `name`; empty when it is absent.
  std::string text(std::string_view name, TextRule rule);

  // The text of field `name`; a fault when it is absent or empty.
  std::string needed(std::string_view name, TextRule rule);

  // An id in the form in which ids are compared; empty when it is absent.
  std::string id(std::string_view name);
  std::string needed_id(std::string_view name);

  // A UPN or mail address, `name@domain`; empty when it is absent.
  std::string address(std::string_view name);

  // A date-time; nothing when it is absent or empty.
  std::optional<Instant> time(std::string_view name);

  std::optional<bool> boolean(std::string_view name);

  std::optional<std::int64_t> integer(std::string_view name);

  // An object or array inside; null when it is absent.
  const boost::json::object* object(std::string_view name);
  const boost::json::array* array(std::string_view name);

  // The text of field `name` as it stands, without any rule; empty when it is no text.
  std::string_view raw(std::string_view name) const;

  // Reports the field as wrong.
  void reject(std::string_view name, std::string reason);

 private:
  std::string path_of(std::string_view name) const;
  std::optional<std::string_view> find_text(std::string_view name);

  const boost::json::object& object_;
  FirstFault& fault_;
  std::string path_;
};

}  // namespace riskflow::formats
