// Each command makes the request that the API has for it.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

struct Row {
  std::string name;
  std::vector<std::string> typed;
  std::string line;
  std::string body{};
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class EveryCommand : public ::testing::TestWithParam<Row> {};

TEST_P(EveryCommand, AsksWhatTheApiHasForIt) {
  CommandLine line;
  if (GetParam().typed[0] == "run") line.answers(R"({"id":"81aa"})");
  if (GetParam().typed[0] == "doctor") line.answers(R"({"checks":[]})");
  if (GetParam().typed.back() == "list" || GetParam().typed[0] == "query")
    line.answers(R"({"value":[]})");
  const auto ran = line.run(GetParam().typed);
  ASSERT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(ran.asked.size(), 1U);
  EXPECT_EQ(line_of(ran.asked[0]), GetParam().line);
  EXPECT_EQ(ran.asked[0].body, GetParam().body);
}

const Row rows[] = {
    {"alert_list", {"alert", "list"}, "GET /v1.0/alerts"},
    {"alert_show", {"alert", "show", "3f9a"}, "GET /v1.0/alerts/3f9a"},
    {"alert_show_as_of",
     {"alert", "show", "3f9a", "--as-of", "77"},
     "GET /v1.0/alerts/3f9a?$asOf=77"},
    {"alert_confirm",
     {"alert", "confirm", "3f9a", "--case-name", "A \"case\"", "--comment", "why"},
     "POST /v1.0/alerts/3f9a/confirm",
     R"({"caseName":"A \"case\"","comment":"why"})"},
    {"alert_confirm_into",
     {"alert", "confirm", "3f9a", "--case", "17"},
     "POST /v1.0/alerts/3f9a/confirm",
     R"({"case":"17"})"},
    {"alert_dismiss",
     {"alert", "dismiss", "3f9a", "--reason", "Other", "--comment", "a test"},
     "POST /v1.0/alerts/3f9a/dismiss",
     R"({"reason":"Other","comment":"a test"})"},
    {"case_list", {"case", "list"}, "GET /v1.0/cases"},
    {"case_show", {"case", "show", "17"}, "GET /v1.0/cases/17"},
    {"case_note",
     {"case", "note", "17", "Asked them"},
     "POST /v1.0/cases/17/notes",
     R"({"text":"Asked them"})"},
    {"case_note_named_like_a_verb",
     {"case", "note", "17", "list"},
     "POST /v1.0/cases/17/notes",
     R"({"text":"list"})"},
    {"case_note_named_like_a_noun",
     {"case", "note", "17", "import"},
     "POST /v1.0/cases/17/notes",
     R"({"text":"import"})"},
    {"case_note_with_a_dash",
     {"case", "note", "17", "--", "--not-an-option"},
     "POST /v1.0/cases/17/notes",
     R"({"text":"--not-an-option"})"},
    {"case_resolve",
     {"case", "resolve", "17", "--as", "Benign", "--action", "none"},
     "POST /v1.0/cases/17/resolve",
     R"({"resolveAs":"Benign","actionTaken":"none"})"},
    {"case_contributor_add",
     {"case", "contributor", "17", "--add", "jane"},
     "POST /v1.0/cases/17/contributors",
     R"({"operator":"jane"})"},
    {"case_contributor_remove",
     {"case", "contributor", "17", "--remove", "host:bob"},
     "DELETE /v1.0/cases/17/contributors/host%3Abob"},
    {"user_list", {"user", "list"}, "GET /v1.0/users"},
    {"user_show", {"user", "show", "AnonIS8-988"}, "GET /v1.0/users/AnonIS8-988"},
    {"user_scope",
     {"user", "scope", "AnonIS8-988", "--policy", "77c0", "--days", "30", "--reason", "leaves"},
     "POST /v1.0/users/AnonIS8-988/scope",
     R"({"policy":"77c0","days":30,"reason":"leaves"})"},
    {"user_scope_remove",
     {"user", "scope", "AnonIS8-988", "--policy", "77c0", "--remove"},
     "DELETE /v1.0/users/AnonIS8-988/scope/77c0"},
    {"policy_list", {"policy", "list"}, "GET /v1.0/policies"},
    {"policy_show", {"policy", "show", "77c0"}, "GET /v1.0/policies/77c0"},
    {"policy_create",
     {"policy", "create", "Leaks", "--template", "DataLeaks", "--window-days", "14"},
     "POST /v1.0/policies",
     R"({"name":"Leaks","template":"DataLeaks","windowDays":14})"},
    {"policy_edit_to_nothing",
     {"policy", "edit", "77c0", "--description", ""},
     "PATCH /v1.0/policies/77c0",
     R"({"description":""})"},
    {"flow_list", {"flow", "list"}, "GET /v1.0/flows"},
    {"flow_show_by_name",
     {"flow", "show", "Notify the manager/now"},
     "GET /v1.0/flows/Notify%20the%20manager%2Fnow"},
    {"flow_create_from_template",
     {"flow", "create", "--template", "notify-manager", "--name", "Mine", "--turn-on"},
     "POST /v1.0/flows",
     R"({"name":"Mine","template":"notify-manager","turnOn":true})"},
    {"flow_on", {"flow", "on", "5b1e"}, "POST /v1.0/flows/5b1e/turnOn"},
    {"flow_off", {"flow", "off", "5b1e"}, "POST /v1.0/flows/5b1e/turnOff"},
    {"flow_share",
     {"flow", "share", "5b1e", "--with", "jane"},
     "POST /v1.0/flows/5b1e/shares",
     R"({"with":"jane","as":"RunOnly"})"},
    {"flow_unshare",
     {"flow", "unshare", "My flow", "--with", "jane"},
     "DELETE /v1.0/flows/My%20flow/shares/jane"},
    {"flow_delete", {"flow", "delete", "5b1e", "--yes"}, "DELETE /v1.0/flows/5b1e"},
    {"run_start",
     {"run", "start", "--flow", "Notify manager", "--case", "17"},
     "POST /v1.0/runs",
     R"({"flow":"Notify manager","case":"17"})"},
    {"run_show", {"run", "show", "81aa"}, "GET /v1.0/runs/81aa"},
    {"audit_list", {"audit", "list"}, "GET /v1.0/audit"},
    {"audit_replay",
     {"audit", "replay", "--case", "17", "--as-of", "2026-10-01"},
     "GET /v1.0/audit/replay?asOf=2026-10-01&case=17"},
    {"audit_replay_of_the_log",
     {"audit", "replay", "--from", "5", "--top", "2"},
     "GET /v1.0/audit/replay?from=5&top=2"},
    {"settings_list", {"settings", "list"}, "GET /v1.0/settings"},
    {"settings_set",
     {"settings", "set", "maxActiveCases", "200"},
     "PATCH /v1.0/settings",
     R"({"maxActiveCases":200})"},
    {"settings_privacy",
     {"settings", "privacy", "ShowNames"},
     "PATCH /v1.0/settings/privacy",
     R"({"mode":"ShowNames"})"},
    {"role_list", {"role", "list"}, "GET /v1.0/roles"},
    {"role_add",
     {"role", "add", "jane", "InsiderRiskManagementAnalysts"},
     "POST /v1.0/roles",
     R"({"operator":"jane","roleGroup":"InsiderRiskManagementAnalysts"})"},
    {"role_remove",
     {"role", "remove", "jane", "InsiderRiskManagement"},
     "DELETE /v1.0/roles/jane/InsiderRiskManagement"},
    {"team_create", {"team", "create", "Night"}, "POST /v1.0/teams", R"({"team":"Night"})"},
    {"team_add",
     {"team", "add", "Night", "jane"},
     "POST /v1.0/teams/Night/members",
     R"({"operator":"jane"})"},
    {"team_remove", {"team", "remove", "Night", "jane"}, "DELETE /v1.0/teams/Night/members/jane"},
    {"team_role",
     {"team", "role", "Night", "InsiderRiskManagement"},
     "POST /v1.0/teams/Night/roles",
     R"({"roleGroup":"InsiderRiskManagement"})"},
    {"token_list", {"token", "list"}, "GET /v1.0/tokens"},
    {"token_create",
     {"token", "create", "--as", "jane", "--role-group", "InsiderRiskManagement", "--expires",
      "2027-01-01"},
     "POST /v1.0/tokens",
     R"({"as":"jane","roleGroup":"InsiderRiskManagement","expires":"2027-01-01"})"},
    {"token_revoke", {"token", "revoke", "9d4c"}, "DELETE /v1.0/tokens/9d4c"},
    {"mail_list", {"mail", "list"}, "GET /v1.0/mails"},
    {"mail_show", {"mail", "show", "1"}, "GET /v1.0/mails/1"},
    {"me", {"me"}, "GET /v1.0/me"},
    {"doctor", {"doctor"}, "GET /v1.0/doctor"},
    {"query",
     {"query", "users", "--filter", "riskLevel eq 'High'", "--orderby", "riskScore desc", "--top",
      "5", "--as-of", "2026-10-01"},
     "GET /v1.0/users?$filter=riskLevel eq 'High'&$orderby=riskScore desc&$top=5&$asOf=2026-10-01"},
};

