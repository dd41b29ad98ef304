#pragma once
// A flow: automation that a person runs on a selected case or user.  Its definition is a workflow
// definition document, kept whole, every revision of it.  Stream: flow-<id>. Draft -> On; On <->
// Off; On -> Suspended (by the system).  Deleting removes it for everybody; its runs and their
// history stay.

#include <map>
#include <string>
#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::flow {

// What a flow is shared as.  Stored: never renumber.
enum class Share : std::uint8_t { owner = 1, run_only = 2 };
std::span<const Word<Share>> words(Share);

// ---- events ----

struct Created {
  FlowId id;
  std::string name;
  FlowSurface surface{};
  OperatorRef creator;
  std::string from_template;  // the template's name; empty for a self-made flow
  std::string definition;     // the document, as it was given
  std::string parameters;     // a JSON object: values for the definition's parameters
  bool operator==(const Created&) const = default;
};
RISKFLOW_DESCRIBE(Created, id, name, surface, creator, from_template, definition, parameters)

struct Saved {
  FlowId id;
  std::uint32_t revision = 0;  // 2 for the first change
  std::string definition;
  std::string parameters;
  bool operator==(const Saved&) const = default;
};
RISKFLOW_DESCRIBE(Saved, id, revision, definition, parameters)

struct TurnedOn {
  FlowId id;
  bool operator==(const TurnedOn&) const = default;
};
RISKFLOW_DESCRIBE(TurnedOn, id)

struct TurnedOff {
  FlowId id;
  bool operator==(const TurnedOff&) const = default;
};
RISKFLOW_DESCRIBE(TurnedOff, id)

struct Suspended {
  FlowId id;
  std::string reason;
  bool operator==(const Suspended&) const = default;
};
RISKFLOW_DESCRIBE(Suspended, id, reason)

struct Shared {
  FlowId id;
  OperatorRef with;
  Share as{};
  bool operator==(const Shared&) const = default;
};
RISKFLOW_DESCRIBE(Shared, id, with, as)

struct Unshared {
  FlowId id;
  OperatorRef with;
  bool operator==(const Unshared&) const = default;
};
RISKFLOW_DESCRIBE(Unshared, id, with)

struct Deleted {
  FlowId id;
  bool operator==(const Deleted&) const = default;
};
RISKFLOW_DESCRIBE(Deleted, id)

// ---- state ----

struct Revision {
  std::string definition;
  std::string parameters;
};

struct State {
  FlowId id;  // none: no such flow
  std::string name;
  FlowSurface surface{};
  FlowState state{};
  OperatorRef creator;
  std::map<OperatorRef, Share> shares;
  std::vector<Revision> revisions;  // revision n is at n - 1
  bool deleted = false;

  bool exists() const { return bool(id) && !deleted; }
  bool is_owner(const OperatorRef&) const;
  bool may_be_run_by(const OperatorRef&) const;
};

StreamId stream(const FlowId&);
void evolve(State&, const Created&);
void evolve(State&, const Saved&);
void evolve(State&, const TurnedOn&);
void evolve(State&, const TurnedOff&);
void evolve(State&, const Suspended&);
void evolve(State&, const Shared&);
void evolve(State&, const Unshared&);
void evolve(State&, const Deleted&);

// Checks a definition and the values for its parameters; answers the surface its trigger is for.
// Errors: invalid, naming the first place that is wrong and how to mend it; too_large.  Cost:
// parses the document.
Result<FlowSurface> check_definition(const std::string& definition, const std::string& parameters);

// Whether a step of the definition puts an identity in front of somebody.  Cost: parses the
// document.
bool needs_identity(const std::string& definition);

// ---- commands ----

// Creates a flow as a draft.  The definition is checked: nothing with an error in it is kept.
struct Create {
  FlowId id;
  std::string name;  // 1 to 128 characters
  std::string from_template;
  std::string definition;  // at most 256 KiB
  std::string parameters = "{}";
  bool is_on = false;  // turned on at once
};

struct Save {
  FlowId id;
  std::string definition;
  std::string parameters = "{}";
};

struct TurnOn {
  FlowId id;
};
struct TurnOff {
  FlowId id;
};
struct Delete {
  FlowId id;
};
struct ShareFlow {
  FlowId id;
  OperatorRef with;
  Share as{};
};
struct UnshareFlow {
  FlowId id;
  OperatorRef with;
};

Result<Decision> decide(const Create&, Desk&);
Result<Decision> decide(const Save&, Desk&);
Result<Decision> decide(const TurnOn&, Desk&);
Result<Decision> decide(const TurnOff&, Desk&);
Result<Decision> decide(const Delete&, Desk&);
Result<Decision> decide(const ShareFlow&, Desk&);
Result<Decision> decide(const UnshareFlow&, Desk&);

}  // namespace riskflow::domain::flow
