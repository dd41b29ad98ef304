// Flows that go from one instance to another and come back.

#include "domain/language/flow_package.hpp"

#include "domain/language/flow_archive.hpp"
#include "domain/language/json_scan.hpp"
#include "tests/language/container_files.hpp"

namespace riskflow::language {
namespace {

const auto noon = instant_from_text("2026-01-12T12:00:00Z").value();

std::vector<FlowSource> standard_flows() {
  return golden_flows("standard/approve-order/workflow.json",
                      {container_text("standard/connections.json"),
                       container_text("standard/parameters.json"),
                       {}});
}

std::vector<FlowSource> gallery_flows() {
  return golden_flows("gallery/send-reminder/workflow.json",
                      {{}, {}, container_text("gallery/send-reminder/manifest.json")});
}

// Every golden flow, with the name of its container.
std::vector<std::pair<std::string, FlowSource>> all_flows() {
  std::vector<std::pair<std::string, FlowSource>> all;
  for (const auto& flows :
       {golden_flows("code_view.json"), golden_flows("arm_template.json"), standard_flows(),
        golden_flows(package_file), golden_flows(solution_file), gallery_flows(),
        golden_flows("bare_of_2015.json")})
    for (const auto& flow : flows)
      all.emplace_back(std::string(to_text(flow.container)) + " " + flow.name, flow);
  return all;
}

FlowSource read_again(const WrittenFlow& written) {
  auto flows = flows_in({"x/definition.json", written.document});
  EXPECT_TRUE(flows) << flows.error().message << written.document;
  return flows ? flows->front() : FlowSource{};
}

TEST(AWrittenFlow, SaysTheSameWhenItIsReadAgain) {
  for (const auto& [name, flow] : all_flows()) {
    const auto again = read_again(written_flow(flow, Secrets::kept));
    EXPECT_EQ(again.definition, flow.definition) << name;
    EXPECT_EQ(written_definition(again), written_definition(flow)) << name;
    EXPECT_EQ(again.dialect, flow.dialect) << name;
    EXPECT_EQ(again.parameter_values, flow.parameter_values) << name;
    EXPECT_EQ(again.display_name, flow.display_name.empty() ? flow.name : flow.display_name)
        << name;
    ASSERT_EQ(again.connections.size(), flow.connections.size()) << name;
    for (std::size_t i = 0; i < flow.connections.size(); ++i) {
      const auto& [was_name, was_kind, was_api, was_connection, was_source] = flow.connections[i];
      EXPECT_EQ(again.connections[i].name, was_name) << name;
      EXPECT_EQ(again.connections[i].kind, was_kind) << name;
      EXPECT_EQ(again.connections[i].api, was_api) << name;
      EXPECT_EQ(again.connections[i].connection, was_connection) << name;
      EXPECT_EQ(again.connections[i].source, was_source) << name;
    }
    const auto before = read_definition(flow), after = read_definition(again);
    ASSERT_TRUE(before && after) << name;
    EXPECT_EQ(after->parameters.size(), before->parameters.size()) << name;
  }
}

TEST(AWrittenFlow, IsTheSameWhenItIsWrittenAgain) {
  for (const auto& [name, flow] : all_flows())
    for (const auto secrets : {Secrets::kept, Secrets::redacted}) {
      const auto once = written_flow(flow, secrets);
      const auto twice = written_flow(read_again(once), secrets);
      EXPECT_EQ(twice.document, once.document) << name;
    }
}

TEST(AWrittenFlow, KeepsWhatRiskflowDoesNotKnow) {
  const auto written = written_flow(golden_flows("code_view.json")[0], Secrets::redacted);
  for (const auto* kept :
       {R"("x-made-up": { "kept": [1.0, 2.50], "also \u00e9": "\/" })",
        R"("limit": 1e2, "exact": 1.10, "big": 18446744073709551615)", R"("defaultValue": 0.50)"})
    EXPECT_NE(written.document.find(kept), std::string::npos) << kept;
}

TEST(AWrittenFlow, LeavesOutWhatTellsOfTheTenant) {
  const std::string text = R"json({
    "name": "9d0a7c3e-1b2f-4c5d-8e6f-7a8b9c0d1e2f",
    "properties": {
      "displayName": "Tell ann@contoso.com",
      "creator": {"tenantId": "9d0a7c3e-1b2f-4c5d-8e6f-7a8b9c0d1e2f", "userId": "x"},
      "flowTriggerUri": "https://prod-1.westeurope.logic.azure.com/workflows/abc/triggers?sig=Zx9",
      "definition": {
        "parameters": {"key": {"type": "securestring", "defaultValue": "hunter2"}},
        "actions": {"Call": {"type": "Http", "inputs": {
          "uri": "https://contoso.sharepoint.com/sites/HR?code=Zx9",
          "authentication": {"type": "Basic", "username": "svc", "password": "hunter2"}}}}},
      "connectionReferences": {"shared_x": {"connectionName": "shared-x-9d0a7c3e-1b2f-4c5d-8e6f-7a8b9c0d1e2f",
        "id": "/providers/Microsoft.PowerApps/apis/shared_x"}}}})json";
  const auto flows = flows_in({"x/definition.json", text});
  ASSERT_TRUE(flows);
  const auto written = written_flow(flows->front(), Secrets::redacted);
  for (const auto* gone : {"9d0a7c3e", "contoso", "HR", "Zx9", "hunter2", "svc", "creator"})
    EXPECT_EQ(written.document.find(gone), std::string::npos) << gone << written.document;
  EXPECT_EQ(read_again(written).connections[0].api, "shared_x");
  EXPECT_GT(written.redactions.total(), 5U);

