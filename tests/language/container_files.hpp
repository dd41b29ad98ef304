#pragma once
// The golden containers: documents in the exact form of each product, invented.

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "domain/language/containers.hpp"

namespace riskflow::language {

inline std::string container_text(const std::string& path) {
  std::ifstream file{RISKFLOW_SOURCE_DIR "/tests/golden/containers/" + path};
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

inline ContainerFile container_file(const std::string& path) {
  return {path, container_text(path)};
}

// The flows of a golden container; a test that gets none fails.
inline std::vector<FlowSource> golden_flows(const std::string& path,
                                            const SiblingFiles& siblings = {}) {
  auto flows = flows_in(container_file(path), siblings);
  EXPECT_TRUE(flows) << path << ": " << flows.error().message;
  return flows ? *std::move(flows) : std::vector<FlowSource>(1);
}

inline const std::string package_file =
    "package/Microsoft.Flow/flows/5d2f5d6e-41e9-4c0e-9a3c-8e6f0a1b2c3d/definition.json";
inline const std::string solution_file =
    "solution/Workflows/EscalateCase-0B6E2F7C-3A4D-EF11-8A69-6045BD9C1234.json";

}  // namespace riskflow::language
