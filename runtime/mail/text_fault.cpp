#include "runtime/mail/text_fault.hpp"

#include <glib.h>

namespace riskflow::mail {

static constexpr gunichar line_separator = 0x2028;
static constexpr gunichar paragraph_separator = 0x2029;

std::string_view fault_in_body(std::string_view text) {
  if (text.contains('\0')) return "a NUL character";
  const bool valid = g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != 0;
  return valid ? std::string_view{} : "bytes that are not UTF-8";
}

std::string_view fault_in_line(std::string_view text) {
  if (text.contains('\0')) return "a control character";
  if (const auto fault = fault_in_body(text); !fault.empty()) return fault;
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_iscntrl(c) != 0) return "a control character";
    if (c == line_separator || c == paragraph_separator) return "a line separator";
  }
  return {};
}

}  // namespace riskflow::mail
