#include "domain/language/functions_object.hpp"

#include <algorithm>

namespace riskflow::language::builtin {

Result<Value::Members> add_property(const Value& object, const Text& key, const Value& value) {
  if (object.kind() != Kind::object) return wrong_argument(0, "an object", object);
  if (object.find(key.view()) != nullptr)
    return cannot("the object has that property already: use setProperty to replace it");
  auto members = object.members();
  members.push_back({std::string(key.view()), value});
  return members;
}

// Takes the member of that name out and returns the spelling of its key; `key` itself when there is
// none.
static std::string take_out(Value::Members& members, const Value& object, std::string_view key) {
  const auto* there = object.find(key);
  const auto& all = object.members();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (&all[i].value != there) continue;
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
    return all[i].key;
  }
  return std::string(key);
}

Result<Value::Members> remove_property(const Value& object, const Text& key) {
  if (object.kind() != Kind::object) return wrong_argument(0, "an object", object);
  auto members = object.members();
  take_out(members, object, key.view());
  return members;
}

// The property moves to the end and keeps the spelling it has.
Result<Value::Members> set_property(const Value& object, const Text& key, const Value& value) {
  if (object.kind() != Kind::object) return wrong_argument(0, "an object", object);
  auto members = object.members();
  auto spelling = take_out(members, object, key.view());
  members.push_back({std::move(spelling), value});
  return members;
}

}  // namespace riskflow::language::builtin
