#include "runtime/mail/address.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "runtime/mail/text_fault.hpp"

namespace riskflow::mail {
namespace {

constexpr std::size_t max_domain_bytes = 253;
constexpr std::size_t max_label_bytes = 63;
constexpr std::size_t max_local_bytes = 64;
constexpr std::size_t max_mailbox_bytes = 254;  // RFC 5321 erratum 1690
constexpr std::string_view blanks = " \t\r\n";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom_character(char c) {
  return is_letter_or_digit(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.contains(c);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= max_label_bytes && label.front() != '-' &&
         label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_atom(std::string_view atom) {
  return !atom.empty() && std::ranges::all_of(atom, is_atom_character);
}

template <class Holds>
bool all_between_dots(std::string_view text, Holds holds) {
  return std::ranges::all_of(text | std::views::split('.'), [&](auto part) {
    return holds(std::string_view{part.begin(), part.end()});
  });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::unexpected<Error> bad_entry(std::string_view target, std::size_t entry, std::string_view why) {
  return fail(Errc::invalid, fmt::format("entry {} of '{}' {}", entry, target, why),
              std::string{target}, {{"entry", fmt::to_string(entry)}});
}

// The text inside a quoted string (RFC 5322, 3.2.4), or nothing when the quotes do not fit.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\') ++i;  // what it quotes is kept as it is
    if (i == text.size()) return std::nullopt;
    plain += text[i];
  }
  return plain;
}

std::optional<std::string> display_name(std::string_view text) {
  if (text.starts_with('"')) return unquoted(text);
  // An '@' outside quotes would show one address and mail to another.
  if (text.find_first_of("\"<>@,;\\") != std::string_view::npos) return std::nullopt;
  return std::string{text};
}

Result<Address> parse_entry(std::string_view text, std::string_view target, std::size_t entry) {
  constexpr std::string_view shape = "is not an address like name@domain";
  Address address{.name = {}, .mailbox = std::string{text}};
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) return bad_entry(target, entry, shape);
    auto name = display_name(trim(text.substr(0, open)));
    if (!name) return bad_entry(target, entry, "has a display name that must be quoted");
    address.name = std::move(*name);
    address.mailbox = text.substr(open + 1, text.size() - open - 2);
  }
  if (auto checked = check_address(address, target, entry); !checked) return fail(checked.error());
  return address;
}

// Where the entry that starts `text` ends: the first separator outside quotes and brackets.
std::size_t entry_end(std::string_view text) {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '<' || c == '>')) {
      bracketed = c == '<';
    } else if (!quoted && !bracketed && (c == ';' || c == ',')) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

bool is_domain(std::string_view text) {
  return text.size() <= max_domain_bytes && all_between_dots(text, is_label) && !text.empty();
}

bool is_mailbox(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > max_mailbox_bytes) return false;
  return at <= max_local_bytes && all_between_dots(text.substr(0, at), is_atom) &&
         is_domain(text.substr(at + 1));
}

Status check_address(const Address& address, std::string_view target, std::size_t entry) {
  if (address.name.size() > max_display_name_bytes)
    return bad_entry(target, entry, "has a display name over 256 bytes");
  for (const std::string& text : {address.name, address.mailbox})
    if (const auto fault = fault_in_line(text); !fault.empty())
      return bad_entry(target, entry, fmt::format("holds {}", fault));
  if (!is_mailbox(address.mailbox))
    return bad_entry(target, entry, "is not an address like name@domain");
  return {};
}

Result<std::vector<Address>> parse_addresses(std::string_view text, std::string_view target) {
  if (text.size() > max_address_list_bytes)
    return fail(Errc::too_large, "a list of addresses may have 64 KiB", std::string{target});
  std::vector<Address> addresses;
  for (std::size_t entry = 1; !text.empty(); ++entry) {
    const auto end = entry_end(text);
    const auto one = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.empty()) continue;
    auto address = parse_entry(one, target, entry);
    if (!address) return fail(address.error());
    addresses.push_back(std::move(*address));
  }
  if (addresses.empty())
    return fail(Errc::invalid, fmt::format("'{}' names nobody", target), std::string{target});
  return addresses;
}

}  // namespace riskflow::mail
