#pragma once
// The main of a benchmark program whose benchmarks share something that is made at the first use.

#include <benchmark/benchmark.h>

namespace riskflow::bench {

// Registers the benchmarks and runs those that the command line asks for; answers the exit status.
template <class RegisterAll>
int run_program(int argc, char** argv, const RegisterAll& register_all) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace riskflow::bench
