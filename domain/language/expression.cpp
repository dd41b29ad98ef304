#include "domain/language/expression.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"

namespace riskflow::language {

Result<Value> Environment::body(std::string_view action) const {
  auto outputs = this->outputs(action);
  if (!outputs) return outputs;
  const auto* body = outputs->find("body");
  return body != nullptr ? *body : Value{}.with_labels(outputs->labels());
}

Result<Value> Environment::callback_url() const {
  return fail(Errc::not_found, "nothing here is called back: only a webhook is");
}

Result<Value> Environment::setting(std::string_view) const {
  return fail(Errc::not_found, "there are no application settings here");
}

Result<Value> Environment::agent_parameter(std::string_view) const {
  return fail(Errc::not_found, "there is no agent around this expression");
}

std::uint64_t SeededBits::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

Expression::Expression() : Expression(Value{}) {}
Expression::Expression(Node root) : root_(std::make_shared<const Node>(std::move(root))) {}
Expression::Expression(Value literal) : Expression(Node{Literal{std::move(literal)}, {}}) {}

Result<Value> Expression::evaluate(Context& context) const {
  return language::evaluate(*root_, context);
}

const Value* Expression::literal() const {
  const auto* found = std::get_if<Literal>(&root_->what);
  return found != nullptr ? &found->value : nullptr;
}

Result<Value> Unevaluated::evaluate(std::size_t index) {
  auto value = language::evaluate(arguments_[index], context_);
  if (value) seen_ = join(seen_, value->labels());
  return value;
}

// Expressions compose: without a bound, a short one could make a value that no memory holds.
static Result<Value> bounded(Value value, TextPosition at) {
  if (value.depth() > value_depth_max)
    return invalid_at(at, fmt::format("the value is nested more than {} deep", value_depth_max));
  if (value.weight() > value_weight_max)
    return invalid_at(at, fmt::format("the value is larger than {} characters", value_weight_max));
  return value;
}

// What a result was made from labels it, unless it carries those labels already: then its parts are
// arguments, each with labels of its own.
static Result<Value> labelled(Value value, const Labels& from, Context& context) {
  if (covers(value.labels(), from)) return value;
  if (auto paid = context.budget.make_copy(value.weight()); !paid) return fail(paid.error());
  return value.with_labels(from);
}

static Status pay_for_arguments(Reads reads, Arguments arguments, Budget& budget) {
  std::uint64_t steps = 0;
  for (const auto& argument : arguments)
    steps += reads == Reads::everything ? argument.weight() : surface_of(argument);
  return budget.spend(steps);
}

static Result<Value> apply_eager(Eager apply, const Call& call, Context& context) {
  std::vector<Value> arguments;
  arguments.reserve(call.arguments.size());
  Labels from;
  for (const auto& argument : call.arguments) {
    auto value = evaluate(argument, context);
    if (!value) return value;
    if (!value->labels().none()) from = join(from, value->labels());
    arguments.push_back(*std::move(value));
  }
  const auto reads = call.function->reads;
  if (auto paid = pay_for_arguments(reads, arguments, context.budget); !paid)
    return fail(paid.error());
  auto result = apply(arguments, context);
  if (!result) return result;
  if (reads == Reads::everything)
    if (auto paid = context.budget.make_from_parts(*result); !paid) return fail(paid.error());
  return labelled(*std::move(result), from, context);
}

static Result<Value> apply_lazy(Lazy apply, const Call& call, Context& context) {
  Unevaluated arguments{call.arguments, context};
  auto result = apply(arguments);
  if (!result) return result;
  return labelled(*std::move(result), arguments.seen(), context);
}

static Result<Value> evaluate_call(const Call& call, TextPosition at, Context& context) {
  if (call.function == nullptr)
    return invalid_at(at, fmt::format("there is no function '{}'", call.name), call.name);
  if (!takes(*call.function, call.arguments.size()))
    return invalid_at(
        at,
        fmt::format("the function '{}' takes {}, but is given {}", call.function->name,
                    expected_arguments(*call.function), call.arguments.size()),
        call.name);
  static constexpr std::uint64_t steps_of_call = 80;
  if (auto paid = context.budget.spend(steps_of_call); !paid) return fail(paid.error());
  const auto* eager = std::get_if<Eager>(&call.function->apply);
  auto result = eager != nullptr
                    ? apply_eager(*eager, call, context)
                    : apply_lazy(*std::get_if<Lazy>(&call.function->apply), call, context);
  if (result) return bounded(*std::move(result), at);
  if (is_limit_exceeded(result.error())) return result;
  // The innermost call says where; what it was called from adds nothing.
  if (!detail(result.error(), "line").empty()) return result;
  return invalid_at(
      at, fmt::format("the function '{}': {}", call.function->name, result.error().message),
      call.name);
}

// Only a key that stands in the template may be named: a computed one may be personal.
static std::string named(const Node& key) {
  const auto* literal = std::get_if<Literal>(&key.what);
  return literal != nullptr ? fmt::format("'{}'", to_display_text(literal->value))
                            : std::string("a computed key");
}

static Result<Value> member_of(const Value& base, std::string_view key, Missing missing,
                               const Node& key_node);

// 'body/value' descends when no member is called so; the longest name that contains a slash wins.
static Result<Value> along_path(const Value& object, std::string_view key, Missing missing,
                                const Node& key_node) {
  for (auto slash = key.rfind('/'); slash != key.npos && slash > 0;
       slash = key.rfind('/', slash - 1)) {
    const auto* next = object.find(key.substr(0, slash));
    if (next != nullptr) return member_of(*next, key.substr(slash + 1), missing, key_node);
  }
  if (missing == Missing::is_null) return Value{}.with_labels(object.labels());
  return invalid_at(
      key_node.position,
      fmt::format("the object has no property {}: write ?[...] for null instead", named(key_node)));
}

static Result<Value> member_of(const Value& base, std::string_view key, Missing missing,
                               const Node& key_node) {
  if (base.is_null() && missing == Missing::is_null) return base;
  if (base.kind() != Kind::object)
    return invalid_at(key_node.position,
                      fmt::format("cannot select {} on {}", named(key_node), to_text(base.kind())));
  if (const auto* found = base.find(key)) return *found;
  return along_path(base, key, missing, key_node);
}

static Result<Value> item_of(const Value& array, std::int64_t index, Missing missing,
                             const Node& key_node) {
  if (index >= 0 && index < std::ssize(array.items()))
    return array.items()[static_cast<std::size_t>(index)];
  if (missing == Missing::is_null) return Value{}.with_labels(array.labels());
  return invalid_at(key_node.position, "the index lies outside the array");
}

static Result<Value> select(const Value& base, const Value& key, Missing missing,
                            const Node& key_node) {
  if (base.is_null() && missing == Missing::is_null) return base;
  if (base.kind() == Kind::array && key.kind() == Kind::integer)
    return item_of(base, key.integer(), missing, key_node);
  if (base.kind() == Kind::object && key.kind() == Kind::string)
    return member_of(base, key.text(), missing, key_node);
  if (base.kind() == Kind::array || base.kind() == Kind::object)
    return invalid_at(key_node.position, fmt::format("{} is not selected by {}",
                                                     to_text(base.kind()), to_text(key.kind())));
  return invalid_at(key_node.position,
                    fmt::format("cannot select {} on {}", named(key_node), to_text(base.kind())));
}

// Members are compared with the key one after the other, and again for each slash in it.
static std::uint64_t cost_of_search(const Value& base, const Value& key) {
  if (base.kind() != Kind::object || key.kind() != Kind::string) return 0;
  const auto& name = key.text();
  const auto times = 1 + static_cast<std::uint64_t>(std::ranges::count(name, '/'));
  return times * base.members().size() * (8 + name.size());
}

// Evaluates one node; the alternatives of Node, one each.
struct Evaluation {
  Context& context;
  TextPosition position;

