#include "tools/riskflow/log_page.hpp"

#include <boost/json.hpp>

namespace riskflow::cli {

namespace json = boost::json;

std::optional<std::int64_t> next_in(const json::object& page) {
  const auto* next = page.if_contains("next");
  if (next == nullptr || !next->is_number()) return std::nullopt;
  json::error_code ec;
  const auto position = next->to_number<std::int64_t>(ec);
  return ec ? std::nullopt : std::optional(position);
}

std::unexpected<Error> unknown_answer() {
  return fail(Errc::unavailable, "the answer is not what we know: is the server newer?", "server");
}

}  // namespace riskflow::cli
