#pragma once
// Lists: the query that the options of a view make, and paging through its answers.

#include <functional>

#include <boost/json/fwd.hpp>

#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

// `request` with $filter, $orderby, $top and $asOf as they were given.
http::Request with_view_options(http::Request request, const Given& given);

// Asks, and shows the `value` of the answer; with --all, of all pages.  ndjson and names are
// written page by page, so that memory does not grow with the list.
Result<http::ExitCode> show_list(const Show& show, http::Request request, const Given& given,
                                 Session& session);

}  // namespace riskflow::cli
