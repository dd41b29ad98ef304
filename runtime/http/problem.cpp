#include "runtime/http/problem.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/core/ensure.hpp"

namespace riskflow::http {

const Failure& failure_of(Errc code) {
  const auto found = std::ranges::find(failures, code, &Failure::code);
  ensure(found != failures.end(), "every error code has a row");
  return *found;
}

Occasion occasion_of(const Request& request) {
  return {request.correlation, request.path, request.received};
}

// The statuses that no error code maps to.
struct StatusText {
  HttpStatus status;
  std::string_view title;
  std::string_view word;
};
static constexpr std::array status_texts{
    StatusText{HttpStatus::method_not_allowed, "Method Not Allowed", "methodNotAllowed"},
    StatusText{HttpStatus::precondition_failed, "Precondition Failed", "preconditionFailed"},
    StatusText{HttpStatus::unsupported_media_type, "Unsupported Media Type",
               "unsupportedMediaType"},
    StatusText{HttpStatus::precondition_required, "Precondition Required", "preconditionRequired"},
    StatusText{HttpStatus::too_many_requests, "Too Many Requests", "tooManyRequests"},
    StatusText{HttpStatus::header_fields_too_large, "Request Header Fields Too Large",
               "requestHeaderFieldsTooLarge"},
};

static StatusText text_of(HttpStatus status, const Failure& failure) {
  const auto found = std::ranges::find(status_texts, status, &StatusText::status);
  if (found != status_texts.end()) return *found;
  return {status, failure.title, failure.word};
}

static boost::json::array details_of(const Error& error) {
  boost::json::array details;
  for (const auto& fact : error.details)
    details.push_back(boost::json::object{{"code", fact.name}, {"message", fact.value}});
  return details;
}

Response problem(const Error& error, const Occasion& occasion) {
  return problem(failure_of(error.code).status, error, occasion);
}

Response problem(HttpStatus status, const Error& error, const Occasion& occasion) {
  const auto& failure = failure_of(error.code);
  const auto words = text_of(status, failure);
  boost::json::object inner{{"code", to_text(error.code)},
                            {"requestId", occasion.request_id},
                            {"date", to_text(occasion.at)}};
  boost::json::object graph{{"code", words.word},
                            {"message", error.message},
                            {"target", error.target},
                            {"details", details_of(error)},
                            {"innererror", std::move(inner)}};
  const boost::json::object body{{"type", fmt::format("urn:riskflow:error:{}", words.word)},
                                 {"title", words.title},
                                 {"status", to_number(status)},
                                 {"detail", error.message},
                                 {"instance", occasion.instance},
                                 {"error", std::move(graph)}};
  Response response{status, {}, boost::json::serialize(body), std::string(problem_type)};
  if (failure.retry == Retry::later || status == HttpStatus::too_many_requests)
    response.headers.set("Retry-After", "1");
  if (status == HttpStatus::unauthorized) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

// What a status means when the body does not say it.
static Errc code_of(HttpStatus status) {
  for (const auto& failure : failures)
    if (failure.status == status && failure.code != Errc::corrupt) return failure.code;
  switch (to_number(status)) {
    case 408:
    case 425:
    case 429:
    case 502:
    case 504: return Errc::unavailable;
    case 412:
    case 428: return Errc::conflict;
    default: return to_number(status) < 500 ? Errc::invalid : Errc::internal;
  }
}

static std::string string_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

static const boost::json::object* object_at(const boost::json::object& object,
                                            std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? value->if_object() : nullptr;
}

static std::vector<Detail> details_at(const boost::json::object& graph) {
  std::vector<Detail> details;
  const auto* value = graph.if_contains("details");
  const auto* list = value ? value->if_array() : nullptr;
  if (!list) return details;
  for (const auto& entry : *list)
    if (const auto* detail = entry.if_object())
      details.push_back({string_at(*detail, "code"), string_at(*detail, "message")});
  return details;
}

Error error_from_problem(HttpStatus status, std::string_view body) {
  boost::json::error_code ec;
  const auto value = boost::json::parse({body.data(), body.size()}, ec);
  const auto* whole = ec ? nullptr : value.if_object();
  const auto* graph = whole ? object_at(*whole, "error") : nullptr;
  if (!graph)
    return {code_of(status),
            fmt::format("the server answered {} and does not say why", to_number(status)),
            {},
            {}};
  Error error{code_of(status), string_at(*graph, "message"), string_at(*graph, "target"),
              details_at(*graph)};
  // A code that a newer server knows and we do not leaves the status to decide.
  if (const auto* inner = object_at(*graph, "innererror")) {
    const auto word = string_at(*inner, "code");
    if (to_text(errc_from_text(word)) == word) error.code = errc_from_text(word);
  }
  return error;
}

}  // namespace riskflow::http
