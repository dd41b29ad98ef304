#include "domain/language/functions_collection.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "domain/language/comparison.hpp"
#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

Result<bool> contains(Context& context, const Value& collection, const Value& what) {
  if (auto paid = pay_for_comparing(context.budget, collection, what); !paid)
    return fail(paid.error());
  if (collection.kind() == Kind::array)
    return std::ranges::any_of(collection.items(),
                               [&](const Value& item) { return same_value(item, what); });
  if (collection.kind() != Kind::object && collection.kind() != Kind::string)
    return wrong_argument(0, "an array, an object or a string", collection);
  if (what.kind() != Kind::string) return wrong_argument(1, "a string", what);
  if (collection.kind() == Kind::object) return collection.find(what.text()) != nullptr;
  return collection.text().find(what.text()) != std::string::npos;
}

Result<bool> empty(const Value& collection) {
  if (collection.is_null()) return true;
  if (collection.kind() == Kind::string) return collection.text().empty();
  if (collection.kind() == Kind::array) return collection.items().empty();
  if (collection.kind() == Kind::object) return collection.members().empty();
  return wrong_argument(0, "an array, an object, a string or null", collection);
}

Result<Value> first(const Value& collection) {
  if (collection.kind() == Kind::string) return Value{utf16_slice(collection.text(), 0, 1)};
  if (collection.kind() != Kind::array)
    return wrong_argument(0, "an array or a string", collection);
  return collection.items().empty() ? Value{} : collection.items().front();
}

Result<Value> last(const Value& collection) {
  if (collection.kind() == Kind::string) {
    const auto length = utf16_length(collection.text());
    return Value{length == 0 ? "" : utf16_slice(collection.text(), length - 1, 1)};
  }
  if (collection.kind() != Kind::array)
    return wrong_argument(0, "an array or a string", collection);
  return collection.items().empty() ? Value{} : collection.items().back();
}

// False comes before true; else as the comparing functions have it.
static Result<std::partial_ordering> order_of(const Value& a, const Value& b) {
  if (a.kind() == Kind::boolean && b.kind() == Kind::boolean)
    return std::partial_ordering{a.boolean() <=> b.boolean()};
  return compare(a, b);
}

// Each part is written as JSON, looked up by its hash, and perhaps kept.
static Status pay_for_sets(Budget& budget, Arguments collections) {
  static constexpr std::uint64_t room_of_key = 200;
  std::uint64_t characters = 0;
  for (const auto& collection : collections) {
    const bool is_array = collection.kind() == Kind::array;
    const auto parts = is_array ? collection.items().size() : collection.members().size();
    characters += collection.weight() + parts * room_of_key;
  }
  return budget.make(characters);
}

static Status all_arrays_or_all_objects(Arguments collections) {
  const auto wanted = collections[0].kind();
  if (wanted != Kind::array && wanted != Kind::object)
    return wrong_argument(0, "an array or an object", collections[0]);
  for (std::size_t i = 1; i < collections.size(); ++i)
    if (collections[i].kind() != wanted)
      return wrong_argument(i, wanted == Kind::array ? "an array" : "an object", collections[i]);
  return {};
}

using Texts = std::unordered_set<std::string>;

// Equal items have equal JSON, so that large arrays need no comparison of each with each.
static Texts texts_of(const Value& array) {
  Texts texts;
  for (const auto& item : array.items()) texts.insert(to_json_text(item));
  return texts;
}

static Value intersection_of_arrays(Arguments arrays) {
  std::vector<Texts> others;
  for (const auto& other : arrays.subspan(1)) others.push_back(texts_of(other));
  Value::Array kept;
  Texts taken;
  for (const auto& item : arrays[0].items()) {
    const auto text = to_json_text(item);
    const bool everywhere =
        std::ranges::all_of(others, [&](const Texts& texts) { return texts.contains(text); });
    if (everywhere && taken.insert(text).second) kept.push_back(item);
  }
  return Value::array(std::move(kept));
}

static Value intersection_of_objects(Arguments objects) {
  Value::Members kept;
  std::vector<MemberIndex> others;
  for (const auto& other : objects.subspan(1)) others.emplace_back(other.members());
  for (const auto& member : objects[0].members()) {
    const bool everywhere = std::ranges::all_of(others, [&](MemberIndex& other) {
      const auto* value = other.find(member.key);
      return value != nullptr && same_value(*value, member.value);
    });
    if (everywhere) kept.push_back(member);
  }
  return Value::object(std::move(kept));
}

Result<Value> intersection(Context& context, Arguments collections) {
  if (auto alike = all_arrays_or_all_objects(collections); !alike) return fail(alike.error());
  if (auto paid = pay_for_sets(context.budget, collections); !paid) return fail(paid.error());
  return collections[0].kind() == Kind::array ? intersection_of_arrays(collections)
                                              : intersection_of_objects(collections);
}

