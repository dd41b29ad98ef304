// Working on a closed data folder, in this process.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

// A data folder of its own that an import has made.
class ClosedFolder : public ::testing::Test {
 protected:
  ClosedFolder() {
    std::string pattern = (std::filesystem::path(::testing::TempDir()) / "riskflow_cli_XXXXXX");
    folder_ = ::mkdtemp(pattern.data());
    const auto users = folder_ / "users.json";
    std::ofstream(users) << R"({"value":[{"id":"aaaaaaaa-0000-4000-8000-000000000007",)"
                         << R"("userPrincipalName":"mira.koval@example.test",)"
                         << R"("displayName":"Mira Koval"}]})";
    const auto imported = CommandLine().run_for_real({"import", users.string(), "--data", data()});
    EXPECT_EQ(imported.code, 0) << imported.err;
  }
  ~ClosedFolder() override { std::filesystem::remove_all(folder_); }

  std::string data() const { return (folder_ / "data").string(); }

 private:
  std::filesystem::path folder_;
};

TEST_F(ClosedFolder, StartsNoRunWhoseMailsWouldEndWithTheCommand) {
  CommandLine line;
  const auto ran =
      line.run_for_real({"run", "start", "--flow", "f", "--case", "1", "--data", data()});
  EXPECT_EQ(ran.code, 2) << ran.err;
  for (const auto* part : {"mail_host", "riskflow serve", "RISKFLOW_MAIL_HOST"})
    EXPECT_NE(ran.err.find(part), std::string::npos) << ran.err;
}

TEST_F(ClosedFolder, StartsARunWhereAMailServerIsSet) {
  CommandLine line;
  line.has_variable("RISKFLOW_MAIL_HOST", "127.0.0.1");
  const auto ran =
      line.run_for_real({"run", "start", "--flow", "f", "--case", "1", "--data", data()});
  EXPECT_EQ(ran.code, 6) << ran.err;  // so far it comes: there is no such flow
  EXPECT_NE(ran.err.find("no such flow"), std::string::npos) << ran.err;
}

TEST_F(ClosedFolder, SaysThatMailsAreKeptByTheServer) {
  const auto ran = CommandLine().run_for_real({"mail", "list", "--data", data()});
  EXPECT_EQ(ran.code, 6) << ran.err;
  EXPECT_NE(ran.err.find("riskflow serve"), std::string::npos) << ran.err;
}

TEST_F(ClosedFolder, EndsWithSevenWhereTheStateOfThingsForbidsIt) {
  const auto run = [&](std::vector<std::string> typed) {
    typed.insert(typed.end(), {"--data", data()});
    return CommandLine().run_for_real(typed);
  };
  ASSERT_EQ(run({"settings", "set", "maxPoliciesPerTemplate", "1"}).code, 0);
  ASSERT_EQ(run({"policy", "create", "First", "--template", "DataLeaks"}).code, 0);
  const auto again = run({"policy", "create", "First", "--template", "DataLeaks"});
  EXPECT_EQ(again.code, 7) << again.err;
  const auto one_more = run({"policy", "create", "Second", "--template", "DataLeaks"});
  EXPECT_EQ(one_more.code, 7) << one_more.err;
  EXPECT_NE(one_more.err.find("maxPoliciesPerTemplate"), std::string::npos) << one_more.err;
}

}  // namespace
}  // namespace riskflow::cli
