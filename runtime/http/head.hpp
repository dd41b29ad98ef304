#pragma once
// The strict look at a request's head that comes before and after the HTTP parser's.  The parser
// forgives what request smuggling lives on (obsolete folding, repeated lengths); this does not.
// Called by the server.  Thread rule: values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

// Finds the end of a head in bytes that come in pieces.
class HeadScan {
 public:
  enum class Verdict : std::uint8_t { more, complete, malformed, too_large };

  explicit HeadScan(std::size_t limit) : limit_(limit) {}

  // `bytes` is everything received so far, from the first byte of the head.  Malformed: a line feed
  // without its carriage return, a continued line (obs-fold, RFC 9112, 5.2), a control character.
  // Cost: linear in the bytes that are new.
  Verdict look(std::string_view bytes);

  // After `complete`: how many bytes the head has, its empty line included.
  std::size_t size() const { return seen_; }

 private:
  bool is_acceptable(std::string_view bytes) const;

  std::size_t limit_;
  std::size_t seen_ = 0;
};

enum class HttpVersion : std::uint8_t { one_zero, one_one };

// What RFC 9112 (3.2, 6.1, 6.3) asks of Host, Content-Length and Transfer-Encoding: one Host, one
// length at most, never a length and an encoding, no encoding but `chunked`.
// Error: invalid, naming the header.
Status check_framing(const Headers& headers, HttpVersion version);

// The header `request-id` if it is an id, as sent; else nothing.  It goes into log lines and
// answers, so free text does not count.
std::optional<std::string_view> given_request_id(const Headers& headers);

// The header `traceparent` if it is one (W3C Trace Context, 3.2); else nothing.
std::optional<std::string_view> given_traceparent(const Headers& headers);

// Puts on `response` what every answer carries and it does not have yet: request-id, traceparent,
// Date, caching and browser rules.
void complete_headers(Response& response, const Request& request);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string http_date(Instant at);

// Whether each header is a token and a text on one line, so that it can be sent.
bool can_be_sent(const Headers& headers);

}  // namespace riskflow::http
