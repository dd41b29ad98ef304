#pragma once
// Failures on the wire: `application/problem+json` (RFC 9457) with the extension member `error`
// that clients of Microsoft Graph read.  One table maps each error code to its status, title, exit
// code and retry advice; the server, the client and the command line read it.
// Thread rule: pure functions.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"
#include "runtime/http/message.hpp"

namespace riskflow::http {

// How the command line ends.
enum class ExitCode : std::uint8_t {
  ok = 0,
  failed = 1,
  usage = 2,
  verification = 3,
  not_signed_in = 4,
  forbidden = 5,
  not_found = 6,
  conflict = 7,  // with the state of things: stale, or not to be done as they stand
  unavailable = 8,
  partial = 9,
};

// Whether the same request may do better another time.
enum class Retry : std::uint8_t { never, after_reading_again, later };

struct Failure {
  Errc code;
  HttpStatus status;
  std::string_view title;  // `title` of the problem, the same for every problem of this code
  std::string_view word;   // `error.code`: the status in words, as Graph writes it
  ExitCode exit;
  Retry retry;
};

inline constexpr std::array failures{
    Failure{Errc::invalid, HttpStatus::bad_request, "The request is malformed", "badRequest",
            ExitCode::usage, Retry::never},
    Failure{Errc::unauthenticated, HttpStatus::unauthorized, "Sign in first", "unauthorized",
            ExitCode::not_signed_in, Retry::never},
    Failure{Errc::forbidden, HttpStatus::forbidden, "Not allowed", "forbidden", ExitCode::forbidden,
            Retry::never},
    Failure{Errc::not_found, HttpStatus::not_found, "Not found", "notFound", ExitCode::not_found,
            Retry::never},
    Failure{Errc::conflict, HttpStatus::conflict, "Something else changed it first", "conflict",
            ExitCode::conflict, Retry::after_reading_again},
    Failure{Errc::rejected, HttpStatus::unprocessable_content, "A rule forbids it",
            "unprocessableContent", ExitCode::conflict, Retry::never},
    Failure{Errc::too_large, HttpStatus::content_too_large, "Over a limit", "contentTooLarge",
            ExitCode::failed, Retry::never},
    Failure{Errc::expired, HttpStatus::gone, "Past its time", "gone", ExitCode::failed,
            Retry::never},
    Failure{Errc::erased, HttpStatus::unavailable_for_legal_reasons, "Erased",
            "unavailableForLegalReasons", ExitCode::failed, Retry::never},
    Failure{Errc::corrupt, HttpStatus::internal_server_error, "Stored data is damaged",
            "internalServerError", ExitCode::verification, Retry::never},
    Failure{Errc::unavailable, HttpStatus::service_unavailable, "Not available now",
            "serviceUnavailable", ExitCode::unavailable, Retry::later},
    Failure{Errc::internal, HttpStatus::internal_server_error, "An error of the server",
            "internalServerError", ExitCode::failed, Retry::never},
};

// The row of `code`.
const Failure& failure_of(Errc code);

// The request that failed, as its answer names it.
struct Occasion {
  std::string request_id;
  std::string instance;  // the path asked for
  Instant at;
};
Occasion occasion_of(const Request& request);

// The answer to a failed request.  The second form is for statuses no code stands for (405, 412,
// 415, 429, 431): its title is the status phrase, `error.innererror.code` stays the error's code.
// Adds `Retry-After: 1` where the advice is to try later, `WWW-Authenticate: Bearer` to a 401.
Response problem(const Error& error, const Occasion& occasion);
Response problem(HttpStatus status, const Error& error, const Occasion& occasion);

// The Error that the answer of a server stands for: the very one it was made from when the body is
// ours, else a code chosen by the status.  Never fails: `body` may be anything.
Error error_from_problem(HttpStatus status, std::string_view body);

}  // namespace riskflow::http