static Value union_of_arrays(Arguments arrays) {
  Value::Array all;
  Texts taken;
  for (const auto& array : arrays)
    for (const auto& item : array.items())
      if (taken.insert(to_json_text(item)).second) all.push_back(item);
  return Value::array(std::move(all));
}

// A key keeps its first place and takes the last value.
static Value union_of_objects(Arguments objects) {
  Value::Members all;
  std::unordered_map<std::string_view, std::size_t> place;
  for (const auto& object : objects) {
    for (const auto& member : object.members()) {
      const auto [there, is_new] = place.emplace(member.key, all.size());
      if (is_new) {
        all.push_back(member);
      } else {
        all[there->second].value = member.value;
      }
    }
  }
  return Value::object(std::move(all));
}

Result<Value> union_of(Context& context, Arguments collections) {
  if (auto alike = all_arrays_or_all_objects(collections); !alike) return fail(alike.error());
  if (auto paid = pay_for_sets(context.budget, collections); !paid) return fail(paid.error());
  return collections[0].kind() == Kind::array ? union_of_arrays(collections)
                                              : union_of_objects(collections);
}

Result<Value> current_item(Context& context) {
  if (context.items.empty())
    return cannot("there is no current item: item() belongs into a loop, Filter array or Select");
  return context.items.back().item;
}

Result<Value> items(Context& context, const Text& loop) {
  for (auto at = context.items.rbegin(); at != context.items.rend(); ++at)
    if (same_name(at->loop, loop.view())) return at->item;
  return cannot("there is no loop of that name around this expression");
}

Result<std::int64_t> iteration_index(Context& context, const Text& loop) {
  for (const auto& around : context.indexes)
    if (same_name(around.loop, loop.view())) return around.index;
  return cannot("there is no Until of that name around this expression");
}

Result<std::string> join_items(Context& context, const Value::Array& items, const Text& separator) {
  // One separator may stand between a hundred thousand empty items.
  if (auto room = context.budget.check_room(items.size() * separator.view().size()); !room)
    return fail(room.error());
  std::string out;
  for (const auto& item : items) {
    if (out.size() + item.weight() + separator.view().size() > value_weight_max)
      return cannot(fmt::format("the result is longer than {} characters", value_weight_max));
    if (&item != &items.front()) out += separator.view();
    out += to_display_text(item);
  }
  return out;
}

Result<std::int64_t> length(const Value& collection) {
  if (collection.kind() == Kind::string)
    return static_cast<std::int64_t>(utf16_length(collection.text()));
  if (collection.kind() == Kind::array) return std::ssize(collection.items());
  return wrong_argument(0, "an array or a string", collection);
}

Value::Array reverse(const Value::Array& items) { return {items.rbegin(), items.rend()}; }

Value::Array skip(const Value::Array& items, std::int64_t count) {
  return {items.begin() + std::clamp<std::int64_t>(count, 0, std::ssize(items)), items.end()};
}

Result<Value> sort(Context& context, const Value::Array& items, const std::optional<Text>& key) {
  struct Row {
    const Value* item;
    const Value* key;
  };
  static const Value nothing;
  std::vector<Row> rows;
  std::uint64_t weight = 0;
  for (const auto& item : items) {
    const auto* by = key ? item.find(key->view()) : &item;
    if (key && item.kind() != Kind::object)
      return cannot("the items to sort by a property must be objects");
    rows.push_back({&item, by != nullptr ? by : &nothing});
    weight += 8 + rows.back().key->weight();
  }
  if (auto paid = context.budget.spend(weight * std::bit_width(rows.size())); !paid)
    return fail(paid.error());
  // All must be comparable with the first that is not null; null comes before everything.
  const auto first = std::ranges::find_if(rows, [](const Row& row) { return !row.key->is_null(); });
  for (const auto& row : rows)
    if (!row.key->is_null())
      if (const auto order = order_of(*first->key, *row.key); !order) return fail(order.error());
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    if (a.key->is_null() || b.key->is_null()) return a.key->is_null() && !b.key->is_null();
    return order_of(*a.key, *b.key).value_or(std::partial_ordering::equivalent) < 0;
  });
  Value::Array sorted;
  for (const auto& row : rows) sorted.push_back(*row.item);
  return Value::array(std::move(sorted));
}

Result<Value> take(const Value& collection, std::int64_t count) {
  if (count < 0) return cannot("argument 2 must not be negative");
  if (collection.kind() == Kind::string)
    return Value{utf16_slice(collection.text(), 0, static_cast<std::size_t>(count))};
  if (collection.kind() != Kind::array)
    return wrong_argument(0, "an array or a string", collection);
  const auto& items = collection.items();
  return Value::array({items.begin(), items.begin() + std::min(count, std::ssize(items))});
}

}  // namespace riskflow::language::builtin
