// The riskflow program: one binary for the server and for everything that can be asked of it.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>
#include <thread>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/core/config.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/dispatch.hpp"
#include "tools/riskflow/host_commands.hpp"

namespace riskflow::cli {

static std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (const auto rows :
       {serve_commands(), import_commands(), sample_commands(), safekeeping_commands(),
        expression_commands(), lint_commands(), convert_commands(), simulate_commands()})
    all.insert(all.end(), rows.begin(), rows.end());
  const auto asking = asking_commands();
  all.insert(all.end(), asking.begin(), asking.end());
  return all;
}

// Whether stderr is a terminal that can move its cursor.
static bool err_is_terminal() {
  const char* const terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

static int run_program(const std::vector<std::string>& arguments) {
  SystemClock clock;
  World world{std::cout,
              std::cerr,
              std::cin,
              clock,
              [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
              runtime::riskflow_environment(),
              err_is_terminal(),
              isatty(STDOUT_FILENO) == 1};
  const auto commands = all_commands();
  return static_cast<int>(run({all_nouns(), commands, open_channel}, arguments, world));
}

}  // namespace riskflow::cli

// What is opened of names and keys lies in memory for minutes: no core dump is written, and no
// other process of this account reads the memory.
static void stay_out_of_core_dumps() {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0)
    std::fputs("riskflow: core dumps may hold personal data\n", stderr);
}

int main(int count, char** arguments) {
  // Asked by scripts and by packages: without the tables of commands.
  if (count == 2 && std::string_view(arguments[1]) == "--version")
    return std::puts(RISKFLOW_VERSION) < 0 ? 1 : 0;
  // What it writes, wherever that is, is for its owner: a log, views, backups, exports.
  ::umask(0077);
  stay_out_of_core_dumps();
  try {
    return riskflow::cli::run_program({arguments + 1, arguments + count});
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "riskflow: an error of riskflow itself: %s\n", bug.what());
    return 1;
  }
}
