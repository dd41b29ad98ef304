#include "domain/language/functions_uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/language/text.hpp"

namespace riskflow::language::builtin {

namespace {

// As views of the text; the scheme and the host in whatever case they were written.
struct Uri {
  std::string_view scheme;
  std::string_view host;
  std::int64_t port = -1;  // -1: none, and the scheme has no usual one
  std::string_view path;
  std::string_view query;  // with its question mark
};

struct UsualPort {
  std::string_view scheme;
  std::int64_t port;
};

constexpr std::array usual_ports{UsualPort{"http", 80}, UsualPort{"https", 443},
                                 UsualPort{"ws", 80},   UsualPort{"wss", 443},
                                 UsualPort{"ftp", 21},  UsualPort{"ldap", 389}};

bool is_scheme(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && is_letter(text[0]) && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

// Takes what stands before the first of `ends` off the front.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const auto part = rest.substr(0, rest.find_first_of(ends));
  rest.remove_prefix(part.size());
  return part;
}

// [user@]host[:port]; the host may be an IPv6 address in brackets.
bool read_authority(std::string_view authority, Uri& uri) {
  if (const auto at = authority.rfind('@'); at != authority.npos) authority.remove_prefix(at + 1);
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && (bracket == authority.npos || colon > bracket);
  uri.host = authority.substr(0, has_port ? colon : authority.npos);
  if (!has_port || colon + 1 == authority.size()) return true;
  const auto digits = authority.substr(colon + 1);
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, uri.port);
  return read.ec == std::errc{} && read.ptr == end && uri.port >= 0 && uri.port <= 65'535;
}

// The split of RFC 3986, appendix B.  Nothing when the text is no absolute URI.
std::optional<Uri> absolute_uri(std::string_view text) {
  text = trimmed(text);
  const auto colon = text.find(':');
  if (colon == text.npos || !is_scheme(text.substr(0, colon))) return std::nullopt;
  if (text.find_first_of(" \t\r\n<>\"") != text.npos) return std::nullopt;
  Uri uri;
  uri.scheme = text.substr(0, colon);
  for (const auto& [scheme, port] : usual_ports)
    if (same_name(scheme, uri.scheme)) uri.port = port;
  const bool needs_host = uri.port >= 0;
  auto rest = text.substr(colon + 1);
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    if (!read_authority(take_until(rest, "/?#"), uri)) return std::nullopt;
  }
  if (needs_host && uri.host.empty()) return std::nullopt;
  uri.path = take_until(rest, "?#");
  if (uri.path.empty() && !uri.host.empty()) uri.path = "/";
  uri.query = take_until(rest, "#");
  return uri;
}

Result<Uri> read(const Text& text) {
  auto uri = absolute_uri(text.view());
  if (!uri) return cannot("argument 1 is no absolute URI, such as https://example.org/path?x=1");
  return *uri;
}

}  // namespace

Result<std::string> uri_host(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return to_lower(uri->host);
}

Result<std::string> uri_path(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return std::string(uri->path);
}

Result<std::string> uri_path_and_query(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return std::string(uri->path) + std::string(uri->query);
}

Result<std::int64_t> uri_port(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return uri->port;
}

Result<std::string> uri_query(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return std::string(uri->query);
}

Result<std::string> uri_scheme(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return to_lower(uri->scheme);
}

}  // namespace riskflow::language::builtin
