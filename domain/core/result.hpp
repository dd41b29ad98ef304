#pragma once
// How failure travels: `Result<T>` is a value or an `Error`, and may not be ignored.
// Twelve codes at most; each maps once to an HTTP status and an exit code
// (runtime/http/problem.cpp, tools/exit_code.hpp). Callers branch on the code, never on the
// message.

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace riskflow {

// What kind of failure it is.  Wire text by `to_text`.
enum class Errc : std::uint8_t {
  invalid = 1,      // malformed input: a field is missing, of the wrong type, too large.   400
  unauthenticated,  // nobody, or a token that does not hold.                               401
  forbidden,        // somebody who may not.                                                403
  not_found,        // no such thing, or none that the caller may know of.                  404
  conflict,         // the world moved on: read again, decide again.                        409
  rejected,         // the business said no; trying again changes nothing.                  422
  too_large,        // over a stated limit.                                                 413
  expired,          // too old to be told from a repeat, or past its time.                  410
  erased,           // the person's key is gone: nobody can read it any more.               451
  corrupt,          // stored bytes are not what was written.                               500
  unavailable,      // a dependency or the store cannot serve now: try later.               503
  internal,         // our own mistake.                                                     500
};

// A fact about a failure, for example {"actual_version", "7"}.  Never personal data.
struct Detail {
  std::string name;
  std::string value;
  bool operator==(const Detail&) const = default;
};

// Why something failed: a code for the program, a sentence for the person, the field or thing it is
// about, and facts. `message` says what is wrong and how to mend it; it never holds a secret or a
// person's name.
struct Error {
  Errc code = Errc::internal;
  std::string message;
  std::string target;  // the field, option, stream or file concerned; may be empty
  std::vector<Detail> details;
  bool operator==(const Error&) const = default;
};

// A value or an Error.  [[nodiscard]] on the class, which std::expected of libstdc++ 12 lacks.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

using Status = Result<void>;

// `return fail(Errc::not_found, "no such case", "case");`
[[nodiscard]] std::unexpected<Error> fail(Errc code, std::string message, std::string target = {},
                                          std::vector<Detail> details = {});

// Passes an error on from one Result type to another.
[[nodiscard]] std::unexpected<Error> fail(Error error);

// The stable wire text of a code ("not_found"), and back (Errc::internal when unknown).
std::string_view to_text(Errc code);
Errc errc_from_text(std::string_view text);

// The value of detail `name`, or an empty view.
std::string_view detail(const Error& error, std::string_view name);

}  // namespace riskflow
