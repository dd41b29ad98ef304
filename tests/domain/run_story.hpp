#pragma once
// Where stories about runs begin: Mira's case is open, she is in scope, and Ann's flow is on and
// shared with an analyst.

#include "tests/domain/cast.hpp"
#include "tests/domain/definitions.hpp"

namespace riskflow::domain::tests {

inline const OperatorRef analyst = person_in(RoleGroup::analysts);

inline flow::Created flow_of_ann(std::string definition, FlowSurface surface = FlowSurface::cases) {
  return {the_flow, "Ask HR", surface, ann, "", std::move(definition), "{}"};
}

inline Story ready(std::string definition = writes_a_note()) {
  return joined(open_case(),
                {entered(mira, leaks, in_days(20)), flow_of_ann(std::move(definition)),
                 flow::TurnedOn{the_flow}, flow::Shared{the_flow, analyst, flow::Share::run_only}});
}
inline const privacy::ModeChanged names_are_shown{PrivacyMode::show_names};

inline run::Start start() { return {the_run, the_flow, miras_case}; }

inline run::Started started(const OperatorRef& by = analyst, std::uint32_t revision = 1) {
  run::Started event;
  event.id = the_run;
  event.flow = the_flow;
  event.revision = revision;
  event.on_case = miras_case;
  event.subject = mira;
  event.by = by;
  event.at = noon();
  event.trigger = R"({"caseId":")" + to_text(miras_case) + R"("})";
  return event;
}

inline casework::NoteAdded note_of_the_run(std::string text, const OperatorRef& by = analyst) {
  return {miras_case, 1, NoteAuthor::flow, by, the_run, about_mira(std::move(text))};
}

}  // namespace riskflow::domain::tests