INSTANTIATE_TEST_SUITE_P(Requests, EveryCommand, ::testing::ValuesIn(rows),
                         [](const auto& info) { return info.param.name; });

TEST(NoteCommand, ReadsTheTextFromStdinForADash) {
  CommandLine line;
  const auto ran = line.types("two\nlines\n").run({"case", "note", "17", "-"});
  ASSERT_EQ(ran.asked.size(), 1U);
  EXPECT_EQ(ran.asked[0].body, R"({"text":"two\nlines"})");
  EXPECT_EQ(ran.err, "the note is added\n");
}

TEST(FlowCreateCommand, SendsTheDefinitionByteForByte) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "riskflow_cli_definition.json";
  std::ofstream(file) << R"({ "actions": {}, "n": 1.0 })";
  CommandLine line;
  const auto ran = line.run({"flow", "create", "--name", "Mine", "--definition", file.string()});
  ASSERT_EQ(ran.asked.size(), 1U) << ran.err;
  EXPECT_EQ(ran.asked[0].body, R"({"name":"Mine","definition":{ "actions": {}, "n": 1.0 }})");
}

TEST(FlowCreateCommand, RefusesADefinitionThatIsNotJson) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "riskflow_cli_broken.json";
  std::ofstream(file) << R"({"actions": })";
  CommandLine line;
  const auto ran = line.run({"flow", "create", "--name", "Mine", "--definition", file.string()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find(file.string()), std::string::npos) << ran.err;
  EXPECT_TRUE(ran.asked.empty());
}

