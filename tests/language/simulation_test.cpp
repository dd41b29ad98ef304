// Whole runs: tests/golden/simulations/*.json.  Each case says in its name what it shows; its
// members are those of a definition (a Request trigger where it has none), the call, the mocks, and
// what the report must say.

#include "domain/language/simulation.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

Value member_or(const Value& object, std::string_view name, Value otherwise) {
  const auto* found = object.find(name);
  return found != nullptr ? *found : otherwise;
}

std::string definition_of(const Value& test) {
  const auto manual = json_value(R"({"manual": {"type": "Request", "kind": "Http"}})");
  Value::Members members{{"triggers", member_or(test, "triggers", manual)}};
  for (const auto* name : {"parameters", "actions", "outputs", "staticResults"})
    members.push_back({name, member_or(test, name, Value::object({}))});
  return to_json_text(Value::object({{"definition", Value::object(std::move(members))}}));
}

class SimulatedRuns : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(SimulatedRuns, ComeToWhatIsExpected) {
  std::ostringstream text;
  text << std::ifstream{GetParam()}.rdbuf();
  const auto cases = from_json_text(text.str());
  ASSERT_TRUE(cases) << cases.error().message;
  for (const auto& test : cases->items()) {
    const auto& name = test.find("name")->text();
    const auto definition = read_definition(definition_of(test));
    ASSERT_TRUE(definition) << name << ": " << definition.error().message;
    for (const auto& found : definition->diagnostics)
      EXPECT_FALSE(refuses(found)) << name << ": " << found.pointer << " " << found.message;
    SimulationInputs inputs;
    inputs.call = member_or(test, "trigger", Value::object({}));
    inputs.mocks = *mocks_from(member_or(test, "mocks", Value::array({})));
    inputs.start = example_now;
    const auto report = simulate(*definition, std::move(inputs));
    ASSERT_TRUE(report) << name << ": " << report.error().message;
    for (const auto& line : differences(*test.find("expected"), *report))
      ADD_FAILURE() << name << ": " << line;
  }
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path{RISKFLOW_SOURCE_DIR} / "tests/golden/simulations";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

INSTANTIATE_TEST_SUITE_P(Golden, SimulatedRuns, testing::ValuesIn(case_files()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(Mocks, SayWhichOneIsWrong) {
  const auto mocks =
      mocks_from(json_value(R"([{"response": {}}, {"response": {"statusCode": "1"}}])"));
  ASSERT_FALSE(mocks);
  EXPECT_EQ(mocks.error().target, "1/response/statusCode");
}

TEST(Differences, AreToldByPlaceAndLeaveOutWhatIsNotExpected) {
  const auto actual = json_value(R"({"a": {"b": [1, 2.0], "c": 3}, "d": "x"})");
  EXPECT_TRUE(differences(json_value(R"({"a": {"b": [1.0, 2]}})"), actual).empty());
  EXPECT_EQ(differences(json_value(R"({"a": {"b": [1]}, "d": "y", "e": null})"), actual),
            (std::vector<std::string>{"/a/b: expected [1], but is [1,2.0]",
                                      R"(/d: expected "y", but is "x")",
                                      "/e: expected null, but there is nothing"}));
}

TEST(ASimulation, ExplainsNothingOfALoopInALoopThatRanWell) {
  const auto definition = read_definition(
      R"~({"triggers": {}, "actions": {"Outer": {"type": "Foreach", "foreach": [1], "actions": {
            "Inner": {"type": "Foreach", "foreach": [2], "actions": {
              "A": {"type": "Compose", "inputs": "@item()"}}}}}}})~");
  ASSERT_TRUE(definition);
  const auto report = simulate(*definition, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(to_json_text(*report->find("explain")), "{}");
}

TEST(ASimulation, NeedsAValueForEachParameter) {
  const auto definition = read_definition(
      R"({"triggers": {}, "actions": {}, "parameters": {"p": {"type": "String"}}})");
  ASSERT_TRUE(definition);
  const auto report = simulate(*definition, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().target, "parameters/p");
}

TEST(ASimulation, IsEndedWhenLoopsInLoopsDoNotComeToAnEnd) {
  const auto definition = read_definition(R"~({"triggers": {}, "actions": {
    "Outer": {"type": "Foreach", "foreach": "@range(0, 100000)", "actions": {
      "Inner": {"type": "Foreach", "foreach": "@range(0, 100000)", "actions": {
        "Nothing": {"type": "Compose", "inputs": "@item()"}}}}}}})~");
  ASSERT_TRUE(definition);
  SimulationInputs inputs;
  inputs.plans_max = 3;
  const auto report = simulate(*definition, std::move(inputs));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report->find("runStatus"), Value{"Failed"});
  EXPECT_EQ(*report->find("error")->find("code"),
            Value{"WorkflowRunActionRepetitionQuotaExceeded"});
}

}  // namespace
}  // namespace riskflow::language
