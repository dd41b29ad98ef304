#include "runtime/http/json_body.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

namespace riskflow::http {

namespace json = boost::json;
using ErrorCode = json::error_code;
using Text = json::string_view;

static std::unexpected<Error> refuse_body(std::string message, std::size_t byte) {
  return fail(Errc::invalid, std::move(message), "body", {{"byte", fmt::to_string(byte)}});
}

namespace {

// Follows the parser through a text and stops it at what the library would let pass.  The function
// names are the library's.
struct StrictEar {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  std::vector<std::unordered_set<std::string>> names;  // of each open object
  std::string key;                                     // its parts so far
  std::string complaint;

  bool complain(std::string what, ErrorCode& ec) {
    complaint = std::move(what);
    ec = json::error::syntax;
    return false;
  }

  bool on_object_begin(ErrorCode&) { return names.emplace_back(), true; }
  bool on_object_end(std::size_t, ErrorCode&) { return names.pop_back(), true; }
  bool on_key_part(Text part, std::size_t, ErrorCode&) { return key.append(part), true; }
  bool on_key(Text part, std::size_t, ErrorCode& ec) {
    key.append(part);
    const bool is_new = names.back().insert(std::exchange(key, {})).second;
    return is_new || complain("a name stands twice in one object: write it once", ec);
  }
  bool on_uint64(std::uint64_t, Text, ErrorCode& ec) { return too_large(ec); }
  bool on_double(double value, Text digits, ErrorCode& ec) {
    // The library turns an integer that is too long into a double.
    const bool is_integer = digits.find_first_of(".eE") == Text::npos;
    return (!is_integer && std::isfinite(value)) || too_large(ec);
  }
  bool too_large(ErrorCode& ec) {
    return complain("a number is out of range: integers have 64 bits, others are doubles", ec);
  }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_array_begin(ErrorCode&) { return true; }
  bool on_array_end(std::size_t, ErrorCode&) { return true; }
  bool on_string_part(Text, std::size_t, ErrorCode&) { return true; }
  bool on_string(Text, std::size_t, ErrorCode&) { return true; }
  bool on_number_part(Text, ErrorCode&) { return true; }
  bool on_int64(std::int64_t, Text, ErrorCode&) { return true; }
  bool on_bool(bool, ErrorCode&) { return true; }
  bool on_null(ErrorCode&) { return true; }
  bool on_comment_part(Text, ErrorCode&) { return true; }
  bool on_comment(Text, ErrorCode&) { return true; }
};

}  // namespace

static Status check_strictly(std::string_view body) {
  json::basic_parser<StrictEar> parser{json::parse_options{}};
  ErrorCode ec;
  const auto read = parser.write_some(false, body.data(), body.size(), ec);
  if (!ec && read < body.size()) return refuse_body("text after the end of the JSON value", read);
  if (!ec) return {};
  if (!parser.handler().complaint.empty())
    return refuse_body(std::move(parser.handler().complaint), read);
  if (ec == json::error::too_deep) return refuse_body("nested more than 32 levels deep", read);
  if (ec == json::error::incomplete) return refuse_body("the JSON text ends too early", read);
  return refuse_body("not JSON in UTF-8", read);
}

Result<JsonBody> read_json_object(std::string_view body) {
  if (auto strict = check_strictly(body); !strict) return fail(strict.error());
  ErrorCode ec;
  auto whole = std::make_shared<const json::value>(json::parse({body.data(), body.size()}, ec));
  if (ec) return refuse_body("not JSON in UTF-8", 0);
  const auto* object = whole->if_object();
  if (!object) return fail(Errc::invalid, "the body is an object: write {\"name\": value}", "body");
  return JsonBody(std::move(whole), object, {});
}

JsonBody::JsonBody(std::shared_ptr<const json::value> whole, const json::object* object,
                   std::string path)
    : whole_(std::move(whole)), object_(object), path_(std::move(path)) {}

Status JsonBody::only(std::initializer_list<std::string_view> names) const {
  for (const auto& [key, value] : *object_)
    if (std::ranges::find(names, std::string_view(key)) == names.end())
      return fail(Errc::invalid,
                  fmt::format("unknown field: the fields are {}", fmt::join(names, ", ")),
                  path_of(key));
  return {};
}

const json::value* JsonBody::find(std::string_view name) const {
  const auto* value = object_->if_contains({name.data(), name.size()});
  return value && !value->is_null() ? value : nullptr;
}

bool JsonBody::has(std::string_view name) const { return find(name) != nullptr; }

std::string JsonBody::path_of(std::string_view name) const { return path_ + std::string(name); }

Result<const json::value*> JsonBody::need(std::string_view name, std::string_view wanted) const {
  const auto* value = find(name);
  if (!value) return fail(Errc::invalid, fmt::format("missing: write {}", wanted), path_of(name));
  return value;
}

static std::unexpected<Error> wrong_type(std::string path, std::string_view wanted) {
  return fail(Errc::invalid, fmt::format("of the wrong type: write {}", wanted), std::move(path));
}

static constexpr std::string_view a_text = "a text in quotes";
static constexpr std::string_view a_whole_number = "a whole number of at most 64 bits";
static constexpr std::string_view a_number = "a number";
static constexpr std::string_view a_flag = "true or false";
static constexpr std::string_view a_moment = "a time like \"2026-01-12T08:30:00Z\"";
static constexpr std::string_view an_object = "an object in braces";
static constexpr std::string_view a_list_of_texts = "a list of texts";
static constexpr std::string_view a_list_of_objects = "a list of objects";

static Result<std::string> as_text(const json::value& value, std::string path) {
  if (!value.is_string()) return wrong_type(std::move(path), a_text);
  return std::string(value.get_string());
}

static Result<std::int64_t> as_whole_number(const json::value& value, std::string path) {
  if (!value.is_int64()) return wrong_type(std::move(path), a_whole_number);
  return value.get_int64();
}

static Result<double> as_number(const json::value& value, std::string path) {
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (!value.is_double()) return wrong_type(std::move(path), a_number);
  return value.get_double();
}

static Result<bool> as_flag(const json::value& value, std::string path) {
  if (!value.is_bool()) return wrong_type(std::move(path), a_flag);
  return value.get_bool();
}

static Result<Instant> as_moment(const json::value& value, std::string path) {
  if (!value.is_string()) return wrong_type(std::move(path), a_moment);
  auto moment = instant_from_text(value.get_string());
  if (!moment)
    return fail(Errc::invalid, fmt::format("not a time: write {}", a_moment), std::move(path));
  return moment;
}

// A field that may be missing, read by `as`.
template <class T>
static Result<std::optional<T>> optional_field(const json::value* value, std::string path,
                                               Result<T> (*as)(const json::value&, std::string)) {
  if (!value) return std::optional<T>{};
  auto read = as(*value, std::move(path));
  if (!read) return fail(read.error());
  return std::optional<T>(std::move(*read));
}

Result<std::string> JsonBody::text(std::string_view name) const {
  const auto value = need(name, a_text);
  if (!value) return fail(value.error());
  auto text = as_text(**value, path_of(name));
  if (text && text->empty())
    return fail(Errc::invalid, fmt::format("empty: write {}", a_text), path_of(name));
  return text;
}

Result<std::int64_t> JsonBody::whole_number(std::string_view name) const {
  const auto value = need(name, a_whole_number);
  if (!value) return fail(value.error());
  return as_whole_number(**value, path_of(name));
}

Result<double> JsonBody::number(std::string_view name) const {
  const auto value = need(name, a_number);
  if (!value) return fail(value.error());
  return as_number(**value, path_of(name));
}

Result<bool> JsonBody::flag(std::string_view name) const {
  const auto value = need(name, a_flag);
  if (!value) return fail(value.error());
  return as_flag(**value, path_of(name));
}

Result<Instant> JsonBody::moment(std::string_view name) const {
  const auto value = need(name, a_moment);
  if (!value) return fail(value.error());
  return as_moment(**value, path_of(name));
}

Result<std::vector<std::string>> JsonBody::texts(std::string_view name) const {
  const auto value = need(name, a_list_of_texts);
  if (!value) return fail(value.error());
  const auto* list = (*value)->if_array();
  if (!list) return wrong_type(path_of(name), a_list_of_texts);
  std::vector<std::string> out;
  for (const auto& entry : *list) {
    auto text = as_text(entry, fmt::format("{}/{}", path_of(name), out.size()));
    if (!text) return fail(text.error());
    out.push_back(std::move(*text));
  }
  return out;
}

Result<JsonBody> JsonBody::object(std::string_view name) const {
  const auto value = need(name, an_object);
  if (!value) return fail(value.error());
  const auto* inner = (*value)->if_object();
  if (!inner) return wrong_type(path_of(name), an_object);
  return JsonBody(whole_, inner, path_of(name) + '/');
}

Result<std::vector<JsonBody>> JsonBody::objects(std::string_view name) const {
  const auto value = need(name, a_list_of_objects);
  if (!value) return fail(value.error());
  const auto* list = (*value)->if_array();
  if (!list) return wrong_type(path_of(name), a_list_of_objects);
  std::vector<JsonBody> out;
  for (const auto& entry : *list) {
    const auto path = fmt::format("{}/{}", path_of(name), out.size());
    if (!entry.is_object()) return wrong_type(path, an_object);
    out.push_back(JsonBody(whole_, &entry.get_object(), path + '/'));
  }
  return out;
}

Result<std::string> JsonBody::any(std::string_view name) const {
  const auto value = need(name, "any JSON value");
  if (!value) return fail(value.error());
  return json::serialize(**value);
}

Result<std::optional<std::string>> JsonBody::text_if(std::string_view name) const {
  return optional_field(find(name), path_of(name), as_text);
}

Result<std::optional<std::int64_t>> JsonBody::whole_number_if(std::string_view name) const {
  return optional_field(find(name), path_of(name), as_whole_number);
}

Result<std::optional<double>> JsonBody::number_if(std::string_view name) const {
  return optional_field(find(name), path_of(name), as_number);
}

Result<std::optional<bool>> JsonBody::flag_if(std::string_view name) const {
  return optional_field(find(name), path_of(name), as_flag);
}

Result<std::optional<Instant>> JsonBody::moment_if(std::string_view name) const {
  return optional_field(find(name), path_of(name), as_moment);
}

}  // namespace riskflow::http
