#include "runtime/http/message.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/ensure.hpp"

namespace riskflow::http {

std::string_view to_text(Method method) {
  for (const auto& row : method_texts)
    if (row.method == method) return row.text;
  return {};
}

Method method_from_text(std::string_view text) {
  for (const auto& row : method_texts)
    if (row.text == text) return row.method;
  return Method::other;
}

std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Pair::name);
  if (found == pairs.end()) return std::nullopt;
  return found->value;
}

void Headers::add(std::string name, std::string value) {
  fields_.push_back({std::move(name), std::move(value)});
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const Pair& field) { return same_without_case(field.name, name); });
  fields_.push_back({std::string(name), std::move(value)});
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& field : fields_)
    if (same_without_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields_, [&](const Pair& field) { return same_without_case(field.name, name); }));
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view param(const Request& request, std::string_view name) {
  const auto value = value_of(request.params, name);
  ensure(value.has_value(), "a handler asks for parameters that its route's path names");
  return *value;
}

std::optional<std::string_view> query_value(const Request& request, std::string_view name) {
  return value_of(request.query, name);
}

Status only_query(const Request& request, std::initializer_list<std::string_view> names) {
  for (auto it = request.query.begin(); it != request.query.end(); ++it) {
    if (std::ranges::find(names, it->name) == names.end())
      return fail(
          Errc::invalid,
          fmt::format("unknown query parameter: this path knows {}",
                      names.size() == 0 ? "none" : fmt::format("{}", fmt::join(names, ", "))),
          it->name);
    if (std::ranges::find(it + 1, request.query.end(), it->name, &Pair::name) !=
        request.query.end())
      return fail(Errc::invalid, "query parameter given twice: give it once", it->name);
  }
  return {};
}

static Response with_body(std::string body, std::string_view type, HttpStatus status) {
  return {status, {}, std::move(body), std::string(type)};
}

Response json(std::string body, HttpStatus status) {
  return with_body(std::move(body), json_type, status);
}

Response text(std::string body, HttpStatus status) {
  return with_body(std::move(body), "text/plain; charset=utf-8", status);
}

Response html(std::string body, HttpStatus status) {
  return with_body(std::move(body), "text/html; charset=utf-8", status);
}

Response no_content() { return {HttpStatus::no_content, {}, {}, {}}; }

static Response with_location(HttpStatus status, std::string location, std::string json_body) {
  auto response = json(std::move(json_body), status);
  response.headers.set("Location", std::move(location));
  return response;
}

Response created(std::string location, std::string json_body) {
  return with_location(HttpStatus::created, std::move(location), std::move(json_body));
}

Response accepted(std::string location, std::string json_body) {
  return with_location(HttpStatus::accepted, std::move(location), std::move(json_body));
}

}  // namespace riskflow::http
