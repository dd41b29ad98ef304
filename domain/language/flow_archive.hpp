#pragma once
// Flows among the files of an archive or folder: a Power Automate package, a Power Platform
// solution, a Logic Apps Standard project, a folder of the template gallery.

#include <span>
#include <string_view>
#include <vector>

#include "domain/language/containers.hpp"

namespace riskflow::language {

// Whether a file of that path may say something about a flow; all others need not be read.
bool may_hold_flow(std::string_view path);

// The flows, in the order of the files.  One that cannot be read has no definition, and a
// diagnostic that says why.
// Errors: not_found (no flow among the files), too_large.
Result<std::vector<FlowSource>> flows_among(std::span<const ContainerFile> files);

}  // namespace riskflow::language
