// Which riskflow is asked, and with whose token.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

// A data folder with an administrator's token.
std::string folder_with_token() {
  const auto folder = std::filesystem::path(::testing::TempDir()) /
                      ("riskflow_cli_data." + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "admin.token") << "abc\n";
  return folder.string();
}

TEST(Door, IsTheServerOnThisMachineByDefault) {
  CommandLine line;
  line.run({"me"});
  EXPECT_EQ(line.door.server, "http://127.0.0.1:7070");
}

TEST(Door, IsTheFolderThatIsNamed) {
  CommandLine line;
  line.has_variable("RISKFLOW_SERVER", "http://elsewhere").run({"me", "--data", "d"});
  EXPECT_EQ(line.door.server, "");
  EXPECT_EQ(line.door.data, "d");
}

TEST(Door, IsWhatTheEnvironmentNames) {
  CommandLine server, folder, both;
  server.has_variable("RISKFLOW_SERVER", "http://elsewhere").run({"me"});
  EXPECT_EQ(server.door.server, "http://elsewhere");
  folder.has_variable("RISKFLOW_DATA", "d").run({"me"});
  EXPECT_EQ(folder.door.server, "");
  EXPECT_EQ(folder.door.data, "d");
  both.has_variable("RISKFLOW_SERVER", "http://elsewhere").has_variable("RISKFLOW_DATA", "d");
  both.run({"me"});
  EXPECT_EQ(both.door.server, "http://elsewhere");
}

TEST(Door, CanBeNamedBeforeOrBehindTheCommand) {
  CommandLine before, behind;
  before.run({"--server", "http://a", "me"});
  behind.run({"case", "show", "1", "--server", "http://a"});
  EXPECT_EQ(before.door.server, "http://a");
  EXPECT_EQ(behind.door.server, "http://a");
}

TEST(Door, TakesTheTokenOfTheLocalFolderForThisMachine) {
  const auto data = folder_with_token();
  CommandLine line;
  line.has_variable("RISKFLOW_DATA", data).run({"me", "--server", "http://127.0.0.1:9"});
  EXPECT_EQ(line.door.token_file, data + "/admin.token");
}

TEST(Door, NamesTheLocalTokenWhetherItIsThereOrNot) {
  CommandLine line;
  line.has_variable("RISKFLOW_DATA", "/nowhere").run({"me", "--server", "http://localhost:9"});
  EXPECT_EQ(line.door.token_file, "/nowhere/admin.token");
}

TEST(Door, GivesTheLocalTokenToNoOtherMachine) {
  const auto data = folder_with_token();
  for (const auto server :
       {"http://127.0.0.1.example.com", "https://risk.example.com", "http://localhost@example.com",
        "http://localhost.example.com", "http://[::2]:7070"}) {
    CommandLine line;
    line.has_variable("RISKFLOW_DATA", data).run({"me", "--server", server});
    EXPECT_EQ(line.door.token_file, "") << server;
  }
}

TEST(Door, PrefersTheTokenFileThatIsNamed) {
  CommandLine flag, variable;
  flag.has_variable("RISKFLOW_TOKEN_FILE", "b").run({"me", "--token-file", "a"});
  EXPECT_EQ(flag.door.token_file, "a");
  variable.has_variable("RISKFLOW_TOKEN_FILE", "b").run({"me"});
  EXPECT_EQ(variable.door.token_file, "b");
}

TEST(Door, TakesTheAuthoritiesOfTheOptionOverThoseOfTheEnvironment) {
  CommandLine flag, variable;
  flag.has_variable("RISKFLOW_CA_FILE", "b").run({"me", "--ca-file", "a"});
  EXPECT_EQ(flag.door.ca_file, "a");
  variable.has_variable("RISKFLOW_CA_FILE", "b").run({"me"});
  EXPECT_EQ(variable.door.ca_file, "b");
}

TEST(RemoteChannel, SendsNoTokenInClearTextToAnotherMachine) {
  const auto token = folder_with_token() + "/admin.token";
  CommandLine line;
  const auto ran =
      line.run_for_real({"me", "--server", "http://risk.example.com", "--token-file", token});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("use https"), std::string::npos) << ran.err;
}

TEST(RemoteChannel, IsRefusedForItsAddressBeforeItsToken) {
  const auto ran =
      CommandLine().run_for_real({"me", "--server", "ftp://host", "--token-file", "/nowhere"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("https://"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace riskflow::cli
