#pragma once
// Requests and answers as handlers see them: plain values, no socket and no library behind them.
// The server makes a Request and sends a Response; the client does the reverse.
// Thread rule: values; share them by copy or move.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/time.hpp"

namespace riskflow::http {

// The methods a route may name.  `other` is any method that no route serves (TRACE, CONNECT, ...).
enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

struct MethodText {
  Method method;
  std::string_view text;
};
inline constexpr std::array method_texts{
    MethodText{Method::get, "GET"},         MethodText{Method::head, "HEAD"},
    MethodText{Method::post, "POST"},       MethodText{Method::put, "PUT"},
    MethodText{Method::patch, "PATCH"},     MethodText{Method::del, "DELETE"},
    MethodText{Method::options, "OPTIONS"},
};

// The wire text ("DELETE"; "" for `other`), and back (`other` when unknown; case matters).
std::string_view to_text(Method method);
using riskflow::to_text;  // ids, codes and times keep theirs
Method method_from_text(std::string_view text);

// A status code (RFC 9110, 15).  Any three digits may be cast to it; these are the ones we send.
enum class HttpStatus : std::uint16_t {
  ok = 200,
  created = 201,
  accepted = 202,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  conflict = 409,
  gone = 410,
  precondition_failed = 412,
  content_too_large = 413,
  unsupported_media_type = 415,
  unprocessable_content = 422,
  precondition_required = 428,
  too_many_requests = 429,
  header_fields_too_large = 431,
  unavailable_for_legal_reasons = 451,
  internal_server_error = 500,
  service_unavailable = 503,
};
constexpr unsigned to_number(HttpStatus status) { return static_cast<unsigned>(status); }

// A name and a value: a header, a query parameter, a path parameter, a form field.
struct Pair {
  std::string name;
  std::string value;
  bool operator==(const Pair&) const = default;
};
using Pairs = std::vector<Pair>;

// The value of the first pair called exactly `name`; nothing when there is none.  The view lives as
// long as the pairs.
std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name);

// Header fields in order.  Names compare without case (RFC 9110, 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Pair> fields) : fields_(fields) {}

  void add(std::string name, std::string value);       // keeps fields of the same name
  void set(std::string_view name, std::string value);  // replaces fields of the same name
  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
  std::size_t count(std::string_view name) const;
  const Pairs& all() const { return fields_; }

 private:
  Pairs fields_;
};

// ASCII comparison without case, as header names and media types need it.
bool same_without_case(std::string_view a, std::string_view b);

// What somebody asks.
struct Request {
  Method method = Method::get;
  std::string path;  // as sent, still percent-encoded: "/v1.0/cases/a%20b"
  Pairs query;       // decoded, in order; the same name may stand twice
  Headers headers;
  std::string body;
  std::string remote;       // the peer's address, "127.0.0.1": the socket's, never a header's
  Pairs params;             // path parameters, decoded; filled by the router
  RequestId id;             // made by the server, new for each request: the domain's request id
  std::string correlation;  // what the answer's `request-id` says: the caller's own id, or `id`
  Instant received;
};

// The decoded path parameter `name`; a bug (ensure) when the route's path has none of that name.
std::string_view param(const Request& request, std::string_view name);

// The decoded query parameter `name`, if sent.
std::optional<std::string_view> query_value(const Request& request, std::string_view name);

// Error: invalid, naming the parameter, when the query has one that is not in `names` or has one
// twice.
Status only_query(const Request& request, std::initializer_list<std::string_view> names);

// What we answer.  A Content-Type is sent when there is a body.
struct Response {
  HttpStatus status = HttpStatus::ok;
  Headers headers;
  std::string body;
  std::string content_type;
};

inline constexpr std::string_view json_type = "application/json; charset=utf-8";
inline constexpr std::string_view problem_type = "application/problem+json";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// Answers with a body: `json` takes a serialised JSON text.
Response json(std::string body, HttpStatus status = HttpStatus::ok);
Response text(std::string body, HttpStatus status = HttpStatus::ok);
Response html(std::string body, HttpStatus status = HttpStatus::ok);

// 204; 201 and 202 with the address of the thing made or the run started.
Response no_content();
Response created(std::string location, std::string json_body);
Response accepted(std::string location, std::string json_body);

}  // namespace riskflow::http
