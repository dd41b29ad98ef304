#include "runtime/core/unlock_command.hpp"

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
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"
#include "eventstore/unlock_key.hpp"

namespace riskflow::runtime {

using SteadyTime = std::chrono::steady_clock::time_point;

static std::unexpected<Error> failed(std::string_view what) {
  return fail(Errc::unavailable,
              fmt::format("unlock_key_command {}: run it by hand to see what it says", what),
              "unlock_key_command");
}

static std::string words_of(int error) { return std::generic_category().message(error); }

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

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

// What a program writes, up to a limit; never moved, and wiped when it goes.
class Heard {
 public:
  ~Heard() { eventstore::wipe(bytes_); }
  // Whether there was more.
  bool read_from(int fd) {
    const auto got = ::read(fd, bytes_.data() + size_, bytes_.size() - size_);
    if (got > 0) size_ += static_cast<std::size_t>(got);
    return got > 0;
  }
  bool is_full() const { return size_ == bytes_.size(); }
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }

 private:
  std::array<std::uint8_t, eventstore::unlock_text_limit> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace

// In a process group of its own, with no signal blocked or ignored, and nothing to read.
static int spawn(const std::vector<std::string>& words, int output, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
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
static Result<int> listen(Child& child, const Descriptor& output, Heard& heard, SteadyTime end) {
  std::array<pollfd, 2> either{{{output.get(), POLLIN, 0}, {child.ended(), POLLIN, 0}}};
  while (either[0].fd >= 0 || either[1].fd >= 0) {
    if (!wait_for(either, end)) return failed("takes too long");
    if (either[0].revents != 0 && !heard.read_from(output.get())) either[0].fd = -1;
    if (heard.is_full()) return failed("writes more than a key");
    if (either[1].revents != 0) either[1].fd = -1;
  }
  return child.wait();
}

Result<eventstore::Key> unlock_key_from(const std::string& command,
                                        std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::istringstream in(command);
  const std::vector<std::string> words{std::istream_iterator<std::string>(in), {}};
  if (words.empty()) return failed("names no program");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed(words_of(errno));
  const Descriptor output(ends[0]);
  Descriptor input(ends[1]);
  pid_t pid = 0;
  if (const int error = spawn(words, input.get(), pid); error != 0)
    return failed(fmt::format("cannot run {} ({})", words.front(), words_of(error)));
  Child child(pid);
  input.close();
  Heard heard;
  const auto status = listen(child, output, heard, end);
  if (!status) return fail(status.error());
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
    return failed(WIFEXITED(*status) ? fmt::format("ended with status {}", WEXITSTATUS(*status))
                                     : "was killed");
  return eventstore::unlock_key_from_text(heard.text(), "unlock_key_command");
}

}  // namespace riskflow::runtime
