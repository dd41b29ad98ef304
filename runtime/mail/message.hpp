#pragma once
// From what a flow wants to say to the bytes that go over the wire: RFC 5322 headers and MIME
// parts, built by GMime.  Called by the mail outbox; the same message gives the same bytes, so a
// retry sends what the first attempt sent.  Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "domain/core/time.hpp"
#include "runtime/mail/address.hpp"

namespace riskflow::mail {

inline constexpr std::size_t max_recipients = 50;                            // to and cc together
inline constexpr std::size_t max_subject_characters = 255;                   // as Exchange has it
inline constexpr std::size_t max_body_bytes = std::size_t{4} * 1024 * 1024;  // text, html: each
inline constexpr std::size_t max_line_bytes = 998;                           // RFC 5322, 2.1.1

enum class Importance : std::uint8_t { low = 1, normal, high };

// "Low", "Normal", "High" in any case, and empty for normal, as `emailMessage/Importance` has them.
// Error: invalid, target "importance".
Result<Importance> importance_from_text(std::string_view text);

// One mail.  Holds personal data: never goes into a log or an error.
inline constexpr std::string_view run_header = "X-Riskflow-Run";

struct MailMessage {
  Address from;
  std::vector<Address> to;  // to or cc must name somebody
  std::vector<Address> cc;
  std::optional<Address> reply_to;
  std::string subject;  // UTF-8, one line
  std::string text;     // UTF-8; empty: made from `html`
  std::string html;     // UTF-8; empty: a mail of plain text
  Importance importance = Importance::normal;
  std::string message_id;  // without angle brackets; see `message_id_for`
  Instant date;
  std::optional<RunId> run{};  // the header X-Riskflow-Run: whose mail it is, for those who look
};

// The bytes of the mail: CRLF lines of at most 998 bytes, 7 bit, ending in CRLF;
// multipart/alternative of text/plain and text/html (quoted-printable UTF-8), or text/plain alone
// without html. Errors: invalid, target the field (from, to, cc, reply_to, subject, text, html,
// message_id): control characters, bytes that are not UTF-8, no address, nobody to write to,
// nothing to say; too_large: over a limit above.  Nothing is repaired.  Cost: linear.
Result<Bytes> compose(const MailMessage& message);

// The mailboxes of to and cc in order, each once: the envelope of `message`.
std::vector<std::string> recipients_of(const MailMessage& message);

// The Message-ID of the mail that `step` of `run` sends, without angle brackets: the same for every
// attempt, so that the receiver can drop a repeat.  `step` tells the sends of one run apart (loop
// counters and the recipient's number included).  SHA-256, cut to 128 bits: tells nothing of
// either.
std::string message_id_for(const RunId& run, std::string_view step, std::string_view domain);

// Whether `bytes` may go into SMTP's DATA: lines of at most 998 bytes that end in CRLF, with no
// other CR, LF or NUL in them.  A bare LF before a dot is how one mail is smuggled inside another.
// Error: invalid, target "message".
Status check_lines(BytesView bytes);

}  // namespace riskflow::mail
