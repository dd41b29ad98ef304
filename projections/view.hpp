#pragma once
// What makes a struct a view: its name and version, its tables, and `on` for the events it reads:
//
//   struct Cases {
//     static constexpr ViewId view{"cases", 1};
//     static std::array<const Table*, 2> tables();
//     static void on(const domain::casework::Opened&, const Envelope&, Batch&);
//   };
//
// A view reads the event, the envelope and its own rows; never the clock, another view or the
// network.  A view that changes what its rows say must raise its version: the views are rebuilt
// then.

#include <string_view>

#include "domain/core/big_endian.hpp"
#include "projections/batch.hpp"
#include "projections/envelope.hpp"
#include "projections/facts.hpp"

namespace riskflow::projections {

struct ViewId {
  std::string_view name;
  unsigned version;
};

}  // namespace riskflow::projections
