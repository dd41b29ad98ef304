#pragma once
// Pages of the log, as the server answers them.

#include <cstdint>
#include <optional>

#include <boost/json/fwd.hpp>

#include "domain/core/result.hpp"

namespace riskflow::cli {

// The position at which the next page begins; nothing when this one is the last.
std::optional<std::int64_t> next_in(const boost::json::object& page);

// For an answer in another shape than ours.
std::unexpected<Error> unknown_answer();

}  // namespace riskflow::cli
