#include "tests/domain/printing.hpp"

namespace riskflow::domain::tests {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00" + hex({&c, 1});
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

std::string text_of(const AnyEvent& event) {
  const auto fields = std::visit([](const auto& e) { return as_json(e); }, event);
  return std::string(facts_of(event).name) + " " + fields;
}

}  // namespace riskflow::domain::tests
