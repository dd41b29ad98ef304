#include "domain/language/dialect.hpp"

namespace riskflow::language {

std::string_view to_text(Dialect dialect) {
  switch (dialect) {
    case Dialect::consumption: return "Logic Apps Consumption";
    case Dialect::standard: return "Logic Apps Standard";
    case Dialect::power_automate: return "Power Automate";
  }
  return "";
}

}  // namespace riskflow::language
