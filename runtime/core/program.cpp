#include "runtime/core/program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <sstream>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eventstore/descriptor.hpp"

namespace riskflow::runtime {

using eventstore::Descriptor;
using SteadyTime = std::chrono::steady_clock::time_point;

static std::string words_of(int error) { return std::generic_category().message(error); }

namespace {

// A program that runs; killed with all its group, unless it has ended, when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), ended_(opened(pid)) {}
  ~Child() {
    if (!status_) ::kill(-pid_, SIGKILL);
    if (!status_) wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Readable when the program has ended.  -1: the kernel has no such thing.
  int ended() const { return ended_.get(); }

  // Waits for its end: how it ended, as waitpid tells it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    status_ = status;
    return status;
  }

 private:
  // By its number: the header of glibc 2.36 declares the function for C only.
  static int opened(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

  pid_t pid_;
  Descriptor ended_;
  std::optional<int> status_;
};

// What a program writes, into memory that somebody else owns.
class Heard {
 public:
  explicit Heard(std::span<char> into) : into_(into) {}
  // Whether there was more.
  bool read_from(int fd) {
    const auto got = ::read(fd, into_.data() + size_, into_.size() - size_);
    if (got > 0) size_ += static_cast<std::size_t>(got);
    return got > 0;
  }
  bool is_full() const { return size_ == into_.size(); }
  std::size_t size() const { return size_; }

 private:
  std::span<char> into_;
  std::size_t size_ = 0;
};

}  // namespace

static std::unexpected<Error> failed(const Program& program, std::string_view what) {
  return fail(Errc::unavailable,
              fmt::format("{} {}: run it by hand to see what it says", program.setting, what),
              std::string(program.setting));
}

// In a process group of its own, with no signal blocked or ignored.
static int spawn(const std::vector<std::string>& words, int input, int output, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &all);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setflags(&how,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error =
      ::posix_spawnp(&pid, arguments.front(), &files, &how, arguments.data(), environ);
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

// Whether one of the two can be read before `end`.
static bool wait_for(std::array<pollfd, 2>& either, SteadyTime end) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const int ready = ::poll(either.data(), either.size(),
                             static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Listens until the program has closed its output and ended; how it ended.
static Result<int> listen(const Program& program, Child& child, const Descriptor& output,
                          Heard& heard, SteadyTime end) {
  std::array<pollfd, 2> either{{{output.get(), POLLIN, 0}, {child.ended(), POLLIN, 0}}};
  while (either[0].fd >= 0 || either[1].fd >= 0) {
    if (!wait_for(either, end)) return failed(program, "takes too long");
    if (either[0].revents != 0 && !heard.read_from(output.get())) either[0].fd = -1;
    if (heard.is_full()) return failed(program, "writes more than it should");
    if (either[1].revents != 0) either[1].fd = -1;
  }
  return child.wait();
}

// A file in memory: a program that does not read it holds nobody up.
static bool fill(const Descriptor& file, BytesView input) {
  return file.get() >= 0 &&
         std::cmp_equal(::write(file.get(), input.data(), input.size()), input.size()) &&
         ::lseek(file.get(), 0, SEEK_SET) == 0;
}

Result<std::size_t> run(const Program& program, BytesView input, std::span<char> output) {
  const auto end = std::chrono::steady_clock::now() + program.limit;
  std::istringstream in(program.command);
  const std::vector<std::string> words{std::istream_iterator<std::string>(in), {}};
  if (words.empty()) return failed(program, "names no program");
  const Descriptor given(::memfd_create("input", MFD_CLOEXEC));
  std::array<int, 2> ends{};
  if (!fill(given, input) || ::pipe2(ends.data(), O_CLOEXEC) != 0)
    return failed(program, words_of(errno));
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  pid_t pid = 0;
  if (const int error = spawn(words, given.get(), writing.get(), pid); error != 0)
    return failed(program, fmt::format("cannot run {} ({})", words.front(), words_of(error)));
  Child child(pid);
  writing.close();
  Heard heard(output);
  const auto status = listen(program, child, reading, heard, end);
  if (!status) return fail(status.error());
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return heard.size();
  return failed(program, WIFEXITED(*status)
                             ? fmt::format("ended with status {}", WEXITSTATUS(*status))
                             : "was killed");
}

}  // namespace riskflow::runtime
