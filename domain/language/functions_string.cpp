#include "domain/language/functions_string.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/expression.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

static std::unexpected<Error> too_long() {
  return cannot(fmt::format("the result is longer than {} characters", value_weight_max));
}

Result<std::string> concat(Arguments values) {
  std::string out;
  for (const auto& value : values) {
    if (value.weight() + out.size() > value_weight_max) return too_long();
    out += to_display_text(value);
  }
  return out;
}

// Case is mapped by code point, which takes far longer than looking at a byte.
static Status pay_for_case(Context& context, std::initializer_list<std::string_view> texts) {
  std::uint64_t steps = 0;
  for (const auto text : texts) steps += 12 * text.size();
  return context.budget.spend(steps);
}

// The documentation calls startsWith, endsWith, indexOf and lastIndexOf case-insensitive.  Upper
// case never changes a text's bytes in number, so offsets hold.
Result<bool> ends_with(Context& context, const Text& text, const Text& end) {
  if (auto paid = pay_for_case(context, {text.view(), end.view()}); !paid)
    return fail(paid.error());
  return to_upper(text.view()).ends_with(to_upper(end.view()));
}

Result<bool> starts_with(Context& context, const Text& text, const Text& start) {
  if (auto paid = pay_for_case(context, {text.view(), start.view()}); !paid)
    return fail(paid.error());
  return to_upper(text.view()).starts_with(to_upper(start.view()));
}

static std::int64_t utf16_index(std::string_view text, std::size_t byte) {
  if (byte == std::string_view::npos) return -1;
  return static_cast<std::int64_t>(utf16_length(text.substr(0, byte)));
}

static std::int64_t last_place(std::string_view text) {
  return static_cast<std::int64_t>(utf16_length(text)) - 1;
}

Result<std::int64_t> index_of(Context& context, const Text& text, const Text& what) {
  if (auto paid = pay_for_case(context, {text.view(), what.view()}); !paid)
    return fail(paid.error());
  return utf16_index(text.view(), to_upper(text.view()).find(to_upper(what.view())));
}

Result<std::int64_t> last_index_of(Context& context, const Text& text, const Text& what) {
  if (auto paid = pay_for_case(context, {text.view(), what.view()}); !paid)
    return fail(paid.error());
  // .NET before version 5 finds the empty string at the last character.
  if (what.view().empty()) return std::max<std::int64_t>(0, last_place(text.view()));
  return utf16_index(text.view(), to_upper(text.view()).rfind(to_upper(what.view())));
}

Result<std::int64_t> nth_index_of(Context& context, const Text& text, const Text& what,
                                  std::int64_t n) {
  if (n == 0) return cannot("argument 3 must not be 0: the first is 1, the last is -1");
  if (auto paid = pay_for_case(context, {text.view(), what.view()}); !paid)
    return fail(paid.error());
  const auto inside = to_upper(text.view());
  const auto wanted = to_upper(what.view());
  if (wanted.empty()) return n > 0 ? 0 : std::max<std::int64_t>(0, last_place(text.view()));
  // Each search begins after the last find: together they look at the text once, but for overlaps.
  if (auto paid = context.budget.spend(inside.size() + wanted.size()); !paid)
    return fail(paid.error());
  const std::uint64_t count =
      n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  auto at = n > 0 ? inside.find(wanted) : inside.rfind(wanted);
  for (std::uint64_t found = 1; at != std::string::npos && found < count; ++found) {
    if (auto paid = context.budget.spend(wanted.size()); !paid) return fail(paid.error());
    if (n < 0 && at == 0) return -1;
    at = n > 0 ? inside.find(wanted, at + 1) : inside.rfind(wanted, at - 1);
  }
  return utf16_index(text.view(), at);
}

Result<std::string> guid(Context& context, const std::optional<Text>& format) {
  static constexpr std::uint64_t steps_of_guid = 400;
  if (auto paid = context.budget.spend(steps_of_guid); !paid) return fail(paid.error());
  const auto high = (context.bits.next() & ~0xF000ULL) | 0x4000ULL;  // version 4
  const auto low = (context.bits.next() & ~(3ULL << 62)) | (2ULL << 62);
  auto dashed = fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF,
                            high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
  const auto wanted = format ? to_upper(format->view()) : "D";
  if (wanted == "D" || wanted.empty()) return dashed;
  if (wanted == "N") return replaced(dashed, "-", "");
  if (wanted == "B") return "{" + dashed + "}";
  if (wanted == "P") return "(" + dashed + ")";
  if (wanted != "X") return cannot("the format must be one of D, N, B, P, X");
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += fmt::format("{}0x{:02x}", bytes.empty() ? "" : ",", low >> shift & 0xFF);
  return fmt::format("{{0x{:08x},0x{:04x},0x{:04x},{{{}}}}}", high >> 32, high >> 16 & 0xFFFF,
                     high & 0xFFFF, bytes);
}

