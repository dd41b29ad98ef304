#include "domain/language/functions_uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

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
  if (uri.host.find_first_of(" \t\r\n<>\"^`{|}\\%") != uri.host.npos) return std::nullopt;
  uri.path = take_until(rest, "?#");
  if (uri.path.empty() && !uri.host.empty()) uri.path = "/";
  uri.query = take_until(rest, "#");
  return uri;
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What a URI cannot hold is escaped, as .NET's Uri does; what is escaped already stays.
std::string escaped(std::string_view part) {
  static constexpr std::string_view marks = "-._~:/?#[]@!$&'()*+,;=";
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_escape =
        c == '%' && i + 2 < part.size() && is_hex(part[i + 1]) && is_hex(part[i + 2]);
    if (is_letter || (c >= '0' && c <= '9') || is_escape || marks.find(c) != marks.npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// Without "." and ".." (RFC 3986, 5.2.4), of a path that begins with a slash.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "..") out.resize(out.empty() ? 0 : out.rfind('/'));
    if (segment != "." && segment != "..")
      out += "/" + std::string(segment);
    else if (path.empty())
      out += "/";
  }
  return out;
}

std::string path_of(const Uri& uri) {
  const auto path = escaped(uri.path);
  return uri.host.empty() || !path.starts_with('/') ? path : without_dots(path);
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
  return path_of(*uri);
}

Result<std::string> uri_path_and_query(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return path_of(*uri) + escaped(uri->query);
}

Result<std::int64_t> uri_port(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return uri->port;
}

Result<std::string> uri_query(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return escaped(uri->query);
}

Result<std::string> uri_scheme(const Text& text) {
  const auto uri = read(text);
  if (!uri) return fail(uri.error());
  return to_lower(uri->scheme);
}

}  // namespace riskflow::language::builtin
