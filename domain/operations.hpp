#pragma once
// The operations of the connectors: what a step of a flow may do.  One row each; checking a flow,
// running it, and the docs read it.  The names are those that flows from Power Automate carry
// (docs/adr/0004-connector-names.md).

#include <span>
#include <string_view>

#include "domain/vocabulary.hpp"

namespace riskflow::domain {

// Whether an operation puts an identity in front of somebody.
enum class Needs : std::uint8_t { nothing, identity };

// What an operation does to the world.
enum class Does : std::uint8_t {
  trigger,  // starts a run
  read,     // reads from riskflow
  write,    // writes into riskflow, in the commit of its step
  send      // leaves riskflow
};

struct Operation {
  std::string_view api;  // the last segment of apiId: "shared_microsoft365compliance"
  std::string_view id;
  Does does;
  Needs needs;
  std::string_view summary;
};

std::span<const Operation> operations();

// The row, or null.  Names in any case.
const Operation* find_operation(std::string_view api, std::string_view id);

// The surface whose selected item a trigger takes, if it is one of those.
const FlowSurface* surface_of_trigger(std::string_view api, std::string_view id);

}  // namespace riskflow::domain
