#include "tests/domain/spec.hpp"

#include <gtest/gtest.h>

namespace riskflow::domain::tests {

using namespace std::chrono;

static void complain(const Here& here, const std::string& what) {
  ADD_FAILURE_AT(here.file_name(), static_cast<int>(here.line())) << what;
}

static std::string text_of(const Result<Decision>& decided) {
  if (decided) return text_of(events_of(*decided));
  const auto& error = decided.error();
  return std::string(riskflow::to_text(error.code)) + ": " + error.message + " [" + error.target +
         "]";
}

OperatorRef person_in(RoleGroup group) {
  OperatorRef person;
  person.bytes.fill(static_cast<std::uint8_t>(0xe0 + static_cast<int>(group)));
  return person;
}

Instant noon() { return sys_days{2026y / January / 12} + 12h; }

Scenario given(const Story& story) {
  Scenario scenario{World{}};
  return scenario.and_then(story).at(noon());
}

Scenario& Scenario::and_then(const Story& story) {
  for (const auto& happened : story) world_.append(happened);
  return *this;
}

Scenario& Scenario::by(RoleGroup group) {
  const auto person = person_in(group);
  const auto roles = world_.state_of<roles::State>(roles::stream());
  if (!roles.of(person).contains(group)) world_.append(roles::Assigned{person, group});
  return by(person);
}
Scenario& Scenario::by(const OperatorRef& person) {
  asking_.actor = {Actor::Kind::person, person};
  return *this;
}
Scenario& Scenario::by_reactor_for(const OperatorRef& person) {
  asking_.actor = {Actor::Kind::reactor, person};
  return *this;
}
Scenario& Scenario::by_riskflow() {
  asking_.actor = {Actor::Kind::system, {}};
  return *this;
}
Scenario& Scenario::at(Instant now) {
  asking_.now = now;
  return *this;
}

void Scenario::go_on(const Decision& decision) { world_.apply(decision); }

Outcome Scenario::when(const Command& command) const {
  return {*this, world_.ask(asking_, command)};
}

static std::map<StreamId, std::vector<AnyEvent>> by_stream(const Story& story) {
  std::map<StreamId, std::vector<AnyEvent>> streams;
  for (const auto& happened : story) streams[happened.stream].push_back(happened.event);
  return streams;
}

Scenario Outcome::then(const Story& expected, Here here) const {
  const bool same = decided_ && by_stream(events_of(*decided_)) == by_stream(expected);
  if (!same)
    complain(here, "expected\n" + text_of(expected) + "\nbut there was\n" + text_of(decided_));
  Scenario after = before_;
  if (decided_) after.go_on(*decided_);
  return after;
}

Scenario Outcome::then_nothing(Here here) const { return then({}, here); }

Scenario Outcome::then_rejected(Errc code, std::string_view part, std::string_view target,
                                Here here) const {
  const bool same = !decided_ && decided_.error().code == code &&
                    decided_.error().message.find(part) != std::string::npos &&
                    decided_.error().target == target;
  if (!same)
    complain(here, "expected " + std::string(riskflow::to_text(code)) + ": ..." +
                       std::string(part) + "... [" + std::string(target) + "]\nbut there was\n" +
                       text_of(decided_));
  return before_;
}

Outcome Outcome::with_detail(std::string_view name, std::string_view value, Here here) const {
  const auto found = decided_ ? std::string_view() : detail(decided_.error(), name);
  if (found != value)
    complain(here, "expected detail " + std::string(name) + " = " + std::string(value) +
                       "\nbut there was '" + std::string(found) + "'");
  return *this;
}

}  // namespace riskflow::domain::tests
