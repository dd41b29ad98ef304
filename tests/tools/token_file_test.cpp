// Without a token nobody is asked: exit code 4, the file and the way out.

#include "tools/riskflow/token_file.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

std::filesystem::path token_folder() {
  const auto folder = std::filesystem::path(::testing::TempDir()) /
                      ("riskflow_cli_tokens." + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  return folder;
}

std::string file_with(const std::string& name, const std::string& text) {
  const auto file = token_folder() / name;
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

void expect_not_signed_in(const Ran& ran, const std::string& file, const std::string& why) {
  EXPECT_EQ(ran.code, 4) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find(file), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find(why), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("--token-file"), std::string::npos) << ran.err;
}

struct BadFile {
  std::string name;
  std::optional<std::string> text;  // none: there is no file
  std::string why;
};
void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.name; }
class BadTokenFile : public ::testing::TestWithParam<BadFile> {};

// Nothing listens at port 9: who asked all the same would end with 8.
TEST_P(BadTokenFile, EndsWithFourAndNamesTheFileAndTheFix) {
  const auto& [name, text, why] = GetParam();
  const auto file = text ? file_with(name, *text) : (token_folder() / name).string();
  for (const auto server : {"http://127.0.0.1:9", "https://risk.example.com"})
    expect_not_signed_in(
        CommandLine().run_for_real({"me", "--server", server, "--token-file", file}), file, why);
}

INSTANTIATE_TEST_SUITE_P(Tokens, BadTokenFile,
                         ::testing::Values(BadFile{"missing", {}, "No such file"},
                                           BadFile{"empty", "", "is empty"},
                                           BadFile{"blank", " \r\n\n", "is empty"},
                                           BadFile{"two_words", "a\nb\n", "one token"},
                                           BadFile{"binary", "a\x80z", "one token"}),
                         [](const auto& info) { return info.param.name; });

TEST(TokenFile, ThatIsAFolderEndsWithFourToo) {
  const auto folder = token_folder().string();
  const auto ran = CommandLine().run_for_real({"me", "--token-file", folder});
  expect_not_signed_in(ran, folder, "Is a directory");
}

TEST(TokenFile, OfTheEnvironmentIsHeldToTheSame) {
  CommandLine line;
  line.has_variable("RISKFLOW_TOKEN_FILE", "/nowhere/token");
  expect_not_signed_in(line.run_for_real({"me"}), "/nowhere/token", "No such file");
}

TEST(TokenFile, OfTheDefaultServerIsThatOfTheLocalFolder) {
  CommandLine line;
  line.has_variable("RISKFLOW_DATA", "/nowhere").has_variable("RISKFLOW_SERVER", "");
  const auto ran = line.run_for_real({"me", "--server", "http://127.0.0.1:7070"});
  expect_not_signed_in(ran, "/nowhere/admin.token", "riskflow serve");
}

TEST(TokenFile, ThatNobodyNamedForAnotherMachineIsAskedFor) {
  const auto ran = CommandLine().run_for_real({"me", "--server", "https://risk.example.com"});
  expect_not_signed_in(ran, "", "there is no token for this server");
}

TEST(TokenFile, MayHaveBlanksAndLineBreaksAroundItsToken) {
  EXPECT_EQ(read_token(file_with("good", "\xc2\xa0")).error().code, Errc::unauthenticated);
  EXPECT_EQ(read_token(file_with("good", "\n abc-1.2_~+/= \r\n")), "abc-1.2_~+/=");
}

TEST(TokenFile, IsNotNeededByACommandThatAsksNobody) {
  const auto ran = CommandLine().run_for_real({"version", "--token-file", "/nowhere/token"});
  EXPECT_EQ(ran.code, 0);
}

}  // namespace
}  // namespace riskflow::cli
