#pragma once
// Mail addresses: one mailbox with an optional display name, and the lists that flows write
// (`emailMessage/To` separates with `;`).  Parsed strictly, never repaired.  Errors name the field
// and the number of the entry, never the address itself.  Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/result.hpp"

namespace riskflow::mail {

inline constexpr std::size_t max_display_name_bytes = 256;
inline constexpr std::size_t max_address_list_bytes = std::size_t{64} * 1024;

// Somebody who can receive mail.  Holds personal data: never goes into a log or an error.
struct Address {
  std::string name;     // UTF-8 as shown, "Ann Example"; may be empty
  std::string mailbox;  // "ann@example.org"
  bool operator==(const Address&) const = default;
};

// Whether `text` is dot-separated labels of letters, digits and inner hyphens (RFC 5321, 4.1.2;
// RFC 1123, 2.1), at most 253 bytes.  Internationalised names stand in their xn-- form.
bool is_domain(std::string_view text);

// Whether `text` is `local@domain` with a dot-atom of ASCII as its local part (RFC 5322, 3.4.1), at
// most 64 bytes before the @ and 254 in all.  Quoted local parts, address literals and
// SMTPUTF8 are not supported.
bool is_mailbox(std::string_view text);

// Reads addresses (`local@domain`, `<local@domain>`, `Display Name <local@domain>` or
// `"Name, Display" <...>`) separated by `;` or `,` (outside quotes and angle brackets); empty
// entries are skipped.  Errors: invalid, with `target` and detail {"entry", "2"}; invalid when
// there is none; too_large over 64 KiB.
Result<std::vector<Address>> parse_addresses(std::string_view text, std::string_view target = "to");

// Checks an address that was made by hand: the mailbox, and a name fit for a header line.
// `entry` counts from 1.  Error: invalid, with `target` and detail {"entry", ...}.
Status check_address(const Address& address, std::string_view target, std::size_t entry);

}  // namespace riskflow::mail
