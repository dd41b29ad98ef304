#pragma once
// Role groups as requests name them and answers list them.

#include <set>

#include <boost/json/fwd.hpp>

#include "domain/permissions.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

// The one that the member "roleGroup" of a body names.  Error: invalid.
Result<domain::RoleGroup> role_group_in(const http::JsonBody& body);

// Their names, as a JSON array.
boost::json::array names_of(const std::set<domain::RoleGroup>& groups);

}  // namespace riskflow::runtime
