#pragma once
// Commands and events by chance, near enough to real ones that many of them are accepted.

#include <array>
#include <functional>

#include "tests/domain/cast.hpp"
#include "tests/domain/definitions.hpp"
#include "tests/domain/filling.hpp"

namespace riskflow::domain::tests {

// Words that pass the rules for text, and some that do not.
class WordyChance : public Chance {
 public:
  using Chance::Chance;
  std::string text(std::string_view) {
    static const std::array<std::string, 8> texts{
        "a",          "soc", "Exit of an engineer", "AnonIS8-988",
        "two\nlines", "",    std::string(200, 'x'), "m\xc3\xbc"};
    // The sound ones are more likely.
    return texts[below(4) == 0 ? below(texts.size()) : below(4)];
  }
  // A face never gives the id of nobody.
  template <class AnId>
  AnId id() {
    return id_of<AnId>(static_cast<std::uint8_t>(1 + below(3)));
  }
};

// Brings a random command near the world: versions that are current, numbers in their range.
template <class C>
void come_near(C&, const World&, Chance&) {}
inline void come_near(subject::ImportSubjects& c, const World& world, Chance& chance) {
  if (chance.below(8) != 0) c.known_at = world.version_of(directory::stream());
  for (auto& seen : c.sightings) {
    const bool known = to_number(world.version_of(subject::stream(seen.subject))) > 0;
    seen.pseudonym = known ? "" : "Anon-" + to_text(seen.subject);
  }
}
inline void come_near(subject::AddToScope& c, const World&, Chance& chance) {
  c.days = static_cast<int>(chance.below(40));
}
inline void come_near(policy::Create& c, const World&, Chance& chance) {
  c.window_days = static_cast<int>(3 + chance.below(30));
}
inline void come_near(policy::ImportPolicy& c, const World& world, Chance& chance) {
  come_near(c.policy, world, chance);
}
inline void come_near(policy::Edit& c, const World&, Chance& chance) {
  c.window_days = static_cast<int>(3 + chance.below(30));
}
inline void come_near(settings::Change& c, const World&, Chance& chance) {
  c.value = static_cast<std::int64_t>(chance.below(150));
}
template <class C>
  requires requires(C c) { c.definition, c.parameters; }
void come_near(C& c, const World&, Chance& chance) {
  c.definition = chance.there() ? writes_a_note() : sends_a_mail();
  c.parameters = "{}";
}
inline void come_near(run::Advance& c, const World& world, Chance& chance) {
  if (chance.below(8) != 0) c.at = world.version_of(run::stream(c.id));
  if (c.events.empty()) c.events.push_back(run::DeliveryCommitted{c.id, "Mail", 1, {}});
  for (auto& event : c.events) std::visit([&](auto& e) { e.id = c.id; }, event);
}

// The second flow stands in the world from the beginning: it is rarely deleted, and most runs are
// of it.
inline void come_near(flow::Delete& c, const World&, Chance& chance) {
  if (chance.below(8) != 0) c.id = id_of<FlowId>(3);
}
inline void come_near(run::Start& c, const World&, Chance& chance) {
  if (chance.below(4) != 0) c.flow = id_of<FlowId>(2);
}

inline Command random_command(WordyChance& chance, const World& world) {
  Command command;
  fill(command, chance, "command");
  std::visit([&](auto& c) { come_near(c, world, chance); }, command);
  return command;
}

// riskflow itself, or one of three people.
inline Asking random_asking(Chance& chance) {
  if (chance.below(3) == 0) return {{Actor::Kind::system, {}}, noon()};
  const auto kind = chance.below(8) == 0 ? Actor::Kind::reactor : Actor::Kind::person;
  return {{kind, id_of<OperatorRef>(static_cast<std::uint8_t>(1 + chance.below(3)))}, noon()};
}

// An event of any type, with anything in it.
inline AnyEvent random_event(Chance& chance) {
  static const auto makers = [] {
    std::vector<std::function<AnyEvent(Chance&)>> all;
    for_each_event_type([&]<class E>() {
      all.emplace_back([](Chance& from) { return AnyEvent(random_value<E>(from)); });
    });
    return all;
  }();
  return makers[chance.below(makers.size())](chance);
}

// Where a random event happens: at its home, or in a stream of those that have none.
inline StreamId place_of(const AnyEvent& event) {
  if (const auto home = home_of(event)) return *home;
  if (std::holds_alternative<subject::PseudonymReserved>(event))
    return subject::pseudonym_stream("AnonIS8-988");
  return {"reads-any"};
}

// A world in which three people work, two of them as administrators; three subjects are known, one
// with an active case, one whose window has passed and one who is to be erased; there is a team,
// and a flow is on.
inline World peopled_world() {
  const auto alert = id_of<AlertId>(1);
  const auto in_case = id_of<CaseId>(1);
  const auto subject = id_of<SubjectRef>(1);
  const auto person = [](std::uint8_t n) { return id_of<OperatorRef>(n); };
  const Story story{is_operator(person(1)),
                    is_operator(person(2)),
                    roles::Assigned{person(1), RoleGroup::full},
                    roles::Assigned{person(2), RoleGroup::admins},
                    roles::Assigned{person(3), RoleGroup::analysts},
                    roles::TeamCreated{"soc"},
                    roles::TeamMemberAdded{"soc", person(3)},
                    registered(subject),
                    registered(id_of<SubjectRef>(2)),
                    registered(id_of<SubjectRef>(3)),
                    erasure::Requested{id_of<SubjectRef>(2), ErasureBasis::objection, person(1)},
                    erasure::Requested{id_of<SubjectRef>(3), ErasureBasis::objection, person(1)},
                    erasure::Approved{id_of<SubjectRef>(3), person(2)},
                    erasure::Due{id_of<SubjectRef>(3)},
                    erasure::HoldPlaced{subject, {}},
                    an_alert(alert, subject, id_of<PolicyId>(1)),
                    entered(subject, id_of<PolicyId>(1), in_days(20)),
                    entered(id_of<SubjectRef>(2), id_of<PolicyId>(2), in_days(-1)),
                    case_register::Entered{in_case, 1, subject},
                    casework::Opened{in_case, 1, subject, in_days(-1), {}},
                    casework::AlertAdded{in_case, alert, id_of<PolicyId>(1)},
                    alert::Confirmed{alert, in_case},
                    flow::Created{id_of<FlowId>(2), "f", FlowSurface::cases, person(1), "",
                                  writes_a_note(), "{}"},
                    flow::Shared{id_of<FlowId>(2), person(3), flow::Share::run_only},
                    flow::TurnedOn{id_of<FlowId>(2)}};
  World world;
  for (const auto& happened : story) world.append(happened);
  return world;
}

// The seed of this run: SEED from the environment, or a new one.
inline std::uint64_t seed_of_this_run() {
  if (const char* given = std::getenv("SEED")) return std::strtoull(given, nullptr, 10);
  return 1;  // the gate plays the same worlds every time; SEED= plays others
}

}  // namespace riskflow::domain::tests