Result<std::string> replace(Context& context, const Text& text, const Text& what,
                            const Text& with) {
  const auto search = what.view();
  if (search.empty()) return cannot("argument 2 must not be empty");
  std::uint64_t size = text.view().size();
  for (auto at = text.view().find(search); at != std::string_view::npos;
       at = text.view().find(search, at + search.size()))
    size += with.view().size();
  if (size > value_weight_max) return too_long();
  if (auto room = context.budget.check_room(size); !room) return fail(room.error());
  return replaced(text.view(), search, with.view());
}

std::string slice(const Text& text, std::int64_t start, const std::optional<std::int64_t>& end) {
  const auto length = static_cast<std::int64_t>(utf16_length(text.view()));
  const auto placed = [&](std::int64_t index) {
    const auto from_front = index < 0 ? std::max(index, -length) + length : index;
    return std::clamp<std::int64_t>(from_front, 0, length);
  };
  const auto first = placed(start);
  const auto last = placed(end.value_or(length));
  if (last <= first) return {};
  return utf16_slice(text.view(), static_cast<std::size_t>(first),
                     static_cast<std::size_t>(last - first));
}

static constexpr std::size_t pieces_max = 1'000'000;  // an array takes far more than its text

static Value::Array pieces_of(const Value::Array& items, std::size_t size) {
  Value::Array pieces;
  for (std::size_t at = 0; at < items.size(); at += size) {
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = std::min(size, items.size() - at);
    pieces.push_back(Value::array({first, first + static_cast<std::ptrdiff_t>(count)}));
  }
  return pieces;
}

// Halves of a surrogate pair stay together: a piece may be a code unit longer.
static Value::Array pieces_of(std::string_view text, std::size_t size) {
  Value::Array pieces;
  for (auto rest = text; !rest.empty();) {
    const auto before = rest;
    for (std::size_t units = 0; units < size && !rest.empty();)
      units += next_code_point(rest) > 0xFFFF ? 2 : 1;
    pieces.emplace_back(before.substr(0, before.size() - rest.size()));
  }
  return pieces;
}

Result<Value::Array> chunk(Context& context, const Value& whole, std::int64_t size) {
  const bool is_text = whole.kind() == Kind::string;
  if (!is_text && whole.kind() != Kind::array)
    return wrong_argument(0, "a string or an array", whole);
  if (size <= 0) return cannot("argument 2 must be at least 1");
  const auto length = is_text ? whole.text().size() : whole.items().size();
  const auto each = std::min(static_cast<std::uint64_t>(size), std::uint64_t{length} + 1);
  if (length / each > pieces_max)
    return cannot(fmt::format("it falls into more than {} pieces", pieces_max));
  if (auto paid = context.budget.make(length + room_of_value * (length / each + 1)); !paid)
    return fail(paid.error());
  return is_text ? pieces_of(whole.text(), each) : pieces_of(whole.items(), each);
}

Result<Value::Array> split(Context& context, const Text& text, const Text& delimiter) {
  Value::Array pieces;
  auto rest = text.view();
  const auto mark = delimiter.view();
  for (auto at = mark.empty() ? mark.npos : rest.find(mark); at != mark.npos;
       at = rest.find(mark)) {
    if (pieces.size() == pieces_max)
      return cannot(fmt::format("the text falls into more than {} pieces", pieces_max));
    if (auto paid = context.budget.make(room_of_value + at); !paid) return fail(paid.error());
    pieces.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + mark.size());
  }
  pieces.emplace_back(rest);
  return pieces;
}

Result<std::string> substring(const Text& text, std::int64_t start,
                              const std::optional<std::int64_t>& length) {
  const auto size = static_cast<std::int64_t>(utf16_length(text.view()));
  const bool in_range =
      start >= 0 && start <= size && (!length || (*length >= 0 && *length <= size - start));
  if (!in_range)
    return cannot(
        "start and length must not be negative, and must not reach beyond the end of the string");
  return utf16_slice(text.view(), static_cast<std::size_t>(start),
                     static_cast<std::size_t>(length.value_or(size - start)));
}

Result<std::string> to_lower_case(Context& context, std::string_view text) {
  if (auto paid = pay_for_case(context, {text}); !paid) return fail(paid.error());
  return to_lower(text);
}

Result<std::string> to_upper_case(Context& context, std::string_view text) {
  if (auto paid = pay_for_case(context, {text}); !paid) return fail(paid.error());
  return to_upper(text);
}

std::string trim(std::string_view text) { return std::string(trimmed(text)); }

}  // namespace riskflow::language::builtin
