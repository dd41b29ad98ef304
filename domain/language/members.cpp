#include "domain/language/members.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

std::optional<std::int64_t> whole_number(const Value& value) {
  if (value.kind() == Kind::integer) return value.integer();
  constexpr double limit = 9e15;  // below it, every whole double is that very number
  if (value.kind() == Kind::real && std::trunc(value.real()) == value.real() &&
      std::abs(value.real()) <= limit)
    return static_cast<std::int64_t>(value.real());
  if (value.kind() != Kind::string) return std::nullopt;
  const auto text = trimmed(value.text());
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::unexpected<Error> Members::wrong(std::string_view name, std::string message) const {
  return fail(Errc::invalid, fmt::format("'{}' of the {}: {}", name, where_, message),
              fmt::format("{}/{}", where_, name));
}

Status Members::check(std::string_view example) const {
  if (object_.kind() == Kind::object) return {};
  return fail(Errc::invalid,
              fmt::format("the {} must be an object, such as {}, and is {}", where_, example,
                          to_text(object_.kind())),
              where_);
}

const Value* Members::find(std::string_view name) const {
  const auto* member = object_.find(name);
  return member != nullptr && !member->is_null() ? member : nullptr;
}

Result<std::optional<std::string>> Members::text(std::string_view name) const {
  const auto* member = find(name);
  if (member == nullptr) return std::nullopt;
  if (member->kind() == Kind::string) return member->text();
  return wrong(name, fmt::format("must be text, and is {}", to_text(member->kind())));
}

Result<std::string> Members::required_text(std::string_view name) const {
  auto given = text(name);
  if (!given) return fail(given.error());
  if (!*given) return wrong(name, "is missing");
  return **std::move(given);
}

Result<std::optional<std::int64_t>> Members::number(std::string_view name, WholeRange range) const {
  const auto* member = find(name);
  if (member == nullptr) return std::nullopt;
  const auto given = whole_number(*member);
  if (given && *given >= range.lowest && *given <= range.highest) return *given;
  return wrong(name,
               fmt::format("must be a whole number from {} to {}", range.lowest, range.highest));
}

Result<std::int64_t> Members::required_number(std::string_view name, WholeRange range) const {
  const auto given = number(name, range);
  if (!given) return fail(given.error());
  if (!*given)
    return wrong(name, fmt::format("is missing: give a whole number from {} to {}", range.lowest,
                                   range.highest));
  return **given;
}

std::vector<Value> Members::list(std::string_view name) const {
  const auto* member = find(name);
  if (member == nullptr) return {};
  if (member->kind() == Kind::array) return member->items();
  if (member->kind() != Kind::string) return {*member};
  std::vector<Value> items;
  for (std::string_view rest = member->text();; rest.remove_prefix(1)) {
    const auto item = rest.substr(0, rest.find(','));
    items.emplace_back(trimmed(item));
    rest.remove_prefix(item.size());
    if (rest.empty()) return items;
  }
}

}  // namespace riskflow::language