  const auto whole = written_flow(flows->front(), Secrets::kept);
  for (const auto* kept : {"contoso.sharepoint.com/sites/HR?code=Zx9", "hunter2", "creator"})
    EXPECT_NE(whole.document.find(kept), std::string::npos) << kept;
  EXPECT_EQ(whole.redactions.total(), 0U);
}

TEST(APackage, NamesWhatItNeeds) {
  const auto flow = golden_flows(package_file)[0];
  const auto files = package_of(written_flow(flow, Secrets::redacted), noon);
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 5U);
  EXPECT_EQ((*files)[0].path, "manifest.json");
  const auto manifest = from_json_text((*files)[0].text);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->find("details")->find("createdTime")->text(), "2026-01-12T12:00:00Z");
  const auto& resources = manifest->find("resources")->members();
  ASSERT_EQ(resources.size(), 3U) << "the flow, an api, a connection";
  EXPECT_EQ(resources[0].value.find("type")->text(), "Microsoft.Flow/flows");
  EXPECT_EQ(resources[0].value.find("dependsOn")->items().size(), 2U);
  EXPECT_EQ(resources[1].value.find("name")->text(), "shared_teams");
  const auto id = resources[0].key;
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ((*files)[2].path, "Microsoft.Flow/flows/" + id + "/definition.json");
  EXPECT_EQ(written_at((*files)[1].text, "/flowAssets/assetPaths/0"), "\"" + id + "\"");
  EXPECT_EQ(written_at((*files)[3].text, "/shared_teams"), "\"" + resources[1].key + "\"");
  EXPECT_EQ(written_at((*files)[4].text, "/shared_teams"), "\"" + resources[2].key + "\"");
}

TEST(APackage, IsReadBackFromItsFiles) {
  for (const auto& [name, flow] : all_flows()) {
    const auto files = package_of(written_flow(flow, Secrets::kept), noon);
    ASSERT_TRUE(files) << name;
    const auto flows = flows_among(*files);
    ASSERT_TRUE(flows) << name << flows.error().message;
    ASSERT_EQ(flows->size(), 1U) << name;
    EXPECT_EQ(flows->front().definition, flow.definition) << name;
    EXPECT_EQ(flows->front().path, (*files)[2].path) << name;
  }
}

// ---- archives that others made ----

TEST(AnArchive, MayBeASolutionWithManyFlows) {
  const auto text = container_text(solution_file);
  const auto flows = flows_among(std::vector<ContainerFile>{
      {"[Content_Types].xml", "<x/>"},
      {"Workflows/EscalateCase-0B6E2F7C-3A4D-EF11-8A69-6045BD9C1234.json", text},
      {"Workflows/Broken-1B6E2F7C-3A4D-EF11-8A69-6045BD9C1234.json", "{"},
      {"environmentvariabledefinitions/x/y.json", "{}"},
      {"Workflows/Other-2B6E2F7C-3A4D-EF11-8A69-6045BD9C1234.json", text}});
  ASSERT_TRUE(flows);
  ASSERT_EQ(flows->size(), 3U);
  EXPECT_EQ((*flows)[0].name, "EscalateCase");
  EXPECT_EQ((*flows)[0].container, Container::solution);
  EXPECT_EQ((*flows)[2].name, "Other");
  const auto broken = read_definition((*flows)[1]);
  ASSERT_TRUE(broken);
  EXPECT_TRUE(broken->has_errors());
  EXPECT_EQ(broken->diagnostics[0].code, "unreadable");
}

TEST(AnArchive, MayBeAProjectWithItsConnections) {
  const auto flows = flows_among(std::vector<ContainerFile>{
      {"app/host.json", "{}"},
      {"app/connections.json", container_text("standard/connections.json")},
      {"app/parameters.json", container_text("standard/parameters.json")},
      {"app/approve-order/workflow.json", container_text("standard/approve-order/workflow.json")}});
  ASSERT_TRUE(flows);
  ASSERT_EQ(flows->size(), 1U);
  EXPECT_EQ(flows->front().name, "approve-order");
  EXPECT_EQ(flows->front().connections.size(), 3U);
}

TEST(AnArchive, MayBeAnyJsonWithAFlow) {
  const auto flows = flows_among(std::vector<ContainerFile>{
      {"readme.json", "{}"}, {"flows/code.json", container_text("code_view.json")}});
  ASSERT_TRUE(flows);
  ASSERT_EQ(flows->size(), 1U);
  EXPECT_EQ(flows->front().name, "code");
}

TEST(AnArchive, WithoutAFlowSaysWhatIsExpected) {
  const auto flows = flows_among(std::vector<ContainerFile>{{"x.json", "{}"}, {"y.txt", "x"}});
  ASSERT_FALSE(flows);
  EXPECT_EQ(flows.error().code, Errc::not_found);
  EXPECT_NE(flows.error().message.find("definition.json"), std::string::npos);
}

}  // namespace
}  // namespace riskflow::language
