#include "domain/language/redacted_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "domain/language/text.hpp"

namespace riskflow::language {

// A piece of a text that is replaced.
struct TextRedactor::Piece {
  std::size_t size = 0;
  std::string instead;
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
static bool is_host(char c) { return is_word(c) || c == '.' || c == '-'; }
static bool is_base64(char c) {
  return is_word(c) || std::string_view{"+/=._-~"}.find(c) != std::string_view::npos;
}
static bool is_local(char c) {
  return is_word(c) || std::string_view{"._+-"}.find(c) != std::string_view::npos;
}

template <class Is>
static std::string_view run_of(std::string_view text, Is is) {
  const auto end = std::ranges::find_if_not(text, is);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

static bool begins_as(std::string_view text, std::string_view beginning) {
  return same_name(text.substr(0, beginning.size()), beginning);
}

// ---- what is public ----

// The host itself or anything below it.
static bool is_below(std::string_view host, std::string_view domain) {
  if (same_name(host, domain)) return true;
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         same_name(host.substr(host.size() - domain.size()), domain);
}

static bool is_public(std::string_view host) {
  static constexpr std::array with_all_below{
      "example.com", "example.org", "example.net",        "example",
      "test",        "invalid",     "localhost",          "w3.org",
      "xmlsoap.org", "aka.ms",      "openxmlformats.org", "json-schema.org"};
  static constexpr std::array alone{"schema.management.azure.com",
                                    "management.azure.com",
                                    "management.core.windows.net",
                                    "login.microsoftonline.com",
                                    "login.windows.net",
                                    "sts.windows.net",
                                    "graph.microsoft.com",
                                    "graph.windows.net",
                                    "api.flow.microsoft.com",
                                    "service.flow.microsoft.com",
                                    "make.powerautomate.com",
                                    "make.powerapps.com",
                                    "outlook.office.com",
                                    "outlook.office365.com",
                                    "schemas.microsoft.com",
                                    "docs.microsoft.com",
                                    "learn.microsoft.com",
                                    "go.microsoft.com",
                                    "adaptivecards.io",
                                    "vault.azure.net",
                                    "storage.azure.com",
                                    "database.windows.net",
                                    "logic.azure.com"};
  if (host.find('.') == std::string_view::npos) return true;
  return std::ranges::any_of(with_all_below, [&](auto one) { return is_below(host, one); }) ||
         std::ranges::any_of(alone, [&](auto one) { return same_name(host, one); });
}

// Domains under which the products give each tenant a name.
static bool is_of_tenant(std::string_view host) {
  static constexpr std::array domains{
      "sharepoint.com",    "onmicrosoft.com",   "dynamics.com",     "azurewebsites.net",
      "logic.azure.com",   "powerplatform.com", "powerapps.com",    "windows.net",
      "vault.azure.net",   "azure-api.net",     "azure-apihub.net", "azurecr.io",
      "office.com",        "azureedge.net",     "azurefd.net",      "trafficmanager.net",
      "cloudapp.azure.com"};
  return std::ranges::any_of(domains, [&](std::string_view one) {
    return host.size() > one.size() && is_below(host, one);
  });
}

// A name of a connector's field, "value@odata.bind", is no address.
static bool is_annotation(std::string_view domain) {
  return begins_as(domain, "odata.") || begins_as(domain, "Microsoft.Dynamics.CRM.");
}

static bool is_domain(std::string_view text) {
  const auto point = text.rfind('.');
  if (point == std::string_view::npos || point == 0) return false;
  const auto last = text.substr(point + 1);
  return last.size() >= 2 &&
         std::ranges::all_of(last, [](char c) { return is_word(c) && !is_digit(c); });
}

// ---- stand-ins ----

std::string TextRedactor::stand_in(std::map<std::string, std::string>& known, std::string_view what,
                                   std::string_view form) {
  const auto [row, is_new] = known.try_emplace(to_lower(what));
  if (is_new) row->second = fmt::format(fmt::runtime(form), known.size());
  return row->second;
}

std::string_view TextRedactor::secret() {
  ++count_.secrets;
  return "redacted";
}

std::string TextRedactor::host(std::string_view name) {
  ++count_.addresses;
  return stand_in(hosts_, name, "host{}.example.com");
}

std::optional<TextRedactor::Piece> TextRedactor::guid(std::string_view rest) {
  static constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (rest.size() < form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'x' ? !is_hex(rest[i]) : rest[i] != '-') return std::nullopt;
  if (rest.size() > form.size() && is_word(rest[form.size()])) return std::nullopt;
  const auto id = rest.substr(0, form.size());
  // Of nobody, one of our own, or an application of Microsoft that all tenants know.
  if (id.starts_with("00000000-0000-0000-0000-") || id.starts_with("00000000-0000-4000-8000-") ||
      id.ends_with("-0000-0000-c000-000000000000"))
    return Piece{form.size(), std::string(id)};
  ++count_.ids;
  return Piece{form.size(), stand_in(ids_, id, "00000000-0000-4000-8000-{:012}")};
}

// ---- secrets in a text ----

// "Bearer ...", "Basic ...", and a token of three parts (RFC 7519) wherever it stands.
std::optional<TextRedactor::Piece> TextRedactor::token(std::string_view rest) {
  static constexpr std::size_t secret_size_min = 12;
  static constexpr std::array schemes{"Bearer ", "Basic ", "SharedKey ", "Token "};
  for (const std::string_view scheme : schemes) {
    if (!begins_as(rest, scheme)) continue;
    const auto value = run_of(rest.substr(scheme.size()), is_base64);
    if (value.size() >= secret_size_min)
      return Piece{scheme.size() + value.size(),
                   fmt::format("{}{}", rest.substr(0, scheme.size()), secret())};
  }
  if (!rest.starts_with("eyJ")) return std::nullopt;
  const auto value = run_of(rest, is_base64);
  if (std::ranges::count(value, '.') < 2) return std::nullopt;
  return Piece{value.size(), std::string(secret())};
}

// "sig=..." in a query, "AccountKey=..." in a connection string.
std::optional<TextRedactor::Piece> TextRedactor::key_and_value(std::string_view text,
                                                               std::size_t at) {
  static constexpr std::array everywhere{"sig",
                                         "AccountKey",
                                         "SharedAccessKey",
                                         "SharedAccessSignature",
                                         "Password",
                                         "Pwd",
                                         "client_secret",
                                         "AccessKey",
                                         "access_token",
                                         "refresh_token",
                                         "apikey",
                                         "api_key",
                                         "api-key",
                                         "subscription-key",
                                         "secret",
                                         "signature",
                                         "sas"};
  static constexpr std::array in_queries{"code", "key", "token"};
  const auto rest = text.substr(at);
  const auto name = run_of(rest, [](char c) { return is_word(c) || c == '_' || c == '-'; });
  if (name.empty() || rest.substr(name.size(), 1) != "=") return std::nullopt;
  const auto is_named = [&](auto one) { return same_name(name, one); };
  const bool is_query = at > 0 && (text[at - 1] == '?' || text[at - 1] == '&');
  if (std::ranges::none_of(everywhere, is_named) &&
      !(is_query && std::ranges::any_of(in_queries, is_named)))
    return std::nullopt;
  auto value = rest.substr(name.size() + 1);
  value = value.substr(0, value.find("@{"));
  value = value.substr(0, value.find_first_of(is_query ? "&\"'<>#) \t\r\n" : ";&\"'<>\r\n"));
  if (value.empty()) return std::nullopt;
  return Piece{name.size() + 1 + value.size(), fmt::format("{}={}", name, secret())};
}

// ---- addresses ----

// Takes off the path that follows a host of the tenant: the name of a site is one of the tenant's.
std::string TextRedactor::path_of(std::string_view& rest) {
  for (const std::string_view kind : {"/sites/", "/teams/", "/personal/"}) {
    if (!begins_as(rest, kind)) continue;
    const auto name =
        run_of(rest.substr(kind.size()), [](char c) { return is_host(c) || c == '_' || c == '%'; });
    if (name.empty()) return {};
    auto path = fmt::format("{}{}", rest.substr(0, kind.size()), stand_in(sites_, name, "site{}"));
    rest.remove_prefix(kind.size() + name.size());
    return path;
  }
  return {};
}

std::optional<TextRedactor::Piece> TextRedactor::url(std::string_view rest) {
  const auto whole = rest;
  const auto scheme = std::find_if(rest.begin(), rest.end(), [](char c) { return !is_word(c); });
  const auto length = static_cast<std::size_t>(scheme - rest.begin());
  if (length < 2 || rest.substr(length, 3) != "://") return std::nullopt;
  std::string instead(rest.substr(0, length + 3));
  rest.remove_prefix(length + 3);
  const auto user = run_of(rest, [](char c) { return is_host(c) || c == ':' || c == '_'; });
  const auto colon = user.find(':');
  if (colon != std::string_view::npos && rest.substr(user.size(), 1) == "@") {
    instead += fmt::format("{}@", secret());
    rest.remove_prefix(user.size() + 1);
  }
  const auto name = run_of(rest, is_host);
  rest.remove_prefix(name.size());
  static constexpr std::array sign_in{"login.microsoftonline.com", "login.windows.net",
                                      "sts.windows.net"};
  if (!name.empty() && !is_public(name)) {
    instead += host(name);
    instead += path_of(rest);
  } else {
    instead += name;
    const bool names_tenant =
        std::ranges::any_of(sign_in, [&](auto one) { return same_name(name, one); });
    const auto tenant = names_tenant && rest.starts_with('/') ? run_of(rest.substr(1), is_host)
                                                              : std::string_view{};
    if (is_domain(tenant) && !is_public(tenant)) {
      instead += "/" + host(tenant);
      rest.remove_prefix(tenant.size() + 1);
    }
  }
  return Piece{whole.size() - rest.size(), std::move(instead)};
}

std::optional<TextRedactor::Piece> TextRedactor::mail(std::string_view rest) {
  const auto local = run_of(rest, is_local);
  const auto behind = rest.substr(local.size());
  const std::size_t sign = behind.starts_with('@') ? 1 : behind.starts_with("%40") ? 3 : 0;
  if (local.empty() || sign == 0) return std::nullopt;
  auto domain = run_of(behind.substr(sign), is_host);
  while (domain.ends_with('.') || domain.ends_with('-')) domain.remove_suffix(1);
  if (!is_domain(domain) || is_annotation(domain)) return std::nullopt;
  const auto size = local.size() + sign + domain.size();
  if (is_public(domain)) return Piece{size, std::string(rest.substr(0, size))};
  ++count_.addresses;
  const auto person = stand_in(mails_, fmt::format("{}@{}", local, domain), "person{}");
  return Piece{size, fmt::format("{}{}example.com", person, behind.substr(0, sign))};
}

std::optional<TextRedactor::Piece> TextRedactor::bare_host(std::string_view rest) {
  auto name = run_of(rest, is_host);
  while (name.ends_with('.') || name.ends_with('-')) name.remove_suffix(1);
  if (!is_of_tenant(name) || is_public(name)) return std::nullopt;
  auto left = rest.substr(name.size());
  auto instead = host(name);
  instead += path_of(left);
  return Piece{rest.size() - left.size(), std::move(instead)};
}

// ---- the text ----

// What is replaced at `at`, where a word begins.
std::optional<TextRedactor::Piece> TextRedactor::at(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  if (auto found = guid(rest)) return found;
  if (auto found = url(rest)) return found;
  if (auto found = token(rest)) return found;
  if (auto found = key_and_value(text, at)) return found;
  if (auto found = mail(rest)) return found;
  return bare_host(rest);
}

// '@contoso.com', as an expression puts behind a name.
std::optional<TextRedactor::Piece> TextRedactor::domain(std::string_view text, std::size_t at) {
  if (text[at] != '@' || at == 0 || text[at - 1] != '\'') return std::nullopt;
  const auto name = run_of(text.substr(at + 1), is_host);
  const bool ends = text.substr(at + 1 + name.size()).starts_with('\'');
  if (!ends || !is_domain(name) || is_public(name) || is_annotation(name)) return std::nullopt;
  return Piece{name.size() + 1, "@" + host(name)};
}

std::string TextRedactor::redacted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (const auto piece = domain(text, i)) {
      out += piece->instead;
      i += piece->size;
      continue;
    }
    // "%2F" is a slash, not the beginning of a word.
    if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      out += text.substr(i, 3);
      i += 3;
      if (i >= text.size() || !is_word(text[i])) continue;
    } else if (!is_word(text[i]) || (i > 0 && is_word(text[i - 1]))) {
      out += text[i++];
      continue;
    }
    if (const auto piece = at(text, i)) {
      out += piece->instead;
      i += piece->size;
      continue;
    }
    const auto word = run_of(text.substr(i), is_word);
    out += word;
    i += word.size();
  }
  return out;
}

}  // namespace riskflow::language
