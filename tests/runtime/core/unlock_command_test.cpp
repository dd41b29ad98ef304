// The unlock key from a command: its output, and nothing of it anywhere else.

#include "runtime/core/unlock_command.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "domain/core/ids.hpp"

namespace riskflow::runtime {

static constexpr std::string_view key_text =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

class UnlockCommand : public testing::Test {
 protected:
  UnlockCommand()
      : folder_(std::filesystem::path(testing::TempDir()) /
                ("riskflow_unlock." + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~UnlockCommand() override { std::filesystem::remove_all(folder_); }

  // A program of these lines.
  std::string program(const std::string& lines) const {
    const auto path = folder_ / "program";
    std::ofstream(path) << "#!/bin/sh\n" << lines;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.string();
  }
  static void expect_refused(const Result<eventstore::Key>& key, Errc code, std::string_view why) {
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, code);
    EXPECT_NE(key.error().message.find(why), std::string::npos) << key.error().message;
    EXPECT_NE(key.error().message.find("unlock_key_command"), std::string::npos);
    EXPECT_EQ(key.error().message.find("0001020304"), std::string::npos) << "the output is told";
  }

  std::filesystem::path folder_;
};

TEST_F(UnlockCommand, GivesTheKeyThatItsProgramWrites) {
  const auto key = unlock_key_from(program("echo " + std::string(key_text)));
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(hex({reinterpret_cast<const char*>(key->bytes().data()), 32}), key_text);
}

TEST_F(UnlockCommand, IsReadByNoShell) {
  const auto key = unlock_key_from(program("printf %s \"$1\"") + "  " + std::string(key_text));
  EXPECT_TRUE(key);
  expect_refused(unlock_key_from(program("printf %s \"$1\"") + " $HOME"), Errc::corrupt,
                 "64 hexadecimal digits");
}

TEST_F(UnlockCommand, IsRefusedWhenItFailsWhateverItWrote) {
  expect_refused(unlock_key_from(program("echo " + std::string(key_text) + "; exit 3")),
                 Errc::unavailable, "status 3");
  expect_refused(unlock_key_from(program("kill -9 $$")), Errc::unavailable, "killed");
  expect_refused(unlock_key_from("/nowhere/program"), Errc::unavailable, "/nowhere/program");
  expect_refused(unlock_key_from(" "), Errc::unavailable, "names no program");
}

TEST_F(UnlockCommand, IsRefusedWhenItsOutputIsNoKey) {
  for (const auto* lines : {"", "echo 00010203040506"})
    expect_refused(unlock_key_from(program(lines)), Errc::corrupt, "64 hexadecimal digits");
  expect_refused(unlock_key_from(program("yes 0001020304")), Errc::unavailable,
                 "more than it should");
}

TEST_F(UnlockCommand, EndsWithItsTimeAndWithAllThatItStarted) {
  const auto note = folder_ / "pid";
  const auto lines = "sleep 600 & echo $! > " + note.string() + "; wait";
  expect_refused(unlock_key_from(program(lines), std::chrono::seconds{2}), Errc::unavailable,
                 "too long");
  pid_t started = 0;
  std::ifstream(note) >> started;
  ASSERT_GT(started, 0);
  pollfd ended{static_cast<int>(::syscall(SYS_pidfd_open, started, 0)), POLLIN, 0};
  if (ended.fd < 0) return;  // gone
  EXPECT_EQ(::poll(&ended, 1, 10'000), 1) << "it still runs";
  ::close(ended.fd);
}

}  // namespace riskflow::runtime
