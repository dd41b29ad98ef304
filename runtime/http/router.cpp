#include "runtime/http/router.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/http/problem.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::http {

static std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.starts_with('/')) segments.push_back(take_segment(path));
  return segments;
}

RouteIndex::RouteIndex(std::span<const RouteDoc> rows) {
  for (const auto& row : rows) entries_.push_back({row.method, segments_of(row.path)});
}

// A path that cannot be decoded fits no route.
static Result<std::vector<std::string>> decoded_segments(std::string_view path) {
  std::vector<std::string> segments;
  for (const auto segment : segments_of(path)) {
    auto decoded = decode_segment(segment);
    if (!decoded) return fail(decoded.error());
    segments.push_back(std::move(*decoded));
  }
  return segments;
}

static bool fits(std::span<const std::string_view> pattern,
                 std::span<const std::string_view> segments) {
  return std::ranges::equal(pattern, segments, [](std::string_view p, std::string_view s) {
    return is_parameter(p) ? !s.empty() : p == s;
  });
}

// Whether `a` is literal at the first segment where just one of the two is.
static bool more_literal(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (is_parameter(a[i]) != is_parameter(b[i])) return is_parameter(b[i]);
  return false;
}

static bool serves(Method row, Method asked) {
  return row == asked || (row == Method::get && asked == Method::head);
}

static std::string allow_of(std::vector<Method> methods) {
  if (std::ranges::find(methods, Method::get) != methods.end()) methods.push_back(Method::head);
  std::string allow;
  for (const auto& row : method_texts) {
    if (std::ranges::find(methods, row.method) == methods.end()) continue;
    if (!allow.empty()) allow += ", ";
    allow += row.text;
  }
  return allow;
}

RouteIndex::Miss RouteIndex::miss(Method method, std::span<const std::string_view> segments) const {
  std::vector<Method> methods;
  for (const auto& entry : entries_)
    if (fits(entry.segments, segments)) methods.push_back(entry.method);
  if (methods.empty() && method != Method::other)
    return {HttpStatus::not_found, {Errc::not_found, "no such path", "path", {}}, {}};
  auto allow = allow_of(std::move(methods));
  auto message = fmt::format("this path does not answer that method: it answers {}",
                             allow.empty() ? "none" : allow);
  return {HttpStatus::method_not_allowed,
          {Errc::invalid, std::move(message), "method", {}},
          std::move(allow)};
}

std::variant<RouteIndex::Match, RouteIndex::Miss> RouteIndex::find(Method method,
                                                                   std::string_view path) const {
  auto texts = decoded_segments(path);
  if (!texts) return Miss{HttpStatus::bad_request, texts.error(), {}};
  const std::vector<std::string_view> segments(texts->begin(), texts->end());
  const Entry* best = nullptr;
  for (const auto& entry : entries_) {
    if (!serves(entry.method, method) || !fits(entry.segments, segments)) continue;
    if (!best || more_literal(entry.segments, best->segments)) best = &entry;
  }
  if (!best) return miss(method, segments);
  Match match{static_cast<std::size_t>(best - entries_.data()), {}};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto pattern = best->segments[i];
    if (is_parameter(pattern))
      match.params.push_back(
          {std::string(pattern.substr(1, pattern.size() - 2)), std::move((*texts)[i])});
  }
  return match;
}

Response answer_of(const RouteIndex::Miss& miss, const Request& request) {
  auto response = problem(miss.status, miss.error, occasion_of(request));
  if (miss.status == HttpStatus::method_not_allowed) response.headers.set("Allow", miss.allow);
  return response;
}

// The media type without its parameters; nothing when a charset other than UTF-8 is named.
static std::optional<std::string_view> media_type(std::string_view value) {
  const auto semicolon = value.find(';');
  auto type = value.substr(0, semicolon);
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (semicolon == std::string_view::npos) return type;
  auto parameter = value.substr(semicolon + 1);
  while (parameter.starts_with(' ')) parameter.remove_prefix(1);
  if (same_without_case(parameter, "charset=utf-8") ||
      same_without_case(parameter, "charset=\"utf-8\""))
    return type;
  return std::nullopt;
}

std::optional<Response> wrong_media_type(const Request& request, BodyKind kind) {
  if (request.body.empty() || kind == BodyKind::anything) return std::nullopt;
  const std::string_view wanted = kind == BodyKind::json ? "application/json" : form_type;
  const auto type = media_type(request.headers.find("Content-Type").value_or(""));
  if (type && same_without_case(*type, wanted)) return std::nullopt;
  return problem(HttpStatus::unsupported_media_type,
                 {Errc::invalid,
                  fmt::format("this path takes {} in UTF-8: set Content-Type", wanted),
                  "Content-Type",
                  {}},
                 occasion_of(request));
}

static std::string parameter_list(std::string_view lines) {
  std::string out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const auto line = lines.substr(0, end);
    const auto colon = line.find(':');
    out += colon == std::string_view::npos
               ? fmt::format("- `{}`\n", line)
               : fmt::format("- `{}`{}\n", line.substr(0, colon), line.substr(colon));
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 1);
  }
  return out;
}

std::string api_markdown(std::span<const RouteDoc> rows) {
  std::string out;
  for (const auto& row : rows) {
    out += fmt::format("{}## `{} {}`\n\n{}\n\nWho may: {}.\n", out.empty() ? "" : "\n",
                       to_text(row.method), row.path, row.summary,
                       row.permission.empty() ? "anybody" : row.permission);
    if (!row.parameters.empty()) out += '\n' + parameter_list(row.parameters);
    if (!row.example.empty()) out += fmt::format("\n```\n{}\n```\n", row.example);
  }
  return out;
}

}  // namespace riskflow::http
