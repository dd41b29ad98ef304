#include "domain/language/redaction.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "domain/language/json_scan.hpp"

namespace riskflow::language {

using Path = std::vector<std::string>;

Redactor::Redactor(const Value& definition) {
  const auto* declared = definition.find("parameters");
  if (declared == nullptr || declared->kind() != Kind::object) return;
  for (const auto& [name, declaration] : declared->members()) {
    const auto* type = declaration.find("type");
    if (type != nullptr && type->kind() == Kind::string &&
        to_lower(type->text()).starts_with("secure"))
      secure_.insert(name);
  }
}

// "x-api-key" and "headers/X-Api-Key" as "xapikey".
static std::string plain_name(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  std::string plain;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ') plain += c;
  return to_lower(plain);
}

static bool names_secret(std::string_view plain) {
  static constexpr std::array names{"password",
                                    "pwd",
                                    "secret",
                                    "clientsecret",
                                    "pfx",
                                    "sharedkey",
                                    "accesskey",
                                    "accountkey",
                                    "apikey",
                                    "xapikey",
                                    "subscriptionkey",
                                    "ocpapimsubscriptionkey",
                                    "connectionstring",
                                    "authorization",
                                    "accesstoken",
                                    "refreshtoken",
                                    "sastoken",
                                    "sharedaccesskey",
                                    "privatekey",
                                    "xfunctionskey",
                                    "cookie",
                                    "storageaccountkey",
                                    "connectionkey",
                                    "primarykey"};
  return std::ranges::find(names, plain) != names.end();
}

static bool names_credential(std::string_view plain) {
  static constexpr std::array names{"value", "parameter", "username"};
  return std::ranges::find(names, plain) != names.end();
}

// Whether a text says where a secret is rather than what it is: it reads a parameter, say.
static bool is_reference(std::string_view text) {
  if (!text.starts_with('@') && text.find("@{") == std::string_view::npos) return false;
  static constexpr std::array readers{"parameters(", "variables(",  "outputs(", "body(",
                                      "trigger",     "item",        "actions(", "appsetting(",
                                      "result(",     "listcallback"};
  const auto lower = to_lower(text);
  return std::ranges::any_of(readers,
                             [&](auto one) { return lower.find(one) != std::string::npos; });
}

namespace {

class Redacting final : public JsonEditor {
 public:
  Redacting(TextRedactor& text, const std::set<std::string, NameLess>& secure)
      : text_(text), secure_(secure) {}

  std::optional<std::string> value(const Path& path, std::string_view written) override {
    const auto mark = written.empty() ? ' ' : written.front();
    if (is_of_secure(path)) return without_content(written);
    if (mark == '{') note_declaration(path, written);
    if (mark == '{' || mark == '[' || path.empty()) return std::nullopt;
    if (path.back() == "operationMetadataId" || path.back() == "$schema")
      return std::string(written);
    const auto name = plain_name(path.back());
    const bool is_credential = path.size() > 1 &&
                               same_name(path[path.size() - 2], "authentication") &&
                               names_credential(name);
    const bool is_secret = is_credential || names_secret(name);
    if (mark != '"')
      return is_secret && is_number(mark) ? quoted(text_.secret()) : std::optional<std::string>{};
    return string(written, is_secret, name);
  }

  std::optional<std::string> name(std::string_view key) override {
    auto other = text_.redacted(key);
    return other == key ? std::nullopt : std::optional(std::move(other));
  }

 private:
  static bool is_number(char mark) { return mark == '-' || (mark >= '0' && mark <= '9'); }
  static std::string quoted(std::string_view text) { return to_json_text(Value{text}); }

  std::optional<std::string> string(std::string_view written, const bool is_secret,
                                    const std::string& name) {
    const auto text = text_of_string(written);
    if (is_secret && !text.empty() && !is_reference(text)) return quoted(text_.secret());
    if ((name == "tenant" || name == "tenantid") && text.find('@') == std::string::npos &&
        text.find('.') != std::string::npos)
      return quoted(text_.host(text));
    const auto other = text_.redacted(text);
    return other == text ? std::nullopt : std::optional(quoted(other));
  }

  // An object that says that what stands in it is a secret: a parameter of a secure type, or
  // {"name": "password", "value": ...}, as variables and headers are written.
  void note_declaration(const Path& path, std::string_view written) {
    for (const auto& member : members_in(written)) {
      if (!member.value.starts_with('"')) continue;
      const auto text = text_of_string(member.value);
      const bool is_type = same_name(member.key, "type") && to_lower(text).starts_with("secure");
      const bool is_name = same_name(member.key, "name") || same_name(member.key, "key");
      if (is_type || (is_name && names_secret(plain_name(text)))) declared_.insert(path);
    }
  }

  bool is_of_secure(const Path& path) const {
    static constexpr std::array contents{"defaultValue", "value", "allowedValues"};
    if (path.size() < 2 ||
        std::ranges::none_of(contents, [&](auto one) { return same_name(path.back(), one); }))
      return false;
    const Path holder(path.begin(), path.end() - 1);
    if (declared_.contains(holder)) return true;
    const bool is_parameter = holder.size() > 1 && holder[holder.size() - 2] == "parameters";
    return is_parameter &&
           (secure_.contains(holder.back()) || names_secret(plain_name(holder.back())));
  }

  std::optional<std::string> without_content(std::string_view written) {
    const auto mark = written.empty() ? ' ' : written.front();
    if (mark == '{') return "{}";
    if (mark == '[') return "[]";
    if (mark == '"') return string(written, true, {});
    return is_number(mark) ? std::optional(quoted(text_.secret())) : std::nullopt;
  }

  TextRedactor& text_;
  const std::set<std::string, NameLess>& secure_;
  std::set<Path> declared_;
};

}  // namespace

std::string Redactor::redacted(std::string_view json) {
  Redacting editor(text_, secure_);
  return edited(json, editor);
}

}  // namespace riskflow::language