  Result<Value> operator()(const Literal& literal) const { return literal.value; }

  Result<Value> operator()(const Call& call) const {
    return evaluate_call(call, position, context);
  }

  Result<Value> operator()(const Access& access) const {
    auto base = evaluate(access.base_and_key[0], context);
    if (!base) return base;
    const auto& key_node = access.base_and_key[1];
    auto key = evaluate(key_node, context);
    if (!key) return key;
    if (auto paid = context.budget.spend(cost_of_search(*base, *key)); !paid)
      return fail(paid.error());
    auto found = select(*base, *key, access.missing, key_node);
    if (!found) return found;
    return labelled(*std::move(found), key->labels(), context);
  }

  Result<Value> operator()(const Interpolation& interpolation) const {
    std::string text;
    Labels from;
    for (const auto& part : interpolation.parts) {
      auto value = evaluate(part, context);
      if (!value) return value;
      if (text.size() + value->weight() > value_weight_max)
        return invalid_at(position,
                          fmt::format("the text is longer than {} characters", value_weight_max));
      if (auto paid = context.budget.make(value->weight()); !paid) return fail(paid.error());
      from = join(from, value->labels());
      text += to_display_text(*value);
    }
    return Value{std::move(text)}.with_labels(from);
  }

  Result<Value> operator()(const ArrayTemplate& array) const {
    Value::Array items;
    for (const auto& item : array.items) {
      auto value = evaluate(item, context);
      if (!value) return value;
      items.push_back(*std::move(value));
    }
    return made(Value::array(std::move(items)));
  }

  Result<Value> operator()(const ObjectTemplate& object) const {
    Value::Members members;
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
      auto key = evaluate(object.keys[i], context);
      if (!key) return key;
      if (key->kind() != Kind::string)
        return invalid_at(
            object.keys[i].position,
            fmt::format("a property name must be a string, but is {}", to_text(key->kind())));
      auto value = evaluate(object.values[i], context);
      if (!value) return value;
      value = labelled(*std::move(value), key->labels(), context);
      if (!value) return value;
      members.push_back({key->text(), *std::move(value)});
    }
    return made(Value::object(std::move(members)));
  }

  Result<Value> made(Value value) const {
    if (auto paid = context.budget.make_from_parts(value); !paid) return fail(paid.error());
    return bounded(std::move(value), position);
  }
};

Result<Value> evaluate(const Node& node, Context& context) {
  static constexpr std::uint64_t steps_of_node = 16;
  if (auto paid = context.budget.spend(steps_of_node); !paid) return fail(paid.error());
  return std::visit(Evaluation{context, node.position}, node.what);
}

}  // namespace riskflow::language
