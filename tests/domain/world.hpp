#pragma once
// A log in memory that keeps events as a store would: in streams, through the codec, at positions.
// `ask` takes a decision as the command bus does: it loads what the decision says it needs, until
// the decision is taken.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/decision.hpp"
#include "tests/domain/plain_sealer.hpp"

namespace riskflow::domain::tests {

// Where an event lives, by what it says.  Only for those that say it: a pseudonym's reservation and
// a record of a read do not.
std::optional<StreamId> home_of(const AnyEvent& event);

// An event in its stream.
struct Happened {
  StreamId stream;
  AnyEvent event;

  Happened(StreamId in, AnyEvent what) : stream(std::move(in)), event(std::move(what)) {}
  // An event whose stream follows from it.  Implicit, so that a story reads as a list of events.
  template <class E>
    requires std::constructible_from<AnyEvent, const E&>
  Happened(const E& what)  // NOLINT(google-explicit-constructor): see above
      : stream(home_of(AnyEvent(what)).value()), event(what) {}

  bool operator==(const Happened&) const = default;
};
using Story = std::vector<Happened>;

std::string text_of(const Story& story);

// Who commands, and when.
struct Asking {
  Actor actor;
  Instant now;
};

class World {
 public:
  // Appends an event: encodes it, decodes it, folds it.  An event that the codec refuses fails the
  // test.
  void append(const Happened& happened);

  LoadedStream load(const StreamId& stream) const;
  Version version_of(const StreamId& stream) const { return load(stream).version; }
  // Every stream that has an event.
  Loaded everything() const;
  template <class State>
  State state_of(const StreamId& stream) const {
    return std::get<State>(*load(stream).state);
  }

  // Decides with nothing loaded at first.  Fails the test when the decision never has enough, or
  // leaves a stream that it asked for out of what it decided.
  Result<Decision> ask(const Asking& asking, const Command& command) const;

  // Appends what was decided, after checking that each stream still is where it was.
  void apply(const Decision& decision);

 private:
  std::map<StreamId, LoadedStream> streams_;
  std::uint64_t head_ = 0;
};

// The events of a decision, stream by stream.
Story events_of(const Decision& decision);

}  // namespace riskflow::domain::tests
