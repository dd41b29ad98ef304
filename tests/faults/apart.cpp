#include "tests/faults/apart.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

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

// In place of libc's: an assertion of RocksDB has failed.
extern "C" [[noreturn]] void on_assertion(const char* what, const char* file, unsigned line,
                                          const char* function) __asm__("__assert_fail");
extern "C" [[noreturn]] void on_assertion(const char* what, const char* file, unsigned line,
                                          const char*) {
  say(fmt::format("assertion {} in {}:{}\n", what, file, line));
  ::_exit(exit_aborted);
}

namespace riskflow::faults {

[[noreturn]] static void play_here(Kind kind, std::uint64_t number) {
  const auto found = play(kind, number);
  for (const auto& one : found) say(one.text + '\n');
  const bool is_loud = std::ranges::all_of(
      found, [](const Complaint& one) { return one.voice == Complaint::Voice::refused; });
  ::_exit(found.empty() ? exit_well : is_loud ? exit_refused : exit_failed);
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
