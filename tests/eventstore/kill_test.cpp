// A process that is killed while sixteen threads append: whatever it acknowledged is there
// afterwards.

#include <algorithm>
#include <csignal>
#include <set>
#include <sstream>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/eventstore/killed_writer.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace {

// Runs the writer on `folder`, reads `wanted` acknowledgements, kills it, reads what else it said.
std::vector<std::string> acknowledged_until_killed(const std::filesystem::path& folder,
                                                   std::uint64_t run, std::size_t wanted) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::string program = RISKFLOW_KILLED_WRITER;
  std::string where = folder.string();
  std::string number = std::to_string(run);
  char* const arguments[] = {program.data(), where.data(), number.data(), nullptr};
  pid_t child = 0;
  EXPECT_EQ(::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string said;
  std::size_t lines = 0;
  bool killed = false;
  char buffer[4096];
  for (ssize_t size; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    said.append(buffer, static_cast<std::size_t>(size));
    lines += static_cast<std::size_t>(std::count(buffer, buffer + size, '\n'));
    if (lines < wanted || killed) continue;
    EXPECT_EQ(::kill(child, SIGKILL), 0);
    killed = true;
  }
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << said.substr(0, 200);
  std::vector<std::string> out;
  std::istringstream in(said);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace

class AKilledProcess : public LogTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(AKilledProcess, LosesNoEventThatItAcknowledged) {
  log_.reset();
  std::set<std::string> acknowledged;
  for (std::uint64_t run = 0; run < 2; ++run) {
    for (auto& line : acknowledged_until_killed(folder_ / "log", run, GetParam()))
      EXPECT_TRUE(acknowledged.insert(std::move(line)).second) << "acknowledged twice";
    open();
    // Dense, hashes right, streams whole: what reading proves by itself.
    std::set<std::string> stored;
    const auto end = log_->read(Position{0}, [&](const Commit& commit) {
      stored.insert(
          acknowledgement(commit.header.request, commit.header.first, commit.header.events));
      for (const StoredEvent& event : commit.events)
        EXPECT_EQ(event.payload,
                  payload_for(commit.header.request, event.position, commit.header.first));
      return Reading::more;
    });
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(*end, log_->head());
    for (const std::string& line : acknowledged) EXPECT_TRUE(stored.contains(line)) << line;
    EXPECT_GE(acknowledged.size(), GetParam());
    log_.reset();
  }
}

INSTANTIATE_TEST_SUITE_P(AfterAcknowledgements, AKilledProcess,
                         ::testing::Values(1, 2, 17, 100, 1000),
                         [](const auto& row) { return std::to_string(row.param); });

}  // namespace riskflow::eventstore
