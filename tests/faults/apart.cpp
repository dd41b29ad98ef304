#include "tests/faults/apart.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/machine.hpp"

namespace riskflow::faults {

static constexpr int exit_well = 0;
static constexpr int exit_failed = 1;
static constexpr int exit_refused = 2;
static constexpr int exit_aborted = 3;

// Of the process that plays: where it says what it has to.
static int answers = STDERR_FILENO;

static void say(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(answers, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// How it ends that these were found; `well` when there are none.
static int ending_of(const Complaints& found, int well) {
  for (const auto& one : found) say(one.text + '\n');
  const bool is_loud = std::ranges::all_of(
      found, [](const Complaint& one) { return one.voice == Complaint::Voice::refused; });
  return found.empty() ? well : is_loud ? exit_refused : exit_failed;
}

[[noreturn]] static void play_here(Kind kind, std::uint64_t number) {
  ::_exit(ending_of(play(kind, number), exit_well));
}

// The process ends, but not before the disk was looked at that it leaves.  The thread that plays
// does that where it stands: nothing of what it was at is used or ends.  In the midst of another
// thread, or of looking, nobody can.
[[noreturn]] static void end_by_assertion() {
  static std::atomic<bool> is_ending = false;
  const auto* const machine = Machine::of_this_thread();
  if (machine == nullptr || is_ending.exchange(true)) {
    say("what lies on the disk was not looked at\n");
    ::_exit(exit_failed);
  }
  const auto ending = ending_of(machine->aftermath(), exit_aborted);
  std::error_code ignored;
  std::filesystem::remove_all(machine->root(), ignored);
  ::_exit(ending);
}

static Ending ending_of(int status) {
  if (!WIFEXITED(status)) return Ending::failed;
  switch (WEXITSTATUS(status)) {
    case exit_well: return Ending::well;
    case exit_refused: return Ending::refused;
    case exit_aborted: return Ending::aborted;
    default: return Ending::failed;
  }
}

static std::string all_from(int pipe) {
  std::string said;
  std::array<char, 4096> part;
  for (ssize_t size; (size = ::read(pipe, part.data(), part.size())) > 0;)
    said.append(part.data(), static_cast<std::size_t>(size));
  return said;
}

Played play_apart(Kind kind, std::uint64_t number) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {Ending::failed, "no pipe\n"};
  const auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    answers = ends[1];
    play_here(kind, number);
  }
  ::close(ends[1]);
  Played out{Ending::failed, all_from(ends[0])};
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  out.ending = ending_of(status);
  if (out.ending == Ending::failed && out.said.empty())
    out.said = fmt::format("the process ended with status {}\n", status);
  return out;
}

}  // namespace riskflow::faults

// In place of libc's: an assertion of RocksDB has failed.
extern "C" [[noreturn]] void on_assertion(const char* what, const char* file, unsigned line,
                                          const char* function) __asm__("__assert_fail");
extern "C" [[noreturn]] void on_assertion(const char* what, const char* file, unsigned line,
                                          const char*) {
  riskflow::faults::say(fmt::format("assertion {} in {}:{}\n", what, file, line));
  riskflow::faults::end_by_assertion();
}
