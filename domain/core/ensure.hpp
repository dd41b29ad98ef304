#pragma once
// Stops the program when it is wrong about itself.  For bugs only: never for input, never for a
// full disk.  On in release.

#include <source_location>
#include <string_view>

namespace riskflow {

// Writes `what` and the place to stderr and aborts unless `holds`.
void ensure(bool holds, std::string_view what,
            std::source_location at = std::source_location::current());

}  // namespace riskflow
