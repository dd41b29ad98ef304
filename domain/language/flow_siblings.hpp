#pragma once
// The files beside a workflow.json: connections.json and parameters.json of a Logic Apps Standard
// project, manifest.json of the template gallery.

#include <string>
#include <string_view>

#include "domain/language/containers.hpp"

namespace riskflow::language {

// Whether a document is a template of the gallery, by its placeholders or its manifest.
bool is_gallery_template(std::string_view text, const SiblingFiles& siblings);

// The text with the flow's name for each #workflowname#, as making a flow from the template does.
std::string without_placeholders(std::string_view text, std::string_view name);

// Reads them into `flow`.  Errors: invalid, with the file's name as target.
Status add_siblings(FlowSource& flow, const SiblingFiles& siblings);

}  // namespace riskflow::language
