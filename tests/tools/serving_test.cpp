// What riskflow serve makes of its configuration before it serves.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

// A file of this process with this text.
std::string file_with(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path(::testing::TempDir()) /
                    ("riskflow_cli_serving." + std::to_string(::getpid()) + "." + name);
  std::ofstream(path) << text;
  return path.string();
}

const std::vector<std::string> check{"serve", "--data", "/nowhere", "--check-config"};

std::vector<std::string> check_with(const std::vector<std::string>& options) {
  auto arguments = check;
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

TEST(CheckConfig, PrintsEverySettingAndWhereItComesFrom) {
  CommandLine line;
  const auto ran = line.has_variable("RISKFLOW_MAIL_PORT", "25").run(check);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("RISKFLOW_MAIL_PORT"), std::string::npos) << ran.out;
}

TEST(CheckConfig, TakesAMailServerThatIsFullyDescribed) {
  const auto password = file_with("password", "correct horse\n");
  const auto ran = CommandLine().run(
      check_with({"--mail-host", "mail.example.org", "--mail-username", "riskflow",
                  "--mail-password-file", password, "--mail-from", "riskflow@example.org"}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out.find("correct horse"), std::string::npos);
}

TEST(CheckConfig, TakesTheUnlockKeyFromAFileThatTheEnvironmentNames) {
  CommandLine line;
  const auto ran = line.has_variable("RISKFLOW_UNLOCK_KEY_FILE", "/run/unlock").run(check);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("/run/unlock"), std::string::npos) << ran.out;
}

TEST(CheckConfig, RefusesTwoOriginsOfTheUnlockKey) {
  const auto ran = CommandLine().run(
      check_with({"--unlock-key-file", "/run/unlock", "--unlock-key-command", "pass show it"}));
  EXPECT_EQ(ran.code, 2) << ran.out;
  EXPECT_NE(ran.err.find("unlock_key_file or unlock_key_command"), std::string::npos) << ran.err;
}

struct Wrong {
  std::string name;
  std::vector<std::string> options;
  std::string setting;  // the one to be named
  std::string fix;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongMailSettings : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongMailSettings, AreToldByTheirNameWithTheFix) {
  auto options = GetParam().options;
  for (auto& option : options)
    if (option == "PASSWORD") option = file_with("password", "correct horse\n");
  const auto ran = CommandLine().run(check_with(options));
  EXPECT_EQ(ran.code, 2) << ran.out;
  EXPECT_NE(ran.err.find(GetParam().setting), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(GetParam().fix), std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("smtp."), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Serving, WrongMailSettings,
    ::testing::Values(
        Wrong{"no_host_name", {"--mail-host", "smtp://mail"}, "mail_host", "such as"},
        Wrong{"no_port", {"--mail-host", "mail.test", "--mail-port", "0"}, "mail_port", "587"},
        Wrong{"no_address",
              {"--mail-host", "mail.test", "--mail-from", "riskflow"},
              "mail_from",
              "such as"},
        Wrong{"no_address_for_the_catcher", {"--mail-from", "riskflow"}, "mail_from", "such as"},
        Wrong{"password_in_clear",
              {"--mail-host", "mail.test", "--mail-username", "u", "--mail-password-file",
               "PASSWORD", "--mail-security", "none"},
              "mail_security",
              "starttls or tls"},
        Wrong{"password_without_user",
              {"--mail-host", "mail.test", "--mail-password-file", "PASSWORD"},
              "mail_username",
              "both or neither"},
        Wrong{"user_without_password",
              {"--mail-host", "mail.test", "--mail-username", "u"},
              "mail_password_file",
              "both or neither"},
        Wrong{"no_password_file",
              {"--mail-host", "mail.test", "--mail-username", "u", "--mail-password-file",
               "/nowhere/password"},
              "mail_password_file",
              "/nowhere/password"},
        Wrong{"no_authorities",
              {"--mail-host", "mail.test", "--mail-ca-file", "/nowhere/ca.pem"},
              "mail_ca_file",
              "/nowhere/ca.pem"},
        Wrong{"user_without_server", {"--mail-username", "u"}, "mail_host", "set mail_host"}),
    [](const auto& info) { return info.param.name; });

TEST(Serving, IsRefusedForItsMailSettingsBeforeADataFolderIsMade) {
  const auto data = std::filesystem::path(::testing::TempDir()) /
                    ("riskflow_cli_unserved." + std::to_string(::getpid()));
  const auto ran =
      CommandLine().run({"serve", "--data", data.string(), "--mail-host", "mail.test",
                         "--mail-from", "riskflow", "--port", "0", "--catcher-port", "0"});
  EXPECT_EQ(ran.code, 2) << ran.err;
  EXPECT_NE(ran.err.find("mail_from"), std::string::npos) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(data));
}

}  // namespace
}  // namespace riskflow::cli
