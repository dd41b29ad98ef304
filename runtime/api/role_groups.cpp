#include "runtime/api/role_groups.hpp"

#include <boost/json.hpp>

namespace riskflow::runtime {

namespace js = boost::json;

Result<domain::RoleGroup> role_group_in(const http::JsonBody& body) {
  const auto word = body.text("roleGroup");
  if (!word) return fail(word.error());
  return domain::word_from_text<domain::RoleGroup>(*word, "roleGroup");
}

js::array names_of(const std::set<domain::RoleGroup>& groups) {
  js::array out;
  for (const auto group : groups) out.push_back(js::string(domain::to_text(group)));
  return out;
}

}  // namespace riskflow::runtime
