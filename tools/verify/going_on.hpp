#pragma once
// Which log another goes on from, as the event says that a restored one begins with: so a
// checkpoint that was kept of the old log can be held against an export of the new one.

#include "eventstore/proof/export_verifier.hpp"

namespace riskflow::verify {

// Tells `verifier` when its newest event is such a one.
void tell_where_it_goes_on_from(proof::ExportVerifier& verifier);

}  // namespace riskflow::verify
