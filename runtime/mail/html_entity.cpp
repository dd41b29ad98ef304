#include "runtime/mail/html_entity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace riskflow::mail {
namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};

// Those that mail editors write; everything else stays as it stands.
constexpr std::array entities{
    Entity{"amp", "&"},    Entity{"apos", "'"},  Entity{"bull", "•"},   Entity{"copy", "©"},
    Entity{"euro", "€"},   Entity{"gt", ">"},    Entity{"hellip", "…"}, Entity{"laquo", "«"},
    Entity{"ldquo", "“"},  Entity{"lsquo", "‘"}, Entity{"lt", "<"},     Entity{"mdash", "—"},
    Entity{"middot", "·"}, Entity{"nbsp", " "},  Entity{"ndash", "–"},  Entity{"quot", "\""},
    Entity{"raquo", "»"},  Entity{"rdquo", "”"}, Entity{"reg", "®"},    Entity{"rsquo", "’"},
    Entity{"sect", "§"},   Entity{"times", "×"}, Entity{"trade", "™"},
};
static_assert(std::ranges::is_sorted(entities, {}, &Entity::name));
constexpr std::size_t longest_entity = 10;

void append_utf8(std::string& out, std::uint32_t c) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// "#8364" or "#x20AC" to text; empty when it is no character that may stand in a text.
std::string numeric_entity(std::string_view digits) {
  digits.remove_prefix(1);
  const int base = !digits.empty() && (digits.front() == 'x' || digits.front() == 'X') ? 16 : 10;
  if (base == 16) digits.remove_prefix(1);
  std::uint32_t c = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), c, base);
  if (error != std::errc{} || end != digits.end()) return {};
  const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
  if (control || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return {};
  if (c == 0xA0) return " ";
  std::string text;
  append_utf8(text, c);
  return text;
}

std::string entity(std::string_view name) {
  if (name.starts_with('#')) return numeric_entity(name);
  const auto found = std::ranges::lower_bound(entities, name, {}, &Entity::name);
  return found != entities.end() && found->name == name ? std::string{found->text} : std::string{};
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto amp = std::min(text.find('&'), text.size());
    out += text.substr(0, amp);
    text.remove_prefix(amp);
    if (text.empty()) break;
    const auto end = text.substr(0, longest_entity + 2).find(';');
    const auto meant =
        end == std::string_view::npos ? std::string{} : entity(text.substr(1, end - 1));
    out += meant.empty() ? "&" : meant;
    text.remove_prefix(meant.empty() ? 1 : end + 1);
  }
  return out;
}

}  // namespace riskflow::mail
