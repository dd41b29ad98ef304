// riskflow flow lint, as it is typed.

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

constexpr std::string_view sound = R"json({"definition": {
  "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
  "actions": {"Say": {"type": "Compose", "inputs": "@concat('a', 'b')", "runAfter": {}}}
}})json";

constexpr std::string_view wrong = R"json({"definition": {
  "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
  "actions": {
    "Say": {"type": "Compose", "inputs": "@variables('count')", "runAfter": {}}
  }
}})json";

class Linting : public testing::Test {
 protected:
  ~Linting() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, std::string_view text) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  static Ran lint(const std::vector<std::string>& arguments) {
    std::vector<std::string> typed{"flow", "lint"};
    typed.insert(typed.end(), arguments.begin(), arguments.end());
    return CommandLine().run(typed);
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("riskflow-lint-" + std::to_string(::getpid()));
};

TEST_F(Linting, FindsNothingInASoundDefinition) {
  const auto ran = lint({file("sound.json", sound)});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "0 in error, 0 to look at\n");
  EXPECT_TRUE(ran.asked.empty()) << "it needs no server";
}

TEST_F(Linting, NamesFileLineAndColumnAndAFix) {
  const auto path = file("wrong.json", wrong);
  const auto ran = lint({path, "-o", "json"});
  EXPECT_EQ(ran.code, 3);
  const auto found = json::parse(ran.out).at("value").as_array();
  ASSERT_EQ(found.size(), 1U) << ran.out;
  EXPECT_EQ(found[0].at("file").as_string(), path);
  EXPECT_EQ(found[0].at("line").to_number<int>(), 4);
  EXPECT_EQ(found[0].at("column").to_number<int>(), 32);
  EXPECT_EQ(found[0].at("code").as_string(), "unknown-variable");
  EXPECT_EQ(found[0].at("severity").as_string(), "error");
  EXPECT_EQ(found[0].at("pointer").as_string(), "/definition/actions/Say/inputs");
  EXPECT_NE(found[0].at("fix").as_string(), "");
}

TEST_F(Linting, LooksAtEachFileAndTellsThemApart) {
  const auto ran =
      lint({file("sound.json", sound), file("text.json", "no JSON"), file("wrong.json", wrong)});
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out.find("sound.json"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("text.json"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("unreadable"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("unknown-variable"), std::string::npos) << ran.out;
}

TEST_F(Linting, WritesSarifForOtherPrograms) {
  const auto path = file("wrong.json", wrong);
  const auto ran = lint({path, "-o", "sarif"});
  EXPECT_EQ(ran.code, 3);
  const auto sarif = json::parse(ran.out);
  EXPECT_EQ(sarif.at("version").as_string(), "2.1.0");
  EXPECT_EQ(sarif.at_pointer("/runs/0/tool/driver/rules/0/id").as_string(), "unknown-variable");
  const auto& result = sarif.at_pointer("/runs/0/results/0");
  EXPECT_EQ(result.at("level").as_string(), "error");
  const auto& place = result.at_pointer("/locations/0/physicalLocation");
  EXPECT_EQ(place.at_pointer("/artifactLocation/uri").as_string(), path);
  EXPECT_EQ(place.at_pointer("/region/startLine").to_number<int>(), 4);
}

TEST_F(Linting, SaysWhichFileCannotBeRead) {
  const auto ran = lint({"/nowhere/flow.json"});
  EXPECT_NE(ran.code, 0);
  EXPECT_NE(ran.err.find("/nowhere/flow.json"), std::string::npos) << ran.err;
}

TEST(Sarif, IsForFindingsOnly) {
  const auto ran = CommandLine().run({"flow", "list", "-o", "sarif"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("table, json, ndjson, csv or name"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace riskflow::cli
