#pragma once
// A caught mail as a page for reading.

#include <ostream>

#include <boost/json/fwd.hpp>

namespace riskflow::cli {

// From, To, Cc, Subject and Date, then the text with its lines, then the other headers.  Of an HTML
// part it says only that there is one.  `mail` is the answer of GET /v1.0/mails/{number}.
void print_mail(std::ostream& out, const boost::json::object& mail);

}  // namespace riskflow::cli
