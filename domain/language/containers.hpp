#pragma once
// The documents that a workflow definition comes in, and what they say of it beside it.  Each
// product wraps it in its own way (reference: wdl.md 1.1); what is read out of them is the same.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/language/connections.hpp"
#include "domain/language/definition.hpp"

namespace riskflow::language {

enum class Container : std::uint8_t {
  bare = 1,      // the definition itself
  code_view,     // {"definition", "parameters"}: Logic Apps Consumption
  arm_template,  // resources of type Microsoft.Logic/workflows
  standard,      // workflow.json of Logic Apps Standard: {"definition", "kind"}
  package,       // definition.json of a Power Automate package
  solution,      // Workflows/<name>-<id>.json of a Power Platform solution
  gallery,       // workflow.json of the Logic Apps template gallery
};

// "ARM template", "Power Automate package": for messages.
std::string_view to_text(Container container);

// A file, by its path in a folder or an archive; slashes between its parts.
struct ContainerFile {
  std::string path;
  std::string text;
};

// The texts of files that belong to a workflow.json; empty when there is none.
struct SiblingFiles {
  std::string connections;  // connections.json of the project
  std::string parameters;   // parameters.json of the project
  std::string manifest;     // manifest.json of a template
};

// A flow in a document.
struct FlowSource {
  std::string name;          // by which it is picked among several
  std::string display_name;  // may be empty
  Container container = Container::bare;
  Dialect dialect = Dialect::power_automate;
  std::string kind;  // "Stateful", "Stateless", "Agent"; may be empty
  std::string path;  // of its file in an archive; else empty

  std::shared_ptr<const std::string> document;  // shared: a template may hold hundreds of flows
  std::string pointer;                          // to the definition in `document`
  std::string resolved;  // ARM only: the resource as JSON, its expressions resolved
  Value definition;      // null when it cannot be read: `diagnostics` say why

  std::vector<ConnectionReference> connections;
  Value parameter_values;     // name and value; null when it has none
  Value declared_parameters;  // those that only a file beside it declares: name and {"type"}
  std::vector<Diagnostic> diagnostics;
};

// The flows of one document.  `file.path` names those that do not name themselves.
// Errors: invalid (not JSON, or no definition in it), too_large.
Result<std::vector<FlowSource>> flows_in(const ContainerFile& file,
                                         const SiblingFiles& siblings = {});

// The flow that `name` means, by its name or display name, in any case; an empty name means the
// only one.  Errors: not_found, invalid (several), each with the names there are.
Result<const FlowSource*> pick_flow(std::span<const FlowSource> flows, std::string_view name);

// What lies around a definition: text that is JSON, and where in it the definition stands.
struct Surroundings {
  std::string_view text;
  std::string pointer;
};
Surroundings surroundings_of(const FlowSource& flow);

// The definition byte for byte as it was written, ARM expressions resolved.
std::string_view written_definition(const FlowSource& flow);

inline constexpr std::size_t container_bytes_max = std::size_t{16} << 20;
inline constexpr std::size_t container_depth_max = 100;  // of containers inside each other
inline constexpr std::size_t flows_max = 500;            // in one document or archive

}  // namespace riskflow::language
