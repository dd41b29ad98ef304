#include "runtime/http/target.hpp"

#include <algorithm>

#include <boost/url/encode.hpp>
#include <boost/url/grammar/error.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

namespace riskflow::http {

namespace urls = boost::urls;

static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

static Result<std::string> checked(std::string decoded) {
  if (std::ranges::any_of(decoded, is_control) || !is_utf8(decoded))
    return fail(Errc::invalid, "not UTF-8 text without control characters", "target");
  return decoded;
}

// A query writes a space as '+'.
static Result<std::string> decode(urls::pct_string_view encoded) {
  urls::encoding_opts options;
  options.space_as_plus = true;
  return checked(encoded.decode(options));
}

static Result<Pairs> decode(urls::params_encoded_view encoded) {
  Pairs pairs;
  for (const auto param : encoded) {
    auto name = decode(param.key);
    if (!name) return fail(name.error());
    auto value = decode(param.value);
    if (!value) return fail(value.error());
    pairs.push_back({std::move(*name), std::move(*value)});
  }
  return pairs;
}

static urls::result<urls::url_view> parse_target(std::string_view text) {
  if (text.starts_with('/')) return urls::parse_origin_form({text.data(), text.size()});
  auto absolute = urls::parse_absolute_uri({text.data(), text.size()});
  // "host:443" reads as a scheme and a path.
  if (absolute && !absolute->has_authority()) return urls::grammar::error::mismatch;
  return absolute;
}

Result<Target> read_target(std::string_view text) {
  const auto parsed = parse_target(text);
  if (!parsed)
    return fail(Errc::invalid, "not a path with an optional query: escape what is not URL text",
                "target");
  Target target;
  target.path = std::string(parsed->encoded_path());
  if (target.path.empty()) target.path = "/";
  if (!parsed->has_query() || parsed->encoded_query().empty()) return target;
  auto query = decode(parsed->encoded_params());
  if (!query) return fail(query.error());
  target.query = std::move(*query);
  return target;
}

Result<std::string> decode_segment(std::string_view segment) {
  const auto encoded = urls::make_pct_string_view({segment.data(), segment.size()});
  if (!encoded) return fail(Errc::invalid, "a wrong percent escape in the path", "target");
  return checked(encoded->decode());
}

std::string encode(std::string_view text) {
  return urls::encode({text.data(), text.size()}, urls::unreserved_chars);
}

// How many bytes follow a lead byte, and the least and greatest second byte (RFC 3629, 4).
struct Lead {
  std::uint8_t from, to, follow, low, high;
};
static constexpr Lead leads[] = {
    {0x00, 0x7f, 0, 0, 0},       {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

static const Lead* lead_of(std::uint8_t byte) {
  for (const auto& lead : leads)
    if (byte >= lead.from && byte <= lead.to) return &lead;
  return nullptr;
}

bool is_utf8(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const Lead* lead = lead_of(at(i));
    if (!lead || bytes.size() - i <= lead->follow) return false;
    if (lead->follow > 0 && (at(i + 1) < lead->low || at(i + 1) > lead->high)) return false;
    for (std::size_t k = 2; k <= lead->follow; ++k)
      if ((at(i + k) & 0xc0) != 0x80) return false;
    i += 1u + lead->follow;
  }
  return true;
}

}  // namespace riskflow::http
