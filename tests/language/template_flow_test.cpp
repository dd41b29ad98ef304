#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/language/run_driver.hpp"

namespace riskflow::language {
namespace {

SubjectRef subject(std::uint8_t number) {
  SubjectRef ref;
  ref.bytes[15] = number;
  return ref;
}

const auto user = subject(1);
const auto manager = subject(2);

Definition notify_manager() {
  std::ifstream file{RISKFLOW_SOURCE_DIR "/runtime/templates/notify-manager.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto read = read_definition(text);
  EXPECT_TRUE(read) << read.error().message;
  return read ? *std::move(read) : Definition{};
}

Value body(std::string_view json) { return Value::object({{"body", json_value(json)}}); }

Step outcome_for(const Effect& effect) {
  if (effect.operation == "GetCase")
    return succeeded(body(R"({"caseId": "c-7", "number": 7, "name": "North", "userId": "u-1"})"));
  if (effect.operation == "GetCaseAlerts")
    return succeeded(body(R"({"value": [
      {"policyName": "Data <leaks>", "detectedDateTime": "2026-01-10T21:02:11Z", "severity": "High"},
      {"policyName": "Departing users", "detectedDateTime": "2026-01-11T08:00:00Z", "severity": "Low"}]})"));
  if (effect.operation == "GetUser")
    return succeeded(body(R"({"userId": "u-1", "displayName": "Mira <K> & Co"})")
                         .with_labels(label_about(user)));
  if (effect.operation == "Manager_V2")
    return succeeded(body(R"({"displayName": "Ann Boss", "mail": "ann@example.test"})")
                         .with_labels(label_about(manager)));
  return succeeded({});
}

RunState selected_case(const Definition& definition) {
  RunState state{definition};
  state.trigger = json_value(R"({"outputs": {"body": {"caseId": "c-7"}}})");
  return state;
}

TEST(NotifyManagerTemplate, IsReadWithoutADiagnostic) {
  const auto definition = notify_manager();
  EXPECT_EQ(definition.display_name, "Notify manager when a user has an insider risk alert");
  for (const auto& found : definition.diagnostics)
    ADD_FAILURE() << found.pointer << " " << found.message;
}

TEST(NotifyManagerTemplate, NamesItsOperationsBeforeItRuns) {
  std::vector<std::string> uses;
  for (const auto& use : operations_of(notify_manager()))
    uses.push_back(use.api + "/" + use.operation);
  EXPECT_EQ(
      uses,
      (std::vector<std::string>{
          "shared_microsoft365compliance/CaseSelected", "shared_microsoft365compliance/GetCase",
          "shared_microsoft365compliance/GetCaseAlerts", "shared_microsoft365compliance/GetUser",
          "shared_office365users/Manager_V2", "shared_office365/SendEmailV2",
          "shared_microsoft365compliance/AddCaseNote"}));
}

TEST(NotifyManagerTemplate, MailsTheManagerATableOfAllAlerts) {
  const auto definition = notify_manager();
  auto state = selected_case(definition);
  EXPECT_EQ(run_to_end(state, outcome_for).status, StepStatus::succeeded);
  const auto* mail = state.find("Send_an_email")->inputs.find("parameters");
  EXPECT_EQ(*mail->find("emailMessage/To"), Value{"ann@example.test"});
  const auto text = mail->find("emailMessage/Body")->text();
  EXPECT_NE(text.find("<table><thead><tr><th>Policy</th><th>Date/time</th><th>Severity</th></tr>"
                      "</thead><tbody><tr><td>Data &lt;leaks&gt;</td><td>2026-01-10 21:02 UTC</td>"
                      "<td>High</td></tr><tr><td>Departing users</td><td>2026-01-11 08:00 UTC</td>"
                      "<td>Low</td></tr></tbody></table>"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Hello Ann Boss,"), std::string::npos);
  EXPECT_NE(text.find("Team member: Mira &lt;K> &amp; Co<br>Case number: 7"), std::string::npos);
}

TEST(NotifyManagerTemplate, LabelsTheMailAboutUserAndManager) {
  const auto definition = notify_manager();
  auto state = selected_case(definition);
  run_to_end(state, outcome_for);
  const auto* mail = state.find("Send_an_email")->inputs.find("parameters");
  EXPECT_EQ(mail->find("emailMessage/To")->labels(), label_about(manager));
  EXPECT_EQ(mail->find("emailMessage/Body")->labels(), (Labels{Secrecy::open, {user, manager}}));
  EXPECT_TRUE(mail->find("emailMessage/Subject")->labels().none());
}

TEST(NotifyManagerTemplate, WritesACaseNoteThatNamesNobody) {
  const auto definition = notify_manager();
  auto state = selected_case(definition);
  run_to_end(state, outcome_for);
  const auto* note = state.find("Add_case_note")->inputs.find("parameters")->find("note");
  EXPECT_TRUE(note->labels().none());
  EXPECT_NE(note->text().find("was activated"), std::string::npos);
  EXPECT_NE(note->text().find("was sent to the user's manager"), std::string::npos);
}

TEST(NotifyManagerTemplate, SendsNothingWhenThereIsNoManager) {
  const auto definition = notify_manager();
  auto state = selected_case(definition);
  const auto end = run_to_end(state, [](const Effect& effect) {
    return effect.operation == "Manager_V2" ? failed_step("NotFound") : outcome_for(effect);
  });
  EXPECT_EQ(end.status, StepStatus::failed);
  EXPECT_EQ(status_of(state, "Send_an_email"), "Skipped");
  EXPECT_EQ(status_of(state, "Add_case_note"), "Skipped");
}

}  // namespace
}  // namespace riskflow::language
