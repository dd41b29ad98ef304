#pragma once
// Files with flows, as the commands that need no server read them: a JSON document in any container
// (domain/language/containers.hpp), or a zip archive with such documents.

#include <string>
#include <vector>

#include "domain/language/containers.hpp"

namespace riskflow::cli {

// A file, and what belongs to it.
struct FlowFile {
  std::string path;
  std::string bytes;
  language::SiblingFiles siblings;  // of a workflow.json: the project's and the template's files
};

// Errors: those of text_of_file.
Result<FlowFile> load_flow_file(const std::string& path);

// Errors: invalid, not_found and too_large, of what is in the file.
Result<std::vector<language::FlowSource>> flows_of(const FlowFile& file);

// Both, and the one flow that `name` means; an empty name means the only one.
Result<language::FlowSource> read_flow_file(const std::string& path, const std::string& name);

}  // namespace riskflow::cli
