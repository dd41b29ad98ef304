#include "runtime/http/head.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "domain/core/ids.hpp"

namespace riskflow::http {

bool HeadScan::is_acceptable(std::string_view bytes) const {
  const char c = bytes[seen_];
  const char before = seen_ == 0 ? '\0' : bytes[seen_ - 1];
  if (c == '\n') return before == '\r';
  if (before == '\r') return false;
  if (before == '\n') return c != ' ' && c != '\t';
  return c == '\t' || c == '\r' || static_cast<unsigned char>(c) >= 0x20;
}

HeadScan::Verdict HeadScan::look(std::string_view bytes) {
  for (; seen_ < bytes.size(); ++seen_) {
    if (seen_ == limit_) return Verdict::too_large;
    if (!is_acceptable(bytes)) return Verdict::malformed;
    if (bytes.substr(0, seen_ + 1).ends_with("\r\n\r\n")) {
      ++seen_;
      return Verdict::complete;
    }
  }
  return Verdict::more;
}

static Status one_at_most(const Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  if (headers.count(name) > 1 || (value && value->find(',') != std::string_view::npos))
    return fail(Errc::invalid, "header given more than once: send it once", std::string(name));
  return {};
}

Status check_framing(const Headers& headers, HttpVersion version) {
  for (const auto* name : {"Host", "Content-Length", "Transfer-Encoding"})
    if (auto once = one_at_most(headers, name); !once) return fail(once.error());
  if (version == HttpVersion::one_one && headers.count("Host") == 0)
    return fail(Errc::invalid, "HTTP/1.1 asks for a Host header", "Host");
  const auto encoding = headers.find("Transfer-Encoding");
  if (!encoding) return {};
  if (headers.count("Content-Length") > 0)
    return fail(Errc::invalid, "a length and an encoding contradict each other: send one",
                "Transfer-Encoding");
  if (version == HttpVersion::one_zero || !same_without_case(*encoding, "chunked"))
    return fail(Errc::invalid, "the only encoding is chunked, in HTTP/1.1", "Transfer-Encoding");
  return {};
}

std::optional<std::string_view> given_request_id(const Headers& headers) {
  const auto value = headers.find("request-id");
  if (!value || !id_bytes_from_text(*value, "request-id")) return std::nullopt;
  return value;
}

static bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::string_view> given_traceparent(const Headers& headers) {
  const auto value = headers.find("traceparent");
  if (!value || value->size() != 55) return std::nullopt;
  const auto version = value->substr(0, 2);
  const auto trace = value->substr(3, 32);
  const auto span = value->substr(36, 16);
  const bool dashes = (*value)[2] == '-' && (*value)[35] == '-' && (*value)[52] == '-';
  const bool digits = is_hex(version) && is_hex(trace) && is_hex(span) && is_hex(value->substr(53));
  const auto is_zero = [](std::string_view s) { return s.find_first_not_of('0') == s.npos; };
  if (!dashes || !digits || version == "ff" || is_zero(trace) || is_zero(span)) return std::nullopt;
  return value;
}

// What every answer carries unless it says otherwise itself.
struct FixedHeader {
  std::string_view name;
  std::string_view value;
};
static constexpr FixedHeader for_all[] = {
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
};
static constexpr FixedHeader for_html[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
};

static void set_missing(Headers& headers, std::span<const FixedHeader> fixed) {
  for (const auto& row : fixed)
    if (headers.count(row.name) == 0) headers.set(row.name, std::string(row.value));
}

void complete_headers(Response& response, const Request& request) {
  response.headers.set("Date", http_date(request.received));
  response.headers.set("request-id", request.correlation);
  if (const auto trace = given_traceparent(request.headers))
    response.headers.set("traceparent", std::string(*trace));
  set_missing(response.headers, for_all);
  if (response.content_type.starts_with("text/html")) set_missing(response.headers, for_html);
}

std::string http_date(Instant at) {
  static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(at - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

static bool is_token(std::string_view name) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != others.npos;
  });
}

static bool is_one_line(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

bool can_be_sent(const Headers& headers) {
  return std::ranges::all_of(headers.all(), [](const Pair& field) {
    return is_token(field.name) && is_one_line(field.value);
  });
}

}  // namespace riskflow::http
