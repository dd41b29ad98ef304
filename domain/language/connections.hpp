#pragma once
// The connections of a definition: how each product names them beside it, and how its steps name
// them.  What they are beside it is one list here, whatever product it came from.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/value.hpp"

namespace riskflow::language {

enum class ConnectionKind : std::uint8_t { managed = 1, service_provider, function };

struct ConnectionReference {
  std::string name;  // as steps name it
  ConnectionKind kind = ConnectionKind::managed;
  std::string api;         // the last segment of its id: "shared_office365", "AzureBlob"
  std::string connection;  // its id, its name, or the logical name of a reference; may be empty
  Value source;            // as written
};

// From an object of references: Power Automate's connectionReferences, the value of $connections, a
// section of connections.json, or the connections of a template's manifest.
std::vector<ConnectionReference> connections_in(const Value& references);

// From a connections.json: its sections managedApiConnections, serviceProviderConnections and
// functionConnections.
std::vector<ConnectionReference> connections_of_file(const Value& file);

// What the inputs of a connector's step name; what they leave out is empty.
struct NamedConnection {
  std::string name;
  std::string api;
  std::string operation;
};

// Reads host.connectionName, host.connectionReferenceName, host.connection.referenceName,
// host.connection.name with $connections, serviceProviderConfiguration and
// function.connectionName; the api comes from there or from `connections`.
NamedConnection connection_of(const Value& inputs,
                              std::span<const ConnectionReference> connections);

// By name in any case; a null pointer when there is none.
const ConnectionReference* find_connection(std::span<const ConnectionReference> connections,
                                           std::string_view name);

// "/a/b/office365" gives "office365".
std::string last_segment(std::string_view id);

}  // namespace riskflow::language
