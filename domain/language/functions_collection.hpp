#pragma once
// Functions over arrays, objects and strings alike.

#include "domain/language/function_arguments.hpp"

namespace riskflow::language::builtin {

Result<bool> contains(Context& context, const Value& collection, const Value& what);
Result<bool> empty(const Value& collection);
Result<Value> first(const Value& collection);
Result<Value> intersection(Context& context, Arguments collections);
Result<Value> current_item(Context& context);
Result<Value> items(Context& context, const Text& loop);
Result<std::int64_t> iteration_index(Context& context, const Text& loop);
Result<std::string> join_items(Context& context, const Value::Array& items, const Text& separator);
Result<Value> last(const Value& collection);
Result<std::int64_t> length(const Value& collection);
Value::Array reverse(const Value::Array& items);
Value::Array skip(const Value::Array& items, std::int64_t count);
// Ascending; by the property `key` when it is given.  Equal items keep their order.
Result<Value> sort(Context& context, const Value::Array& items, const std::optional<Text>& key);
Result<Value> take(const Value& collection, std::int64_t count);
Result<Value> union_of(Context& context, Arguments collections);

}  // namespace riskflow::language::builtin
