#pragma once
// Which product a definition was written for.  The products run the same language and differ in
// defaults: the parallelism of a Foreach, retries, how a connection is named.

#include <cstdint>
#include <string_view>

namespace riskflow::language {

enum class Dialect : std::uint8_t { consumption = 1, standard, power_automate };

// "Logic Apps Consumption", "Logic Apps Standard", "Power Automate".
std::string_view to_text(Dialect dialect);

}  // namespace riskflow::language
