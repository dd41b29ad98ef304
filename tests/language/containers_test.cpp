// What is read out of the documents that definitions come in.

#include "domain/language/containers.hpp"

#include "domain/language/arm_expression.hpp"
#include "tests/language/container_files.hpp"

namespace riskflow::language {
namespace {

Definition definition_of(const FlowSource& flow) {
  auto read = read_definition(flow);
  EXPECT_TRUE(read) << read.error().message;
  return read ? *std::move(read) : Definition{};
}

const Diagnostic* find_code(const std::vector<Diagnostic>& diagnostics, std::string_view code) {
  for (const auto& one : diagnostics)
    if (one.code == code) return &one;
  return nullptr;
}

std::string input_of(const Definition& definition, std::string_view action) {
  const auto* place = definition.find(action);
  if (place == nullptr) return "no such action";
  return to_json_text(*place->action->source.find("inputs"));
}

// ---- the containers ----

TEST(Containers, OfACodeViewGiveValuesAndConnections) {
  const auto flows = golden_flows("code_view.json");
  ASSERT_EQ(flows.size(), 1U);
  const auto& flow = flows[0];
  EXPECT_EQ(flow.name, "code_view");
  EXPECT_EQ(flow.container, Container::code_view);
  EXPECT_EQ(flow.dialect, Dialect::consumption);
  EXPECT_EQ(flow.pointer, "/definition");
  EXPECT_EQ(flow.parameter_values.find("recipient")->text(), "ann@contoso.example");
  ASSERT_EQ(flow.connections.size(), 1U);
  EXPECT_EQ(flow.connections[0].name, "office365");
  EXPECT_EQ(flow.connections[0].api, "office365");

  const auto definition = definition_of(flow);
  EXPECT_TRUE(definition.diagnostics.empty()) << definition.diagnostics[0].message;
  EXPECT_EQ(definition.dialect, Dialect::consumption);
  EXPECT_EQ(definition.parameter_values, flow.parameter_values);
  ASSERT_TRUE(definition.triggers[0].call);
  EXPECT_EQ(definition.triggers[0].call->api, "office365");
  EXPECT_EQ(definition.triggers[0].call->connection, "office365");
}

TEST(Containers, OfAStandardProjectReadTheFilesBesideThem) {
  const auto flows = golden_flows("standard/approve-order/workflow.json",
                                  {container_text("standard/connections.json"),
                                   container_text("standard/parameters.json"),
                                   {}});
  const auto& flow = flows[0];
  EXPECT_EQ(flow.name, "approve-order");
  EXPECT_EQ(flow.container, Container::standard);
  EXPECT_EQ(flow.dialect, Dialect::standard);
  EXPECT_EQ(flow.kind, "Stateful");
  ASSERT_EQ(flow.connections.size(), 3U);
  EXPECT_EQ(flow.connections[0].api, "teams");
  EXPECT_EQ(flow.connections[1].kind, ConnectionKind::service_provider);
  EXPECT_EQ(flow.connections[1].api, "AzureBlob");
  EXPECT_EQ(flow.connections[2].kind, ConnectionKind::function);
  EXPECT_EQ(flow.parameter_values.find("retries")->integer(), 3);

  const auto definition = definition_of(flow);
  EXPECT_TRUE(definition.diagnostics.empty()) << definition.diagnostics[0].message;
  ASSERT_NE(definition.find_parameter("region"), nullptr) << "parameters.json declares it";
  EXPECT_EQ(definition.find_parameter("region")->type, "string");
  EXPECT_EQ(definition.triggers[0].call->operation, "whenABlobIsAddedOrModified");
  EXPECT_EQ(definition.triggers[0].call->api, "AzureBlob");
}

TEST(Containers, OfPowerAutomateKeepTheirDisplayName) {
  const auto flows = golden_flows(package_file);
  const auto& flow = flows[0];
  EXPECT_EQ(flow.name, "Remind the team");
  EXPECT_EQ(flow.display_name, "Remind the team");
  EXPECT_EQ(flow.container, Container::package);
  EXPECT_EQ(flow.dialect, Dialect::power_automate);
  EXPECT_EQ(flow.pointer, "/properties/definition");
  ASSERT_EQ(flow.connections.size(), 1U);
  EXPECT_EQ(flow.connections[0].api, "shared_teams");
  EXPECT_TRUE(definition_of(flow).diagnostics.empty());
}

TEST(Containers, OfASolutionAreNamedByTheirFile) {
  const auto flows = golden_flows(solution_file);
  const auto& flow = flows[0];
  EXPECT_EQ(flow.name, "EscalateCase");
  EXPECT_EQ(flow.container, Container::solution);
  EXPECT_EQ(flow.dialect, Dialect::power_automate);
  ASSERT_EQ(flow.connections.size(), 1U);
  EXPECT_EQ(flow.connections[0].connection, "crm_sharedcommondataserviceforapps_1a2b3");
  EXPECT_TRUE(definition_of(flow).diagnostics.empty());
}

TEST(Containers, OfTheGalleryAreFilledInWithTheirName) {
  const auto flows = golden_flows("gallery/send-reminder/workflow.json",
                                  {{}, {}, container_text("gallery/send-reminder/manifest.json")});
  const auto& flow = flows[0];
  EXPECT_EQ(flow.name, "send-reminder");
  EXPECT_EQ(flow.display_name, "Send a reminder");
  EXPECT_EQ(flow.container, Container::gallery);
  EXPECT_EQ(flow.dialect, Dialect::standard);
  EXPECT_EQ(flow.connections[0].name, "teams_send-reminder");
  EXPECT_EQ(flow.connections[0].api, "teams");
  EXPECT_EQ(flow.connections[1].kind, ConnectionKind::service_provider);
  EXPECT_EQ(flow.parameter_values.find("Times_send-reminder")->integer(), 2);

  const auto definition = definition_of(flow);
  EXPECT_TRUE(definition.diagnostics.empty()) << definition.diagnostics[0].message;
  EXPECT_EQ(input_of(definition, "Post"), R"json("@parameters('Recipient_send-reminder')")json");
}

TEST(Containers, MayHoldSeveralFlows) {
  const auto flows = golden_flows("arm_template.json");
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[0].name, "sales-orders");
  EXPECT_EQ(flows[0].container, Container::arm_template);
  EXPECT_EQ(flows[0].dialect, Dialect::consumption);
  EXPECT_EQ(flows[0].pointer, "/resources/1/properties/definition");
  EXPECT_EQ(flows[1].pointer,
            "/resources/2/properties/template/resources/greeter/properties/definition");
  EXPECT_EQ(input_of(definition_of(flows[1]), "Greet"), R"("Good morning")");

