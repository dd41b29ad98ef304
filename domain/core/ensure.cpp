#include "domain/core/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace riskflow {

void ensure(bool holds, std::string_view what, std::source_location at) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "riskflow: bug: %.*s (%s:%u)\n", static_cast<int>(what.size()), what.data(),
               at.file_name(), at.line());
  std::abort();
}

}  // namespace riskflow
