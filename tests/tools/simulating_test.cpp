// riskflow flow simulate, as it is typed.

#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const std::string example = std::string(RISKFLOW_SOURCE_DIR) + "/docs/examples/ask-before-closing/";

class Simulating : public testing::Test {
 protected:
  ~Simulating() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, std::string_view text) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  static Ran simulate(const std::vector<std::string>& arguments) {
    std::vector<std::string> typed{"flow", "simulate"};
    typed.insert(typed.end(), arguments.begin(), arguments.end());
    return CommandLine().run(typed);
  }

 private:
  fs::path folder_ =
      fs::temp_directory_path() / ("riskflow-simulate-" + std::to_string(::getpid()));
};

TEST_F(Simulating, HoldsTheExampleOfTheGuideToItsTest) {
  const auto ran = simulate({example + "flow.json", "--trigger", example + "call.json", "--mocks",
                             example + "mocks.json", "--expect", example + "expected.json"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(ran.asked.empty()) << "it needs no server";
}

TEST_F(Simulating, EndsWithThreeAndTheDifferencesWhenMoreWasExpected) {
  const auto expected = file("expected.json", R"({"runStatus": "Failed", "variables": {"x": 1}})");
  const auto ran = simulate({example + "flow.json", "--trigger", example + "call.json", "--mocks",
                             example + "mocks.json", "--expect", expected});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "/runStatus: expected \"Failed\", but is \"Succeeded\"\n"
            "/variables/x: expected 1, but there is nothing\n");
}

TEST_F(Simulating, EndsWithZeroWhateverTheRunCameTo) {
  const auto ran =
      simulate({example + "flow.json", "--trigger", example + "call.json", "-o", "json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto report = json::parse(ran.out);
  EXPECT_EQ(report.at("runStatus"), "Failed");
  EXPECT_EQ(report.at("explain").at("Ask"),
            "'Ask' failed with MockNotFound: No mock answers the call of 'Ask'.");
  for (const auto* member :
       {"response", "actions", "repetitions", "variables", "requests", "outputs"})
    EXPECT_TRUE(report.as_object().contains(member)) << member;
}

TEST_F(Simulating, TellsForReadingWhyEachActionDidNotRun) {
  const auto ran =
      simulate({example + "flow.json", "--trigger", example + "call.json", "-o", "table"});
  EXPECT_NE(ran.out.find("run: Failed\n"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("Skipped    Close\n             'Close' was skipped because it runs after "
                         "'Too_many' only when that is Succeeded, and 'Too_many' is Failed "
                         "(through 'Ask')."),
            std::string::npos)
      << ran.out;
}

TEST_F(Simulating, TakesTheTimeAndParametersThatItIsGiven) {
  const auto flow = file("flow.json", R"~({"definition": {
    "parameters": {"p": {"type": "String"}},
    "triggers": {"manual": {"type": "Request"}},
    "actions": {"A": {"type": "Compose",
      "inputs": "@concat(parameters('p'), utcNow('s'), appsetting('x'))"}}}})~");
  const auto parameters = file("parameters.json", R"({"p": "at "})");
  const auto settings = file("settings.json", R"({"x": "!"})");
  const auto ran = simulate({flow, "--parameters", parameters, "--settings", settings, "--at",
                             "2026-01-12T08:30:00Z", "-o", "json"});
  EXPECT_EQ(json::parse(ran.out).at("outputs").at("A"), "at 2026-01-12T08:30:00!") << ran.err;
}

TEST_F(Simulating, NamesTheFileAndTheFixForWhatItCannotUse) {
  const auto wrong = file("wrong.json", R"~({"definition": {"triggers": {},
    "actions": {"A": {"type": "Compose", "inputs": "@add(1"}}}})~");
  auto ran = simulate({wrong});
  EXPECT_NE(ran.code, 0);
  EXPECT_NE(ran.err.find("riskflow flow lint"), std::string::npos) << ran.err;
  ran = simulate({example + "flow.json", "--mocks", file("mocks.json", "{}")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("--mocks"), std::string::npos) << ran.err;
  ran = simulate({example + "flow.json", "--at", "noon"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("--at"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace riskflow::cli