  EXPECT_EQ(*pick_flow(flows, "SALES-orders"), &flows[0]);
  EXPECT_EQ(pick_flow(flows, "").error().code, Errc::invalid);
  EXPECT_EQ(pick_flow(flows, "other").error().code, Errc::not_found);
  EXPECT_NE(pick_flow(flows, "other").error().message.find("'sales-orders'"), std::string::npos);
  EXPECT_EQ(read_definition(container_text("arm_template.json")).error().target, "name");
}

TEST(Containers, OfAnArmTemplateResolveWhatTheTemplateTells) {
  const auto flows = golden_flows("arm_template.json");
  const auto definition = definition_of(flows[0]);
  EXPECT_EQ(input_of(definition, "List"), R"("[1, 2]")") << "two brackets stand for one";
  EXPECT_EQ(input_of(definition, "Read"), R"json("@{parameters('rows')} of 25")json");
  EXPECT_EQ(input_of(definition, "Places"), R"(["sales"])");
  EXPECT_EQ(definition.parameter_values.find("rows")->integer(), 25);
  ASSERT_EQ(definition.connections.size(), 1U);
  EXPECT_EQ(definition.connections[0].api, "office365") << "though only a deployment knows its id";
  EXPECT_NE(written_definition(flows[0]).find(R"("inputs": 1.50,)"), std::string_view::npos)
      << "what is no expression stays as it is written";
}

TEST(Containers, OfAnArmTemplateTellWhatOnlyADeploymentKnows) {
  const auto definition = definition_of(golden_flows("arm_template.json")[0]);
  ASSERT_EQ(definition.diagnostics.size(), 1U);
  const auto& found = definition.diagnostics[0];
  EXPECT_EQ(found.code, "unresolved-arm-expression");
  EXPECT_EQ(found.severity, Severity::warning);
  EXPECT_EQ(found.pointer, "/resources/1/properties/definition/actions/Far/inputs");
  EXPECT_NE(found.message.find("parameters('host')"), std::string::npos) << found.message;
  EXPECT_NE(found.fix, "");
  EXPECT_EQ(input_of(definition, "Far"), R"("https://<host>")");
}

struct ArmCase {
  const char* expression;
  const char* value;  // as JSON; a null pointer when it is no expression
  bool is_known;
};

TEST(ArmExpressions, AreReadAsFarAsTheyAreKnown) {
  const ArmScope scope{{{"a", Value{"x"}}, {"list", *from_json_text("[1, {\"b\": 2}]")}},
                       {{"v", Value{3}}}};
  const ArmCase cases[] = {
      {"[parameters('A')]", R"("x")", true},
      {"[ concat( parameters('a') , '-''q''' ) ]", R"("x-'q'")", true},
      {"[variables('v')]", "3", true},
      {"[parameters('list')[1].b]", "2", true},
      {"[if(equals(variables('v'), 3), true(), null())]", "true", true},
      {"[format('{0}{{}}-{1}', parameters('a'), variables('v'))]", R"("x{}-3")", true},
      {"[resourceGroup().location]", R"("<resourceGroup().location>")", false},
      {"[concat('https://', parameters('none').x, '/y')]", R"("https://<none>/y")", false},
      {"[subscriptionResourceId('T/managedApis', resourceGroup().location, 'office365')]",
       R"("<subscriptionResourceId>/T/managedApis/<resourceGroup().location>/office365")", false},
      {"[utcNow()]", R"("<utcNow()>")", false},
      {"[1, 2]", nullptr, false},
      {"[]", nullptr, false},
      {"[concat('a]", nullptr, false},
      {"[a]", nullptr, false},
  };
  for (const auto& row : cases) {
    const auto value = evaluate_arm(row.expression, scope);
    EXPECT_EQ(value.has_value(), row.is_known) << row.expression;
    const auto estimate = estimate_arm(row.expression, scope);
    ASSERT_EQ(estimate.has_value(), row.value != nullptr) << row.expression;
    if (estimate) EXPECT_EQ(to_json_text(*estimate), row.value) << row.expression;
    if (value) EXPECT_EQ(*value, *estimate) << row.expression;
  }
  std::string deep = "1";
  for (int i = 0; i < 1000; ++i) deep = "add(" + deep + ",1)";
  EXPECT_FALSE(evaluate_arm("[" + deep + "]", scope));
}

TEST(Containers, OfOlderYearsAreReadWithAWarning) {
  const auto definition = definition_of(golden_flows("bare_of_2015.json")[0]);
  const auto* found = find_code(definition.diagnostics, "old-schema");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->severity, Severity::warning);
  EXPECT_EQ(found->pointer, "/$schema");
  EXPECT_FALSE(definition.has_errors());

  const auto with_schema = [](const std::string& year) {
    return read_definition(R"({"$schema": "https://x/)" + year +
                           R"(/workflowdefinition.json#", "actions": {}})");
  };
  EXPECT_TRUE(with_schema("2016-06-01")->diagnostics.empty());
  EXPECT_EQ(with_schema("2014-12-01-preview")->diagnostics[0].code, "old-schema");
  EXPECT_EQ(with_schema("2031-01-01")->diagnostics[0].code, "unknown-schema");
}

// ---- dialects ----

struct DialectCase {
  const char* name;
  std::string text;
  Dialect dialect;
};

const std::string compose = R"({"actions": {"A": {"type": "Compose", "inputs": 1}}})";

std::string with_action(const std::string& action) {
  return R"({"actions": {"A": )" + action + "}}";
}

const DialectCase dialect_cases[] = {
    {"nothing is said of it", compose, Dialect::power_automate},
    {"code view", R"({"definition": )" + compose + "}", Dialect::consumption},
    {"stateless", R"({"kind": "stateless", "definition": )" + compose + "}", Dialect::standard},
    {"properties", R"({"properties": {"definition": )" + compose + "}}", Dialect::power_automate},
    {"a resource of Azure",
     R"({"type": "Microsoft.Logic/workflows", "properties": {"definition": )" + compose + "}}",
     Dialect::consumption},
    {"a connector of Power Automate", with_action(R"({"type": "OpenApiConnectionWebhook"})"),
     Dialect::power_automate},
    {"in a code view", R"({"definition": )" + with_action(R"({"type": "OpenApiConnection"})") + "}",
     Dialect::power_automate},
    {"a reference by name",
     with_action(
         R"({"type": "ApiConnection", "inputs": {"host": {"connection": {"referenceName": "x"}}}})"),
     Dialect::standard},
    {"a reference by expression, in a branch",
     with_action(
         R"json({"type": "If", "else": {"actions": {"B": {"type": "ApiConnection", "inputs":
         {"host": {"connection": {"name": "@parameters('$connections')['x']['connectionId']"}}}}}}})json"),
     Dialect::consumption},
    {"a built-in connector, in a case",
     with_action(
         R"({"type": "Switch", "cases": {"C": {"case": 1, "actions": {"B": {"type": "ServiceProvider"}}}}})"),
     Dialect::standard},
    {"the parameter of Power Automate",
     R"({"parameters": {"$authentication": {"type": "SecureObject"}, "$connections": {"type": "Object"}},
         "actions": {}})",
     Dialect::power_automate},
    {"the parameter of Consumption",
     R"({"parameters": {"$connections": {"type": "Object"}}, "actions": {}})",
     Dialect::consumption},
};

