// Trap 24 of the language's reference: what may stand only in some places is refused when a
// definition is read.  The other traps are runs: tests/golden/simulations/traps.json.

#include <gtest/gtest.h>

#include "domain/language/text.hpp"
#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

// Containers; the action stands at HERE.
constexpr std::string_view scope = R"({"type": "Scope", "actions": {HERE}})";
constexpr std::string_view condition = R"({"type": "If", "expression": true, "actions": {HERE}})";
constexpr std::string_view otherwise =
    R"({"type": "If", "expression": true, "actions": {}, "else": {"actions": {HERE}}})";
constexpr std::string_view switched =
    R"({"type": "Switch", "expression": 1, "cases": {"One": {"case": 1, "actions": {HERE}}}})";
constexpr std::string_view fallback =
    R"({"type": "Switch", "expression": 1, "cases": {}, "default": {"actions": {HERE}}})";
constexpr std::string_view each = R"({"type": "Foreach", "foreach": [1], "actions": {HERE}})";
constexpr std::string_view again = R"({"type": "Until", "expression": "@true", "actions": {HERE}})";

constexpr std::string_view declaration =
    R"({"type": "InitializeVariable", "inputs": {"variables": [{"name": "v", "type": "String"}]}})";
constexpr std::string_view ending = R"({"type": "Terminate", "inputs": {"runStatus": "Failed"}})";

std::string within(std::string_view container, std::string_view action) {
  return replaced(container, "HERE", R"("X": )" + std::string(action));
}

bool is_refused(const std::string& action, std::string_view code) {
  const auto definition = definition_with(R"({"Outer": )" + action + "}");
  for (const auto& found : definition.diagnostics)
    if (found.code == code) return found.severity == Severity::error;
  return false;
}

TEST(TrapTwentyFour, VariablesAreDeclaredOnlyAtTheTop) {
  for (const auto container : {scope, condition, otherwise, switched, fallback, each, again})
    EXPECT_TRUE(is_refused(within(container, declaration), "initialize-variable-nested"))
        << container;
  EXPECT_FALSE(is_refused(std::string(declaration), "initialize-variable-nested"));
}

TEST(TrapTwentyFour, TerminateStandsInNoLoopHoweverDeep) {
  for (const auto loop : {each, again}) {
    EXPECT_TRUE(is_refused(within(loop, ending), "terminate-in-loop")) << loop;
    const auto deep = replaced(within(scope, ending), "\"X\"", "\"Y\"");
    EXPECT_TRUE(is_refused(within(loop, deep), "terminate-in-loop")) << loop;
  }
  for (const auto container : {scope, condition, otherwise, switched, fallback})
    EXPECT_FALSE(is_refused(within(container, ending), "terminate-in-loop")) << container;
}

}  // namespace
}  // namespace riskflow::language
