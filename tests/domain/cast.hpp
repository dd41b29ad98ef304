#pragma once
// Who and what the stories are about, and the events that most of them begin with.

#include "tests/domain/spec.hpp"

namespace riskflow::domain::tests {

// An id of one repeated byte.
template <class AnId>
constexpr AnId id_of(std::uint8_t byte) {
  AnId id;
  id.bytes.fill(byte);
  return id;
}

// People who are watched.
inline constexpr auto mira = id_of<SubjectRef>(0x01);
inline constexpr auto oto = id_of<SubjectRef>(0x02);
inline constexpr auto stranger = id_of<SubjectRef>(0x0f);  // nobody registered

// People who work with riskflow.
inline constexpr auto ann = id_of<OperatorRef>(0xa1);
inline constexpr auto ben = id_of<OperatorRef>(0xb1);
inline constexpr auto nobody = id_of<OperatorRef>(0xdd);

inline constexpr auto leaks = id_of<PolicyId>(0x21);
inline constexpr auto departing = id_of<PolicyId>(0x22);
inline constexpr auto first_alert = id_of<AlertId>(0x31);
inline constexpr auto second_alert = id_of<AlertId>(0x32);
inline constexpr auto otos_alert = id_of<AlertId>(0x33);
inline constexpr auto miras_case = id_of<CaseId>(0x41);
inline constexpr auto other_case = id_of<CaseId>(0x42);
inline constexpr auto the_flow = id_of<FlowId>(0x51);
inline constexpr auto the_run = id_of<RunId>(0x61);
inline constexpr auto the_token = id_of<TokenId>(0x71);

inline Instant in_days(int days) { return noon() + std::chrono::days{days}; }

inline PersonalText about_mira(std::string text, Purpose purpose = Purpose::casework) {
  return PersonalText::about(mira, purpose, std::move(text));
}
inline Personal<subject::Identity> identity(const SubjectRef& of, std::string name) {
  subject::Identity who;
  who.display_name = std::move(name);
  return Personal<subject::Identity>::about(of, Purpose::identity, std::move(who));
}

inline subject::Registered registered(const SubjectRef& who) {
  return {who, "AnonAB1-" + to_text(who).substr(0, 3), identity(who, "somebody"), {}};
}
inline operators::Registered is_operator(const OperatorRef& who) {
  return {who,
          PersonalText::about(operators::key_subject(who), Purpose::operations, "an operator")};
}
inline policy::Created a_policy(const PolicyId& id,
                                PolicyTemplate from = PolicyTemplate::data_leaks) {
  return {id, "policy " + to_text(id).substr(0, 2), from, "", 30};
}
inline alert::Imported an_alert(const AlertId& id, const SubjectRef& about,
                                const PolicyId& matched = leaks) {
  return {.id = id,
          .provider_alert_id = "provider-" + to_text(id).substr(0, 2),
          .subject = about,
          .policy = matched,
          .severity = Severity::medium,
          .source_status = SourceStatus::open,
          .category = "Exfiltration",
          .detected = in_days(-2),
          .source_updated = in_days(-1),
          .text = Personal<alert::Text>::about(about, Purpose::casework, {"a title", "a text"})};
}
inline subject::EnteredPolicyScope entered(const SubjectRef& who, const PolicyId& policy,
                                           Instant until) {
  return {who, policy, ScopeCause::manual, {}, until, {}};
}

// Mira and Oto are known, with two alerts and one.
inline Story alerts_to_review() {
  return {registered(mira),
          registered(oto),
          a_policy(leaks),
          an_alert(first_alert, mira),
          an_alert(second_alert, mira, departing),
          an_alert(otos_alert, oto)};
}

// The events of confirming the first alert into a new case, number 1.
inline Story case_is_open() {
  return {case_register::Entered{miras_case, 1, mira},
          casework::Opened{miras_case, 1, mira, in_days(-1), about_mira("Exit of an engineer")},
          casework::AlertAdded{miras_case, first_alert, leaks},
          alert::Confirmed{first_alert, miras_case}};
}

inline Story joined(Story first, const Story& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// Mira's first alert is in an active case.
inline Story open_case() { return joined(alerts_to_review(), case_is_open()); }

// ... which is resolved since.
inline Story closed_case() {
  return joined(
      open_case(),
      {casework::NoteAdded{miras_case, 1, NoteAuthor::person, ann, {}, about_mira("done")},
       casework::Resolved{miras_case, mira, Resolution::benign, {first_alert}, {leaks}},
       case_register::Struck{miras_case, mira}});
}

}  // namespace riskflow::domain::tests
