#pragma once
// What may not stand in a mail's texts.  Used before anything is composed or sent: a text that
// could end a header line early is refused by name, never mended.  Pure; any thread.  Cost: linear.

#include <string_view>

namespace riskflow::mail {

// What is wrong with `text` as (a part of) one header line, as the rest of the sentence "...
// holds": "a control character" (CR, LF, NUL, TAB and every other of Unicode's class Cc), "a line
// separator" (U+2028, U+2029: some readers break lines there), or "bytes that are not UTF-8".
// Empty: nothing.
std::string_view fault_in_line(std::string_view text);

// The same for a body of many lines: only NUL and bytes that are not UTF-8 are wrong.
std::string_view fault_in_body(std::string_view text);

}  // namespace riskflow::mail
