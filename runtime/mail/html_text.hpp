#pragma once
// A readable plain text from the HTML of a mail, for the readers that show no HTML.

#include <string>
#include <string_view>

namespace riskflow::mail {

// Lines end in "\n".  Blocks become paragraphs, table rows become lines with " | " between the
// cells, list entries get "- " or their number, links their target in brackets, pictures their
// alternative text; scripts, styles, comments and the head vanish.  Never fails: what is not markup
// is text, and a tag without an end swallows the rest, as a browser does (WHATWG HTML, 13.2.5).
// Pure; any thread.  Cost: linear.
std::string text_from_html(std::string_view html);

}  // namespace riskflow::mail
