// What a flow asks of its definition.

#include <gtest/gtest.h>

#include "domain/flow.hpp"
#include "domain/operations.hpp"
#include "tests/domain/definitions.hpp"

namespace riskflow::domain::tests {

static constexpr std::string_view compliance = "shared_microsoft365compliance";

TEST(ASoundDefinition, TellsItsSurfaceByTrigger) {
  for (const auto& definition : {writes_a_note(), sends_a_mail()}) {
    const auto surface = flow::check_definition(definition, "{}");
    ASSERT_TRUE(surface) << surface.error().message << " " << surface.error().target;
    EXPECT_EQ(*surface, FlowSurface::cases);
  }
}

struct Unsound {
  const char* name;
  std::string definition, parameters;
  std::string_view part;  // of the message
};

static std::vector<Unsound> unsound() {
  const auto action = [](std::string_view api, std::string_view id) {
    return R"({"Do": )" + operation("OpenApiConnection", api, id) + "}";
  };
  const std::string reason = R"({"reason": {"type": "string"}})";
  return {
      {"no JSON", "{", "{}", ""},
      {"no definition", "[]", "{}", ""},
      {"an unknown operation", definition_of(on_a_case(), action("shared_teams", "PostMessage")),
       "{}", "PostMessage"},
      {"a trigger as an action", definition_of(on_a_case(), action(compliance, "CaseSelected")),
       "{}", "is a trigger"},
      {"an action as a trigger",
       definition_of(R"({"manual": )" + operation("Request", compliance, "GetCase") + "}", "{}"),
       "{}", "is not a trigger"},
      {"no trigger", definition_of("{}", action(compliance, "GetCase")), "{}",
       "must have one trigger"},
      {"two triggers",
       definition_of(R"({"one": )" + operation("Request", compliance, "CaseSelected") +
                         R"(, "two": )" + operation("Request", compliance, "CaseSelected") + "}",
                     "{}"),
       "{}", "must have one trigger"},
      {"parameters that are no object", writes_a_note(), "[]", "must be a JSON object"},
      {"parameters that are no JSON", writes_a_note(), "", "must be a JSON object"},
      {"a parameter it does not have", writes_a_note(), R"({"reason": "x"})", "no such parameter"},
      {"a parameter without a value", definition_of(on_a_case(), "{}", reason), "{}",
       "needs a value"},
      {"an action of no type", definition_of(on_a_case(), R"({"Do": {"inputs": {}}})"), "{}", ""},
  };
}

TEST(AnUnsoundDefinition, IsRefusedWithWhatIsWrong) {
  for (const auto& row : unsound()) {
    const auto surface = flow::check_definition(row.definition, row.parameters);
    ASSERT_FALSE(surface) << row.name;
    EXPECT_EQ(surface.error().code, Errc::invalid) << row.name;
    EXPECT_NE(surface.error().message.find(row.part), std::string::npos)
        << row.name << ": " << surface.error().message;
  }
}

TEST(ADefinition, HasAtMostAQuarterOfAMebibyte) {
  const auto surface = flow::check_definition(writes_a_note() + std::string(256 * 1024, ' '), "{}");
  ASSERT_FALSE(surface);
  EXPECT_EQ(surface.error().code, Errc::too_large);
  EXPECT_EQ(surface.error().target, "definition");
}

TEST(AParameter, IsGivenOrHasADefault) {
  const auto needs = definition_of(on_a_case(), "{}", R"({"reason": {"type": "string"}})");
  const auto has =
      definition_of(on_a_case(), "{}", R"({"reason": {"type": "string", "defaultValue": "x"}})");
  EXPECT_TRUE(flow::check_definition(needs, R"({"reason": "audit"})"));
  EXPECT_TRUE(flow::check_definition(has, "{}"));
}

TEST(ADefinition, NeedsAnIdentityIfAnyOperationDoes) {
  EXPECT_FALSE(flow::needs_identity(writes_a_note()));
  EXPECT_TRUE(flow::needs_identity(sends_a_mail()));
  for (const auto& row : operations()) {
    if (row.does == Does::trigger) continue;
    const auto uses = definition_of(
        on_a_case(), R"({"Do": )" + operation("OpenApiConnection", row.api, row.id) + "}");
    EXPECT_EQ(flow::needs_identity(uses), row.needs == Needs::identity) << row.id;
  }
}

TEST(ADefinition, NeedsAnIdentityEvenDeepInside) {
  const std::string before = R"json({"Scope": {"type": "Scope", "runAfter": {}, "actions": {"If": {
    "type": "If", "runAfter": {}, "expression": "@equals(1, 1)", "actions": {},
    "else": {"actions": {"Mail": )json";
  const auto nested = definition_of(
      on_a_case(),
      before + operation("OpenApiConnection", "shared_office365", "SendEmailV2") + "}}}}}}");
  EXPECT_TRUE(flow::check_definition(nested, "{}"));
  EXPECT_TRUE(flow::needs_identity(nested));
}

TEST(ADefinition, ThatCannotBeReadIsHeldToNeedAnIdentity) {
  EXPECT_TRUE(flow::needs_identity("{"));
  EXPECT_TRUE(flow::needs_identity(definition_of(
      on_a_case(), R"({"Do": )" + operation("OpenApiConnection", "shared_x", "Y") + "}")));
}

}  // namespace riskflow::domain::tests
