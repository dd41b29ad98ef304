// What holds for every command in every world: properties, tried by chance.
// The seed of a failure is printed; SEED=n runs it again.

#include <iostream>

#include <gtest/gtest.h>

#include "tests/domain/chance_commands.hpp"
#include "tests/domain/printing.hpp"

namespace riskflow::domain::tests {

// What a command does when it is decided again after it happened.
enum class Repeated {
  nothing,             // succeeds and adds nothing: it says how the world shall be
  nothing_or_refused,  // is refused: it says what shall happen, and that can happen once
  again                // happens again: only its request id tells a repeat
};
template <class C>
constexpr auto repeated = Repeated::nothing;
template <>
constexpr auto repeated<subject::ImportSubjects> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<erasure::PlaceHold> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<policy::Create> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<casework::ResolveCase> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<flow::Create> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<flow::Delete> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<run::Start> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<run::Advance> = Repeated::nothing_or_refused;
template <>
constexpr auto repeated<casework::AddNote> = Repeated::again;
template <>
constexpr auto repeated<reads::Record> = Repeated::again;
template <>
constexpr auto repeated<imports::RecordRun> = Repeated::again;
template <>
constexpr auto repeated<safekeeping::BeginBackup> = Repeated::again;
template <>
constexpr auto repeated<safekeeping::RecordDiscardedTail> = Repeated::again;
template <>
constexpr auto repeated<safekeeping::RecordEscrow> = Repeated::again;

static Repeated repeated_of(const Command& command) {
  return std::visit([]<class C>(const C&) { return repeated<C>; }, command);
}

static std::string text_of(const Result<Decision>& decided) {
  if (!decided)
    return std::string(riskflow::to_text(decided.error().code)) + ": " + decided.error().message;
  std::string out;
  for (const auto& change : decided->changes())
    out += change.stream.name + "@" +
           (change.version ? std::to_string(to_number(*change.version)) : std::string("any")) +
           " " + std::to_string(change.events.size()) + "\n";
  return out + text_of(events_of(*decided));
}

static bool is_same(const Result<Decision>& a, const Result<Decision>& b) {
  if (!a || !b) return !a && !b && a.error() == b.error();
  return text_of(a) == text_of(b) && events_of(*a) == events_of(*b);
}

// Calls `law(world, asking, command, decided)` for many commands, each in the world that those
// before it made.  Returns how often each kind of command was accepted with something to do.
template <class Law>
std::vector<int> try_out(int worlds, int commands, const Law& law) {
  const auto seed = seed_of_this_run();
  std::cout << "SEED=" << seed << "\n";
  std::vector<int> accepted(std::variant_size_v<Command>, 0);
  for (int n = 0; n < worlds; ++n) {
    WordyChance chance(seed + static_cast<std::uint64_t>(n));
    World world = n % 8 == 0 ? World{} : peopled_world();
    for (int i = 0; i < commands; ++i) {
      const auto asking = random_asking(chance);
      const auto command = random_command(chance, world);
      SCOPED_TRACE("SEED=" + std::to_string(seed) + ", world " + std::to_string(n) + ", command " +
                   std::to_string(i) + " of kind " + std::to_string(command.index()));
      const auto decided = world.ask(asking, command);
      law(std::as_const(world), asking, command, decided);
      if (testing::Test::HasFailure()) return accepted;
      if (!decided || events_of(*decided).empty()) continue;
      ++accepted[command.index()];
      world.apply(*decided);
    }
  }
  return accepted;
}

TEST(EveryDecision, IsTheSameForTheSameWorldAndCommand) {
  try_out(
      20, 100,
      [](const World& world, const Asking& asking, const Command& command, const auto& decided) {
        const auto again = world.ask(asking, command);
        EXPECT_TRUE(is_same(decided, again)) << text_of(decided) << "\nand then\n"
                                             << text_of(again);
      });
}

TEST(EveryDecision, IsTheSameHoweverMuchWasLoadedBefore) {
  try_out(
      20, 100,
      [](const World& world, const Asking& asking, const Command& command, const auto& decided) {
        Loaded loaded = world.everything();
        auto at_once = decide(loaded, asking.actor, asking.now, command);
        for (int rounds = 0; rounds < 10 && at_once && at_once->need() != nullptr; ++rounds) {
          for (const auto& stream : at_once->need()->streams)
            loaded.insert_or_assign(stream, world.load(stream));
          at_once = decide(loaded, asking.actor, asking.now, command);
        }
        EXPECT_TRUE(is_same(decided, at_once))
            << text_of(decided) << "\nbut with everything loaded\n"
            << text_of(at_once);
      });
}

static void expect_repeat(const Result<Decision>& second, Repeated repeated) {
  if (second) {
    EXPECT_EQ(!events_of(*second).empty(), repeated == Repeated::again) << text_of(second);
    return;
  }
  // The first may have taken the right from whoever asks.
  const bool lost_the_right = second.error().code == Errc::forbidden;
  EXPECT_TRUE(repeated == Repeated::nothing_or_refused || lost_the_right) << text_of(second);
}

TEST(EveryCommand, ThatHappenedAddsNothingWhenItIsDecidedAgain) {
  const auto accepted = try_out(
      160, 120,
      [](const World& world, const Asking& asking, const Command& command, const auto& decided) {
        if (!decided || events_of(*decided).empty()) return;
        World after = world;
        after.apply(*decided);
        expect_repeat(after.ask(asking, command), repeated_of(command));
      });
  if (HasFailure()) return;
  // A law that is never tried proves nothing.
  for (std::size_t kind = 0; kind < accepted.size(); ++kind)
    EXPECT_GT(accepted[kind], 0) << "command " << kind;
}

// ---- what no accepted command may break ----

static bool may_become(AlertStatus before, AlertStatus after) {
  if (before == after) return true;
  return before == AlertStatus::needs_review &&
         (after == AlertStatus::confirmed || after == AlertStatus::dismissed);
}

struct Keeps {
  void operator()(const alert::State& before, const alert::State& after) const {
    if (before.exists()) EXPECT_TRUE(may_become(before.status, after.status));
    EXPECT_EQ(after.status == AlertStatus::confirmed, after.in_case.has_value());
  }
  void operator()(const casework::State& before, const casework::State& after) const {
    if (before.status == CaseStatus::closed) EXPECT_EQ(after.status, CaseStatus::closed);
    EXPECT_GE(after.notes, before.notes);
    EXPECT_GE(after.alerts.size(), before.alerts.size());
    EXPECT_EQ(after.alerts.size(), after.policies.size());
    if (before.exists())
      EXPECT_EQ(std::tie(before.subject, before.number), std::tie(after.subject, after.number));
  }
  void operator()(const case_register::State& before, const case_register::State& after) const {
    EXPECT_GE(after.last_number, before.last_number);
    EXPECT_LE(after.last_number, before.last_number + 1);
  }
  void operator()(const flow::State& before, const flow::State& after) const {
    if (before.deleted) EXPECT_TRUE(after.deleted);
    EXPECT_GE(after.revisions.size(), before.revisions.size());
    if (bool(before.id))
      EXPECT_EQ(std::tie(before.creator, before.surface), std::tie(after.creator, after.surface));
  }
  void operator()(const run::State& before, const run::State& after) const {
    if (before.exists() && before.is_over()) EXPECT_EQ(after.status, before.status);
  }
  void operator()(const roles::State& before, const roles::State& after) const {
    if (before.administrators() > 0) EXPECT_GT(after.administrators(), 0U);
  }
  void operator()(const subject::State& before, const subject::State& after) const {
    if (before.exists()) EXPECT_EQ(before.pseudonym, after.pseudonym);
  }
  void operator()(const subject::Reservation& before, const subject::Reservation& after) const {
    if (bool(before.subject)) EXPECT_EQ(before.subject, after.subject);
  }
  void operator()(const operators::Token& before, const operators::Token& after) const {
    if (before.revoked) EXPECT_TRUE(after.revoked);
  }
  template <class A, class B>
  void operator()(const A&, const B&) const {}
};

// Every active case stands in the register under its person, and nothing else does.
static void expect_register_to_fit(const World& world) {
  const auto active = world.state_of<case_register::State>(case_register::stream()).active;
  std::map<SubjectRef, CaseId> there;
  for (const auto& [stream, loaded] : world.everything())
    if (const auto* state = std::get_if<casework::State>(loaded.state.get());
        state != nullptr && state->is_active())
      EXPECT_TRUE(there.emplace(state->subject, state->id).second)
          << "two active cases of one person";
  EXPECT_EQ(there, active);
}

// Every policy of a template of ours stands in the register under it.
static void expect_policies_to_be_counted(const World& world) {
  const auto known = world.state_of<policy_register::State>(policy_register::stream()).of;
  std::map<PolicyTemplate, std::set<PolicyId>> there;
  for (const auto& [stream, loaded] : world.everything())
    if (const auto* state = std::get_if<policy::State>(loaded.state.get());
        state != nullptr && state->exists() && state->from != PolicyTemplate::other)
      there[state->from].insert(state->id);
  EXPECT_EQ(there, known);
}

TEST(NoAcceptedCommand, BreaksWhatWasPromised) {
  try_out(40, 120, [](const World& world, const Asking&, const Command&, const auto& decided) {
    if (!decided) return;
    World after = world;
    after.apply(*decided);
    for (const auto& [stream, loaded] : after.everything())
      std::visit(Keeps{}, *world.load(stream).state, *loaded.state);
    expect_register_to_fit(after);
    expect_policies_to_be_counted(after);
  });
}

// ---- folds ----

TEST(EveryFold, TakesAnyEventInAnyOrder) {
  const auto seed = seed_of_this_run();
  std::cout << "SEED=" << seed << "\n";
  Chance chance(seed);
  std::vector<AnyState> states{AnyState{}};
  for (const auto* kind :
       {"subject-1", "pseudonym-1", "group-1", "directory", "erasures", "case-register", "policy-1",
        "policy-register", "alert-1", "case-1", "flow-1", "run-1", "roles", "operator-1", "token-1",
        "settings", "privacy", "safekeeping"})
    states.push_back(initial_state({kind}));
  for (int n = 0; n < 3000; ++n) {
    const auto event = random_event(chance);
    for (auto& state : states) {
      const auto kind = state.index();
      evolve(state, event);
      ASSERT_EQ(state.index(), kind);
    }
  }
}

TEST(EveryKindOfState, BelongsToAKindOfStream) {
  std::set<std::size_t> kinds;
  for (const auto* stream :
       {"subject-1", "pseudonym-1", "group-1", "directory", "erasures", "case-register", "policy-1",
        "policy-register", "alert-1", "case-1", "flow-1", "run-1", "roles", "operator-1", "token-1",
        "settings", "privacy", "safekeeping"})
    EXPECT_TRUE(kinds.insert(initial_state({stream}).index()).second) << stream;
  EXPECT_EQ(kinds.size() + 1, std::variant_size_v<AnyState>);  // and none
  EXPECT_EQ(initial_state({"reads-1"}).index(), 0U);
  EXPECT_EQ(initial_state({"$store"}).index(), 0U);
}

TEST(EveryCommand, GetsAnAnswerInAWorldThatMakesNoSense) {
  const auto seed = seed_of_this_run();
  std::cout << "SEED=" << seed << "\n";
  for (std::uint64_t n = 0; n < 30; ++n) {
    WordyChance chance(seed + n);
    SCOPED_TRACE("SEED=" + std::to_string(seed) + ", world " + std::to_string(n));
    World world;
    for (int i = 0; i < 200; ++i) {
      const auto event = random_event(chance);
      world.append({place_of(event), event});
    }
    for (int i = 0; i < 100; ++i) {
      const auto decided = world.ask(random_asking(chance), random_command(chance, world));
      if (decided) world.apply(*decided);
      ASSERT_FALSE(HasFailure());
    }
  }
}

}  // namespace riskflow::domain::tests
