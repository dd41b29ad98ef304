#include "domain/language/connections.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "domain/language/text.hpp"

namespace riskflow::language {

// The text at a path of members, or an empty string.
static std::string text_at(const Value& value, std::initializer_list<std::string_view> path) {
  const auto* found = &value;
  for (const auto key : path) {
    found = found->find(key);
    if (found == nullptr) return {};
  }
  return found->kind() == Kind::string ? found->text() : std::string{};
}

static std::string first_of(std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    if (!text.empty()) return text;
  return {};
}

std::string last_segment(std::string_view id) {
  while (id.ends_with('/')) id.remove_suffix(1);
  return std::string(id.substr(id.rfind('/') + 1));  // npos + 1 is 0: the whole
}

static ConnectionReference connection_from(const std::string& name, const Value& source) {
  ConnectionReference read{.name = name, .api = {}, .connection = {}, .source = source};
  const auto provider = text_at(source, {"serviceProvider", "id"});
  const auto function = text_at(source, {"function", "id"});
  const auto connector = text_at(source, {"connectorId"});  // of a template's manifest
  if (!provider.empty() || same_name(text_at(source, {"kind"}), "inapp"))
    read.kind = ConnectionKind::service_provider;
  if (!function.empty()) read.kind = ConnectionKind::function;
  const auto api = first_of({provider, function, text_at(source, {"api", "name"}),
                             text_at(source, {"api", "id"}), text_at(source, {"apiId"}), connector,
                             text_at(source, {"id"})});
  read.api = last_segment(api);
  read.connection =
      first_of({text_at(source, {"connection", "connectionReferenceLogicalName"}),
                text_at(source, {"connection", "id"}), text_at(source, {"connection", "name"}),
                text_at(source, {"connectionId"}), text_at(source, {"connectionName"})});
  return read;
}

std::vector<ConnectionReference> connections_in(const Value& references) {
  std::vector<ConnectionReference> found;
  if (references.kind() != Kind::object) return found;
  for (const auto& [name, source] : references.members())
    if (source.kind() == Kind::object) found.push_back(connection_from(name, source));
  return found;
}

std::vector<ConnectionReference> connections_of_file(const Value& file) {
  static constexpr std::array sections{"managedApiConnections", "serviceProviderConnections",
                                       "functionConnections"};
  std::vector<ConnectionReference> found;
  for (const auto* section : sections)
    if (const auto* references = file.find(section); references != nullptr)
      std::ranges::move(connections_in(*references), std::back_inserter(found));
  return found;
}

const ConnectionReference* find_connection(std::span<const ConnectionReference> connections,
                                           std::string_view name) {
  const auto found = std::ranges::find_if(connections, [&](const ConnectionReference& reference) {
    return same_name(reference.name, name);
  });
  return found != connections.end() ? &*found : nullptr;
}

// The name in @parameters('$connections')['NAME']['connectionId'].
static std::string name_in_expression(std::string_view expression) {
  static constexpr std::string_view parameter = "'$connections'";
  const auto at = expression.find(parameter);
  if (at == std::string_view::npos) return {};
  const auto begin = expression.find('\'', at + parameter.size());
  if (begin == std::string_view::npos) return {};
  const auto end = expression.find('\'', begin + 1);
  if (end == std::string_view::npos) return {};
  return std::string(expression.substr(begin + 1, end - begin - 1));
}

NamedConnection connection_of(const Value& inputs,
                              std::span<const ConnectionReference> connections) {
  NamedConnection named;
  named.name = first_of({text_at(inputs, {"host", "connectionName"}),
                         text_at(inputs, {"host", "connectionReferenceName"}),
                         text_at(inputs, {"host", "connection", "referenceName"}),
                         name_in_expression(text_at(inputs, {"host", "connection", "name"})),
                         text_at(inputs, {"serviceProviderConfiguration", "connectionName"}),
                         text_at(inputs, {"function", "connectionName"})});
  named.operation = first_of({text_at(inputs, {"host", "operationId"}),
                              text_at(inputs, {"serviceProviderConfiguration", "operationId"})});
  named.api = last_segment(
      first_of({text_at(inputs, {"host", "apiId"}), text_at(inputs, {"host", "api", "id"}),
                text_at(inputs, {"serviceProviderConfiguration", "serviceProviderId"})}));
  if (!named.api.empty()) return named;
  if (const auto* reference = find_connection(connections, named.name)) named.api = reference->api;
  return named;
}

}  // namespace riskflow::language
