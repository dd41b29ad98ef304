#pragma once
// The flows that come with riskflow: ordinary workflow definitions, compiled in as they stand
// beside this file.

#include <span>
#include <string_view>

namespace riskflow::runtime {

struct Template {
  std::string_view id;          // "notify-manager": the file's name
  std::string_view name;        // what people call it
  std::string_view surface;     // "Cases"
  std::string_view summary;     // one sentence
  std::string_view definition;  // the document
};

std::span<const Template> templates();

// By id, or by name in any case; null when there is none.
const Template* find_template(std::string_view text);

}  // namespace riskflow::runtime
