#pragma once
// The one list of views.  Adding a view is its file pair and one line here.

#include <boost/mp11/list.hpp>

#include "projections/alerts.hpp"
#include "projections/audit.hpp"
#include "projections/cases.hpp"
#include "projections/flows.hpp"
#include "projections/operators.hpp"
#include "projections/policies.hpp"
#include "projections/runs.hpp"
#include "projections/users.hpp"

namespace riskflow::projections {

using AllViews =
    boost::mp11::mp_list<Alerts, Cases, Users, Policies, Flows, Runs, Audit, Operators>;

// Gives the event to every view that reads it, in the order of the list.
void give(const domain::AnyEvent& event, const Envelope& at, Batch& batch);

// Every table that can be asked, in the order of the list.
std::span<const Table* const> tables();

// The table of a name ("cases"), or null.
const Table* find_table(std::string_view name);

// Names and versions of all views, one a line; when it differs from what a store was written by,
// its rows are not to be read.
Bytes versions();

}  // namespace riskflow::projections
