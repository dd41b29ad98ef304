#pragma once
// Mail bytes to what a person reads: the inverse of `compose`, for the catcher's screens and for
// tests.

#include <string>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::mail {

// One header line, unfolded and decoded to UTF-8.
struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

// What a mail says.  Everything in it is the sender's word: the html goes into a sandbox only.
struct ReadMail {
  std::vector<Header> headers;  // in the mail's order
  std::string subject;
  std::string text;  // the first text/plain part, UTF-8, lines end in LF
  std::string html;  // the first text/html part, the same
};

// Never fails: what cannot be read is empty.  A mail of more than 1,000 boundary lines (a parser
// bomb) gives its headers only; of a header block, the first 64 KiB are read.  Any thread.  Cost:
// linear.
ReadMail read_mail(BytesView raw);

// The value of the first header `name` (any case), or an empty view.
std::string_view header(const ReadMail& mail, std::string_view name);

}  // namespace riskflow::mail
