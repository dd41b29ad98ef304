#include "tools/riskflow/mail_page.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/http/message.hpp"
#include "tools/riskflow/cell.hpp"

namespace riskflow::cli {

namespace json = boost::json;

struct Header {
  std::string name;
  std::string value;
};

// A header that stands above the text, and the field of the answer that speaks for a missing one.
struct Leading {
  std::string_view header;
  std::string_view field;
};
constexpr std::array leading{Leading{"From", "from"}, Leading{"To", "to"}, Leading{"Cc", {}},
                             Leading{"Subject", "subject"}, Leading{"Date", "receivedDateTime"}};

static std::string text_at(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value ? full_text(*value) : std::string();
}

static std::vector<Header> headers_of(const json::object& mail) {
  std::vector<Header> headers;
  const auto* value = mail.if_contains("headers");
  const auto* list = value ? value->if_array() : nullptr;
  if (list == nullptr) return headers;
  for (const auto& entry : *list)
    if (const auto* header = entry.if_object())
      headers.push_back({text_at(*header, "name"), text_at(*header, "value")});
  return headers;
}

// Takes the first header of this name out of the list.
static std::string take(std::vector<Header>& headers, std::string_view name) {
  const auto found = std::ranges::find_if(
      headers, [&](const Header& header) { return http::same_without_case(header.name, name); });
  if (found == headers.end()) return {};
  auto value = std::move(found->value);
  headers.erase(found);
  return value;
}

static void print_text(std::ostream& out, std::string_view text) {
  const auto end = text.find_last_not_of("\r\n") + 1;
  if (end == 0) {
    out << "\n(there is no text)\n";
    return;
  }
  out << fmt::format("\n  {}\n", paragraph(text.substr(0, end), "  "));
}

void print_mail(std::ostream& out, const json::object& mail) {
  auto others = headers_of(mail);
  for (const auto& [header, field] : leading) {
    auto value = take(others, header);
    if (value.empty() && !field.empty()) value = text_at(mail, field);
    if (!value.empty()) out << fmt::format("{:7}  {}\n", header, one_line(value));
  }
  print_text(out, text_at(mail, "text"));
  if (!text_at(mail, "html").empty())
    out << "\n(there is an HTML part as well: add -o json to see it)\n";
  if (others.empty()) return;
  out << fmt::format("\nHEADERS ({})\n", others.size());
  for (const auto& header : others)
    out << fmt::format("  {}: {}\n", one_line(header.name), one_line(header.value));
}

}  // namespace riskflow::cli