TEST(Dialects, AreToldFromTheContainerOrTheConnections) {
  for (const auto& row : dialect_cases) {
    const auto flows = flows_in({"x.json", row.text});
    ASSERT_TRUE(flows) << row.name;
    EXPECT_EQ(flows->front().dialect, row.dialect) << row.name;
  }
}

// ---- connections ----

struct HostCase {
  const char* inputs;
  const char* name;
  const char* api;
};

TEST(Connections, AreNamedByTheStepsOfEachDialect) {
  const auto connections = connections_in(
      *from_json_text(R"({"C": {"api": {"id": "/a/b/office365"}}, "d": {"id": "/x/shared_y"}})"));
  const HostCase cases[] = {
      {R"({"host": {"connectionName": "c", "operationId": "Op"}})", "c", "office365"},
      {R"({"host": {"connectionReferenceName": "d"}})", "d", "shared_y"},
      {R"({"host": {"connectionName": "c", "apiId": "/p/shared_z"}})", "c", "shared_z"},
      {R"({"host": {"connection": {"referenceName": "c"}}})", "c", "office365"},
      {R"json({"host": {"connection": {"name": "@parameters('$connections')['c']['connectionId']"}}})json",
       "c", "office365"},
      {R"json({"host": {"connection": {"name": "@{parameters('$connections')?['d']?['connectionId']}"}}})json",
       "d", "shared_y"},
      {R"({"serviceProviderConfiguration": {"connectionName": "s", "serviceProviderId": "/serviceProviders/sql"}})",
       "s", "sql"},
      {R"({"function": {"connectionName": "d"}})", "d", "shared_y"},
      {R"json({"host": {"connection": {"name": "@variables('x')"}}})json", "", ""},
      {R"({"host": "c"})", "", ""},
  };
  for (const auto& row : cases) {
    const auto named = connection_of(*from_json_text(row.inputs), connections);
    EXPECT_EQ(named.name, row.name) << row.inputs;
    EXPECT_EQ(named.api, row.api) << row.inputs;
  }
}

