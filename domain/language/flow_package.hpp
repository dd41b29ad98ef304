#pragma once
// Writes a flow as another instance imports it: the files of a Power Automate package, or the one
// document that says the same.  The definition, and whatever lies beside it, stays byte for byte as
// it was read, but for what is redacted.

#include <cstdint>
#include <string>
#include <vector>

#include "domain/core/time.hpp"
#include "domain/language/containers.hpp"
#include "domain/language/redacted_text.hpp"

namespace riskflow::language {

// Whether ids, addresses and secrets of the tenant go along.
enum class Secrets : std::uint8_t { redacted = 1, kept };

struct WrittenFlow {
  std::string document;  // definition.json: {"name", "id", "type", "properties": {...}}
  RedactionCount redactions;
};

WrittenFlow written_flow(const FlowSource& flow, Secrets secrets);

// The files of a package with this flow, made from what written_flow wrote: manifest.json and,
// below Microsoft.Flow/flows, manifest.json, definition.json, apisMap.json and connectionsMap.json.
// The same flow at the same time gives the same files. Error: invalid, when `document` is no flow.
Result<std::vector<ContainerFile>> package_of(const WrittenFlow& flow, Instant created);

}  // namespace riskflow::language
