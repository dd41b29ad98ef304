#pragma once
// Inputs of several parts, a line each.

#include <utility>

#include "domain/core/ids.hpp"

namespace riskflow::fuzz {

// Up to the first line break, and what is behind it.
inline std::pair<BytesView, BytesView> first_line(BytesView text) {
  const auto end = text.find('\n');
  if (end == BytesView::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

}  // namespace riskflow::fuzz