// ---- limits ----

TEST(Containers, SayWhichLimitTheyAreOver) {
  const auto large = flows_in({"x.json", std::string(container_bytes_max + 1, ' ')});
  EXPECT_EQ(large.error().code, Errc::too_large);
  EXPECT_EQ(large.error().target, "document");

  const auto deep = flows_in({"x.json", std::string(container_depth_max + 1, '[')});
  EXPECT_NE(deep.error().message.find("inside each other"), std::string::npos);

  std::string template_text = R"({"resources": [)";
  for (std::size_t i = 0; i <= flows_max; ++i)
    template_text +=
        std::string(i == 0 ? "" : ",") +
        R"({"type": "Microsoft.Logic/workflows", "properties": {"definition": {"actions": {}}}})";
  const auto many = flows_in({"x.json", template_text + "]}"});
  EXPECT_EQ(many.error().code, Errc::too_large);
  EXPECT_EQ(many.error().target, "resources");

  const auto definition = R"({"actions": {"A": {"type": "Compose", "inputs": ")" +
                          std::string(definition_bytes_max, 'x') + R"("}}})";
  const auto flows = flows_in({"x.json", definition});
  ASSERT_TRUE(flows);
  EXPECT_EQ(read_definition(flows->front()).error().target, "definition");
}

TEST(Containers, WithoutADefinitionSayWhatIsMissing) {
  EXPECT_EQ(flows_in({"x.json", R"({"properties": {"displayName": "x"}})"}).error().target,
            "definition");
  EXPECT_EQ(flows_in({"x.json", R"({"resources": []})"}).error().target, "resources");
  EXPECT_EQ(flows_in({"x.json", "[]"}).error().code, Errc::invalid);
  const auto broken = flows_in({"w/workflow.json", compose}, {"{", {}, {}});
  EXPECT_EQ(broken.error().target, "connections.json");
}

}  // namespace
}  // namespace riskflow::language
