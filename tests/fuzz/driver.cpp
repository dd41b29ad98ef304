// One target as a libFuzzer program; RISKFLOW_FUZZ_TARGET names it.

#include <algorithm>
#include <cstdint>

#include "domain/core/ensure.hpp"
#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto rows = riskflow::fuzz::targets();
  static const auto target =
      std::ranges::find(rows, RISKFLOW_FUZZ_TARGET, &riskflow::fuzz::Target::name);
  riskflow::ensure(target != rows.end(), "the target stands in the table");
  target->run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
