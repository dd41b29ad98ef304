#pragma once
// Small questions about the whole: who is called so, which policies there are, which runs are not
// over.

#include <optional>
#include <string>
#include <vector>

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

// The operator of that exact name.  Cost: opens the names of all operators that are not yet known
// by name.
Result<std::optional<OperatorRef>> find_operator(App::Parts& parts, const std::string& name);

// The operator of that name; a new one when there is none.  The caller must be allowed to (the
// command checks).
Result<OperatorRef> operator_called(Call& call, const std::string& name);

// The policies as they stand after every commit that was answered.
Result<std::vector<domain::policy::State>> all_policies(App::Parts& parts);

// The runs that are not over.
Result<std::vector<RunId>> unfinished_runs(const projections::Reading& reading);

}  // namespace riskflow::runtime
