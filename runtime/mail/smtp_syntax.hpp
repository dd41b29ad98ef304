#pragma once
// How SMTP writes its commands: words in any case, and the arguments of MAIL and RCPT.  Pure; the
// order in which commands may come is the dialogue's business.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace riskflow::mail {

// Whether two words are the same but for the case of their ASCII letters.
bool same_word(std::string_view a, std::string_view b);

// `text` without the blanks around it.
std::string_view without_blanks(std::string_view text);

// A path and the parameters behind it: "<ann@example.org> SIZE=100".
struct Path {
  std::string mailbox;
  std::string_view parameters;  // in the text that was read
};

// Reads "FROM:<path> parameters" (RFC 5321, 4.1.1.2), with `keyword` "FROM:"; a source route is
// dropped (its appendix C).
std::optional<Path> read_path(std::string_view argument, std::string_view keyword);

// The reply that refuses MAIL's parameters, or empty (RFC 1870, RFC 6152).
std::string_view fault_in_parameters(std::string_view parameters, std::size_t mail_bytes);

}  // namespace riskflow::mail
