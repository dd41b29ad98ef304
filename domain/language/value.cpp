#include "domain/language/value.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "domain/core/ensure.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

// What a container knows of its tree.
struct Shape {
  std::uint32_t depth = 1;
  std::uint64_t weight = 2;

  void add(const Value& child, std::size_t extra) {
    depth = std::max(depth, child.depth() + 1);
    const auto more = child.weight() + extra + 1;
    const auto room = std::numeric_limits<std::uint64_t>::max() - weight;
    weight += std::min(more, room);
  }
};

struct Value::ArrayContent {
  Array items;
  Shape shape;
};

struct Value::ObjectContent {
  Members members;
  Shape shape;
};

std::string_view to_text(Kind kind) {
  static constexpr std::string_view names[] = {"null",    "boolean", "integer", "float",
                                               "decimal", "string",  "array",   "object"};
  return names[static_cast<std::size_t>(kind)];
}

Value::Value(Decimal value) : content_(std::make_shared<const Decimal>(std::move(value))) {}
Value::Value(std::string text) : content_(std::make_shared<const std::string>(std::move(text))) {}

using SharedLabels = std::shared_ptr<const Labels>;

// Most trees have one set of labels or none, and share it.
static void join_into(SharedLabels& all, const SharedLabels& more) {
  if (!more || more == all) return;
  if (!all) {
    all = more;
  } else if (!covers(*all, *more)) {
    all = std::make_shared<const Labels>(join(*all, *more));
  }
}

Value Value::array(Array items) {
  Value out;
  ArrayContent content;
  for (const auto& item : items) {
    content.shape.add(item, 0);
    join_into(out.labels_, item.labels_);
  }
  content.items = std::move(items);
  out.content_ = std::make_shared<const ArrayContent>(std::move(content));
  return out;
}

static void keep_last_of_equal_keys(Value::Members& members) {
  std::unordered_set<std::string_view> seen;
  bool repeated = false;
  for (const auto& member : members) repeated = !seen.insert(member.key).second || repeated;
  if (!repeated) return;
  seen.clear();
  Value::Members kept;
  for (auto m = members.rbegin(); m != members.rend(); ++m)
    if (seen.insert(m->key).second) kept.push_back(*m);
  std::ranges::reverse(kept);
  members = std::move(kept);
}

Value Value::object(Members members) {
  keep_last_of_equal_keys(members);
  Value out;
  ObjectContent content;
  for (const auto& member : members) {
    content.shape.add(member.value, member.key.size() + 3);
    join_into(out.labels_, member.value.labels_);
  }
  content.members = std::move(members);
  out.content_ = std::make_shared<const ObjectContent>(std::move(content));
  return out;
}

bool Value::boolean() const {
  ensure(kind() == Kind::boolean, "the value is a boolean");
  return *std::get_if<bool>(&content_);
}

std::int64_t Value::integer() const {
  ensure(kind() == Kind::integer, "the value is an integer");
  return *std::get_if<std::int64_t>(&content_);
}

double Value::real() const {
  ensure(kind() == Kind::real, "the value is a float");
  return *std::get_if<double>(&content_);
}

const Decimal& Value::decimal() const {
  ensure(kind() == Kind::decimal, "the value is a decimal");
  return **std::get_if<std::shared_ptr<const Decimal>>(&content_);
}

const std::string& Value::text() const {
  ensure(kind() == Kind::string, "the value is a string");
  return **std::get_if<std::shared_ptr<const std::string>>(&content_);
}

const Value::Array& Value::items() const {
  ensure(kind() == Kind::array, "the value is an array");
  return (*std::get_if<std::shared_ptr<const ArrayContent>>(&content_))->items;
}

const Value::Members& Value::members() const {
  ensure(kind() == Kind::object, "the value is an object");
  return (*std::get_if<std::shared_ptr<const ObjectContent>>(&content_))->members;
}

double Value::as_double() const {
  if (kind() == Kind::integer) return static_cast<double>(integer());
  return kind() == Kind::decimal ? decimal().as_double() : real();
}

std::optional<Decimal> as_decimal(const Value& number) {
  if (number.kind() == Kind::integer) return Decimal{number.integer()};
  if (number.kind() == Kind::real) return Decimal::from_double(number.real());
  return number.decimal();
}

const Value* Value::find(std::string_view key) const {
  if (kind() != Kind::object) return nullptr;
  const Value* close = nullptr;
  for (const auto& member : members()) {
    if (member.key == key) return &member.value;
    if (close == nullptr && same_name(member.key, key)) close = &member.value;
  }
  return close;
}

const Labels& Value::labels() const {
  static const Labels nothing;
  return labels_ ? *labels_ : nothing;
}

Value Value::with_labels(const Labels& more) const {
  if (more.none()) return *this;
  Value out = *this;
  if (kind() == Kind::array) {
    auto items = this->items();
    for (auto& item : items) item = item.with_labels(more);
    out = array(std::move(items));
  } else if (kind() == Kind::object) {
    auto members = this->members();
    for (auto& member : members) member.value = member.value.with_labels(more);
    out = object(std::move(members));
  }
  // Also on the container itself: it may be empty, and its keys may come from labelled values.
  if (!covers(out.labels(), join(labels(), more)))
    out.labels_ = std::make_shared<const Labels>(join(labels(), more));
  return out;
}

std::uint32_t Value::depth() const {
  if (const auto* array = std::get_if<std::shared_ptr<const ArrayContent>>(&content_))
    return (*array)->shape.depth;
  if (const auto* object = std::get_if<std::shared_ptr<const ObjectContent>>(&content_))
    return (*object)->shape.depth;
  return 0;
}

std::uint64_t Value::weight() const {
  if (kind() == Kind::string) return text().size() + 2;
  if (const auto* array = std::get_if<std::shared_ptr<const ArrayContent>>(&content_))
    return (*array)->shape.weight;
  if (const auto* object = std::get_if<std::shared_ptr<const ObjectContent>>(&content_))
    return (*object)->shape.weight;
  if (kind() == Kind::real) return 24;
  if (kind() == Kind::decimal) return 32;
  return 8;
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.kind() == Kind::decimal) return a.decimal() == b.decimal();
  if (a.kind() == Kind::string) return a.text() == b.text();
  if (a.kind() == Kind::array) return a.items() == b.items();
  if (a.kind() == Kind::object) return a.members() == b.members();
  return a.content_ == b.content_;
}

}  // namespace riskflow::language
