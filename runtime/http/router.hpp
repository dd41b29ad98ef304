#pragma once
// Routes are rows of a constexpr table; the router finds the row for a request and runs its
// handler.  404, 405 (with Allow) and 415 come from here, never from handlers; `docs/api.md` is
// printed from the same rows.
// Thread rule: a Router never changes after it is made; use it from any thread.  Finding a route
// compares the path with each row: about a microsecond for a hundred rows.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/ensure.hpp"
#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

inline constexpr std::size_t default_body_limit = 1024 * 1024;  // bytes

// What a route tells its readers.  Method and path are also what the router matches.
struct RouteDoc {
  Method method = Method::get;
  std::string_view path{};        // "/v1.0/cases/{case}": a segment in braces is a parameter
  std::string_view summary{};     // one sentence
  std::string_view permission{};  // who may, in words; "" = anybody
  std::string_view parameters{};  // one a line: "name: meaning"
  std::string_view example{};     // a request body, or an answer; "" = none
};

// The media type a route takes.  Asked for only when a request has a body.
enum class BodyKind : std::uint8_t { json, form, anything };

struct BodyRule {
  BodyKind kind = BodyKind::json;
  std::size_t limit = default_body_limit;  // bytes
};

// For tables whose rows need no rights.
struct NoAccess {};

// A row.  `Context` is what handlers are given besides the request (the caller, the application);
// `Access` is what the application checks before it runs one (a permission).
template <class Context, class Access = NoAccess>
struct Route {
  using Handler = Result<Response> (*)(const Request&, Context&);

  RouteDoc doc;
  Handler handler = nullptr;
  Access access{};
  BodyRule body{};
};

// Whether `path` starts with '/', has no empty segment and no half parameter ("{case", "a{b}").
constexpr bool path_is_well_formed(std::string_view path);

// Whether two paths match the same requests: equal but for the names of their parameters.
constexpr bool paths_are_alike(std::string_view a, std::string_view b);

// For static_assert beside a table: each path is well formed, each (method, path) stands once.
template <class Rows>
constexpr bool routes_are_distinct(const Rows& rows);

// The table in Markdown, in the order of the rows.
std::string api_markdown(std::span<const RouteDoc> rows);

// Which row answers.  Knows methods and paths only.
class RouteIndex {
 public:
  explicit RouteIndex(std::span<const RouteDoc> rows);

  struct Match {
    std::size_t row;
    Pairs params;
  };
  // Why no row answers: no path fits, or the path fits with the methods in `allow` only.
  struct Miss {
    HttpStatus status;
    Error error;
    std::string allow;  // "GET, HEAD"
  };
  // The most literal row wins: "/cases/closed" before "/cases/{case}".  A GET row answers HEAD.
  // A method that no table can name is a 405 on every path.
  std::variant<Match, Miss> find(Method method, std::string_view path) const;

 private:
  struct Entry {
    Method method;
    std::vector<std::string_view> segments;
  };
  Miss miss(Method method, std::span<const std::string_view> segments) const;

  std::vector<Entry> entries_;
};

// 404 or 405 as an answer; and 415 when the request's body is not of the kind the rule asks for.
Response answer_of(const RouteIndex::Miss& miss, const Request& request);
std::optional<Response> wrong_media_type(const Request& request, BodyKind kind);

template <class Context, class Access = NoAccess>
class Router {
 public:
  using Row = Route<Context, Access>;

  // `rows` outlive the router.
  explicit Router(std::span<const Row> rows) : rows_(rows), docs_(docs(rows)), index_(docs_) {}

  // How much body a request for this path may have; the default where no row fits.
  std::size_t body_limit(const Request& request) const {
    const auto found = index_.find(request.method, request.path);
    const auto* match = std::get_if<RouteIndex::Match>(&found);
    return match ? rows_[match->row].body.limit : default_body_limit;
  }

  // The row for `request`, whose path parameters are filled in; or the 404, 405 or 415 to send.
  // The row is the router's.
  std::variant<const Row*, Response> find(Request& request) const {
    auto found = index_.find(request.method, request.path);
    if (const auto* miss = std::get_if<RouteIndex::Miss>(&found)) return answer_of(*miss, request);
    auto& match = std::get<RouteIndex::Match>(found);
    const Row& row = rows_[match.row];
    if (auto refusal = wrong_media_type(request, row.body.kind)) return std::move(*refusal);
    request.params = std::move(match.params);
    return &row;
  }

  // Finds and runs the handler.  For tables whose rows need no rights.
  Result<Response> dispatch(Request& request, Context& context) const {
    auto found = find(request);
    if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
    return std::get<const Row*>(found)->handler(request, context);
  }

  std::span<const RouteDoc> docs() const { return docs_; }

 private:
  static std::vector<RouteDoc> docs(std::span<const Row> rows) {
    std::vector<RouteDoc> out;
    for (const auto& row : rows) {
      ensure(row.handler != nullptr, "every route has a handler");
      out.push_back(row.doc);
    }
    return out;
  }

  std::span<const Row> rows_;
  std::vector<RouteDoc> docs_;
  RouteIndex index_;
};

// The first segment of `rest`, which starts with '/'; takes it off.
constexpr std::string_view take_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto end = rest.find('/');
  const auto segment = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  return segment;
}

constexpr bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

constexpr bool path_is_well_formed(std::string_view path) {
  if (path == "/") return true;
  if (!path.starts_with('/')) return false;
  while (!path.empty()) {
    auto segment = take_segment(path);
    if (segment.empty()) return false;
    if (is_parameter(segment)) segment = segment.substr(1, segment.size() - 2);
    if (segment.find_first_of("{}") != std::string_view::npos) return false;
  }
  return true;
}

constexpr bool paths_are_alike(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto left = take_segment(a);
    const auto right = take_segment(b);
    if (is_parameter(left) && is_parameter(right)) continue;
    if (left != right) return false;
  }
  return a.empty() && b.empty();
}

template <class Rows>
constexpr bool routes_are_distinct(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!path_is_well_formed(rows[i].doc.path)) return false;
    for (std::size_t k = 0; k < i; ++k)
      if (rows[k].doc.method == rows[i].doc.method &&
          paths_are_alike(rows[k].doc.path, rows[i].doc.path))
        return false;
  }
  return true;
}

}  // namespace riskflow::http
