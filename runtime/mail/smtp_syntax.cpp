#include "runtime/mail/smtp_syntax.hpp"

#include <algorithm>
#include <charconv>

namespace riskflow::mail {

static constexpr std::size_t longest_path = 256;  // RFC 5321, 4.5.3.1.3

static char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, upper, upper);
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Where the path that `text` starts with closes; quotes may hold a '>'.
static std::optional<std::size_t> path_end(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == '>' && !quoted)
      return i;
  }
  return std::nullopt;
}

std::optional<Path> read_path(std::string_view argument, std::string_view keyword) {
  if (!same_word(argument.substr(0, keyword.size()), keyword)) return std::nullopt;
  argument = without_blanks(argument.substr(keyword.size()));
  if (!argument.starts_with('<')) return std::nullopt;
  const auto end = path_end(argument);
  if (!end || *end > longest_path) return std::nullopt;
  auto mailbox = argument.substr(1, *end - 1);
  if (mailbox.starts_with('@')) {
    const auto route = mailbox.find(':');
    if (route == std::string_view::npos) return std::nullopt;
    mailbox.remove_prefix(route + 1);
  }
  return Path{std::string{mailbox}, without_blanks(argument.substr(*end + 1))};
}

std::string_view fault_in_parameters(std::string_view parameters, std::size_t mail_bytes) {
  while (!parameters.empty()) {
    const auto one = parameters.substr(0, parameters.find(' '));
    parameters = without_blanks(parameters.substr(one.size()));
    if (same_word(one, "BODY=7BIT") || same_word(one, "BODY=8BITMIME")) continue;
    if (!same_word(one.substr(0, 5), "SIZE=")) return "555 parameter not known\r\n";
    std::size_t size = 0;
    const auto digits = one.substr(5);
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), size);
    if (error == std::errc::result_out_of_range || size > mail_bytes)
      return "552 message size exceeds the limit\r\n";
    if (error != std::errc{} || end != digits.end()) return "501 SIZE is a number\r\n";
  }
  return {};
}

}  // namespace riskflow::mail
