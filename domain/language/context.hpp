#pragma once
// What an expression may look at while it is evaluated: the run (through Environment), the time and
// the random bits of this evaluation, and the items of the loops around it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/time.hpp"
#include "domain/language/budget.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// The run as expressions see it.  Names come in any case.  Implementations are pure readers.
// Errors: not_found, for a name that the definition does not have.
class Environment {
 public:
  virtual ~Environment() = default;

  virtual Result<Value> parameter(std::string_view name) const = 0;
  virtual Result<Value> variable(std::string_view name) const = 0;
  // The trigger's record; null when the run has none.
  virtual Value trigger() const = 0;
  // The record of an action, and just its outputs; null before the action has ended.
  virtual Result<Value> action(std::string_view name) const = 0;
  virtual Result<Value> outputs(std::string_view action) const = 0;
  // The body in its outputs; null when there is none.
  virtual Result<Value> body(std::string_view action) const;
  // The records of the direct children of a scope or loop.
  virtual Result<Value> children(std::string_view scope) const = 0;
  virtual Value workflow() const = 0;

  // The record of the action that is evaluated; null outside of one.
  virtual Value current_action() const { return {}; }
  // Where the webhook that is evaluated is called back.
  virtual Result<Value> callback_url() const;
  virtual Result<Value> setting(std::string_view name) const;
  // Of the tool of an agent that is evaluated.
  virtual Result<Value> agent_parameter(std::string_view name) const;
};

// Random bits that are the same for the same seed (SplitMix64, Steele et al. 2014).  Not for keys.
class SeededBits {
 public:
  explicit SeededBits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

// The current item of a loop; Filter array, Select and Table have no name.
struct LoopItem {
  std::string loop;
  Value item;
};

// How often an Until has begun before.
struct LoopIndex {
  std::string loop;
  std::int64_t index = 0;  // from 0
};

// One evaluation.  Not to be shared between threads.
struct Context {
  const Environment& environment;
  Budget& budget;
  Instant now;  // what utcNow() says; the caller records it
  SeededBits bits;
  std::vector<LoopItem> items;  // outermost first
  std::vector<LoopIndex> indexes{};
};

}  // namespace riskflow::language
