// riskflow backup, restore and keys, as they are typed.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

namespace fs = std::filesystem;

TEST(TypingBackup, AsksTheServerForOneWhereItMaySay) {
  CommandLine line;
  const auto ran = line.answers(R"({"backup": "/b/1", "events": 7})").run({"backup", "--to", "x"});
  ASSERT_EQ(ran.asked.size(), 1U) << ran.err;
  EXPECT_EQ(line_of(ran.asked[0]), "POST /v1.0/backups");
  EXPECT_EQ(ran.asked[0].body, R"({"to":"x"})");
  EXPECT_NE(ran.out.find("/b/1"), std::string::npos);
}

TEST(TypingBackup, WaitsForAWholeLogToBeRead) {
  CommandLine line;
  line.run({"backup"});
  EXPECT_GE(line.door.deadline, std::chrono::hours{1});
  line.run({"backup", "list"});
  EXPECT_EQ(line.door.deadline, std::chrono::minutes{1});
}

TEST(TypingBackup, ListsThoseOfTheServerWithoutAFolder) {
  CommandLine line;
  const auto ran =
      line.answers(R"({"value": [{"backup": "/b/1", "events": 7}]})").run({"backup", "list"});
  EXPECT_EQ(line_of(ran.asked.at(0)), "GET /v1.0/backups");
  EXPECT_NE(ran.out.find("/b/1"), std::string::npos) << ran.out;
}

TEST(TypingKeys, PutsTheRootInEscrowAndPrintsTheListAsItIs) {
  CommandLine line;
  EXPECT_EQ(line_of(line.run({"keys", "backup"}).asked.at(0)), "POST /v1.0/keys/escrow");
  CommandLine other;
  const auto ran = other.answers(R"({"erasures": "a\nb\n"})").run({"keys", "erasures"});
  EXPECT_EQ(ran.out, "a\nb\n");
}

// ---- on folders ----

class OnFolders : public ::testing::Test {
 protected:
  OnFolders() {
    std::string pattern = (fs::path(::testing::TempDir()) / "riskflow_cli_XXXXXX");
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream(folder_ / "users.json")
        << R"({"value":[{"id":"aaaaaaaa-0000-4000-8000-000000000007",)"
        << R"("userPrincipalName":"mira.koval@example.test","displayName":"Mira Koval"}]})";
    must_run({"import", path("users.json"), "--data", path("data")});
    must_run({"backup", "--data", path("data"), "--to", path("backups")});
    backup_ = fs::directory_iterator(folder_ / "backups")->path().string();
  }
  ~OnFolders() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  static Ran run(const std::vector<std::string>& typed) {
    return CommandLine().run_for_real(typed);
  }
  static void must_run(const std::vector<std::string>& typed) {
    const auto ran = run(typed);
    EXPECT_EQ(ran.code, 0) << ran.err;
  }
  Ran restore(const std::vector<std::string>& how) const {
    std::vector<std::string> typed{"restore", "--from", backup_, "--data", path("new")};
    typed.insert(typed.end(), how.begin(), how.end());
    return run(typed);
  }

  std::string backup_;

 private:
  fs::path folder_;
};

TEST_F(OnFolders, ABackupIsListedAndVerifiedWithoutAServer) {
  EXPECT_NE(run({"backup", "list", "--from", path("backups")}).out.find(backup_),
            std::string::npos);
  EXPECT_EQ(run({"backup", "verify", backup_}).code, 0);
  EXPECT_EQ(run({"backup", "verify", backup_, "--key", path("data/audit.pub")}).code, 0);
}

TEST_F(OnFolders, ADamagedBackupEndsWithThree) {
  std::ofstream(fs::path(backup_) / "checkpoint", std::ios::app) << "x";
  const auto ran = run({"backup", "verify", backup_});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("checkpoint"), std::string::npos) << ran.err;
}

TEST_F(OnFolders, ARestoreWantsToKnowHowTheLogGoesOn) {
  const std::vector<std::vector<std::string>> unclear{
      {}, {"--new-log", "--read-only"}, {"--same-log", "data", "--new-log"}};
  for (const auto& how : unclear) {
    const auto ran = restore(how);
    EXPECT_EQ(ran.code, 2) << ran.err;
    for (const auto* choice : {"--same-log", "--new-log", "--read-only"})
      EXPECT_NE(ran.err.find(choice), std::string::npos) << ran.err;
  }
  EXPECT_EQ(restore({"--new-log", "--as-of", "some day"}).code, 2);
  EXPECT_EQ(run({"restore", "--from", backup_, "--new-log"}).code, 2) << "where to?";
  EXPECT_FALSE(fs::exists(path("new")));
}

TEST_F(OnFolders, ARestoredLogWaitsForItsKeys) {
  EXPECT_EQ(restore({"--new-log"}).code, 0);
  const auto ran = run({"user", "list", "--data", path("new")});
  EXPECT_NE(ran.code, 0);
  EXPECT_NE(ran.err.find("riskflow keys restore"), std::string::npos) << ran.err;
  EXPECT_EQ(restore({"--new-log"}).code, 7) << "the folder is filled";
}

// Without a file that opens the root lying beside it.
TEST_F(OnFolders, RestoredKeysAreOpenedByTheCommandOfTheConfiguration) {
  const auto digits = [](char digit) { return std::string(64, digit) + "\n"; };
  std::ofstream(path("escrow.key")) << digits('e');
  std::ofstream(path("store.key")) << digits('5');
  for (const auto* key : {"escrow.key", "store.key"})
    fs::permissions(path(key), fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(path("data/riskflow.toml"))
      << "escrow_folder = \"" << path("escrow") << "\"\nescrow_key_file = \"" << path("escrow.key")
      << "\"\n";
  must_run({"keys", "backup", "--data", path("data")});
  EXPECT_EQ(restore({"--new-log"}).code, 0);
  std::ofstream(path("new/riskflow.toml"))
      << "unlock_key_command = \"cat " << path("store.key") << "\"\n";
  const std::vector<std::string> restore_keys{"keys",       "restore",         "--data",
                                              path("new"),  "--from",          path("escrow"),
                                              "--key-file", path("escrow.key")};
  const auto done = run(restore_keys);
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("Key generation  2"), std::string::npos) << "that of now: " << done.out;
  EXPECT_FALSE(fs::exists(path("new/unlock.key")));
  const auto again = run(restore_keys);
  EXPECT_NE(again.err.find("is there already"), std::string::npos) << again.err;
  must_run({"user", "list", "--data", path("new")});
}

TEST_F(OnFolders, AMissingRootIsToldWithItsGeneration) {
  EXPECT_EQ(restore({"--new-log"}).code, 0);
  fs::create_directories(path("escrow"));
  const auto ran = run({"keys", "restore", "--data", path("new"), "--from", path("escrow"),
                        "--key-file", path("escrow.key")});
  EXPECT_EQ(ran.code, 6);
  EXPECT_NE(ran.err.find("root-1.escrow"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace riskflow::cli