TEST(TokenCreateCommand, KeepsTheTokenInAFileOfItsOwnerOnly) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "riskflow_cli_token";
  std::filesystem::remove(file);
  CommandLine line;
  line.answers(R"({"id":"9d4c","token":"secret","operator":{"id":"a","name":"jane"}})");
  const auto ran = line.run({"token", "create", "--as", "jane", "--save", file.string()});
  std::string kept;
  std::getline(std::ifstream(file), kept);
  EXPECT_EQ(kept, "secret");
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ((ran.out + ran.err).find("secret"), std::string::npos);
}

TEST(TokenCreateCommand, LeavesNoFileWhenThereIsNoToken) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "riskflow_cli_no_token";
  std::filesystem::remove(file);
  CommandLine line;
  const auto ran = line.fails({Errc::forbidden, "you may not", "", {}})
                       .run({"token", "create", "--as", "jane", "--save", file.string()});
  EXPECT_EQ(ran.code, 5);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(RunStartCommand, LetsAClosedFolderWorkUntilItIsIdle) {
  CommandLine line;
  const auto ran =
      line.answers(R"({"id":"81aa"})").run({"run", "start", "--flow", "F", "--case", "17"});
  EXPECT_EQ(ran.out, "Id  81aa\n");
  EXPECT_EQ(line.script.works_begun, 1);
  EXPECT_EQ(line.script.works_finished, 1);
}

TEST(Session, AsksForNothingOlderThanItHasSeen) {
  CommandLine line;
  line.answers(R"({"value":[{"id":"a"}],"@odata.nextLink":"/v1.0/cases?%24skiptoken=x"})", 41);
  line.answers(R"({"value":[{"id":"b"}]})", 40);
  const auto ran = line.run({"case", "list", "--all"});
  ASSERT_EQ(ran.asked.size(), 2U);
  EXPECT_EQ(ran.asked[0].headers.find("Riskflow-After"), std::nullopt);
  EXPECT_EQ(ran.asked[1].headers.find("Riskflow-After"), "41");
}

}  // namespace
}  // namespace riskflow::cli
