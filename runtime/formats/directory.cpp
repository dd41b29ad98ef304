#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/formats/json_fields.hpp"
#include "runtime/formats/json_records.hpp"

namespace riskflow::formats {

namespace json = boost::json;

static std::optional<Person> read_manager(JsonFields& user, FirstFault& fault) {
  const auto* object = user.object("manager");
  if (!object) return std::nullopt;
  JsonFields in{*object, fault, "manager."};
  Person manager{in.id("id"), in.address("userPrincipalName"), in.text("displayName", name_rule),
                 in.address("mail")};
  if (manager.object_id.empty() && manager.upn.empty())
    user.reject("manager", "neither id nor userPrincipalName");
  return manager;
}

Result<UserRecord> parse_graph_user(const json::object& object) {
  FirstFault fault;
  JsonFields in{object, fault};
  UserRecord user;
  user.object_id = in.needed_id("id");
  in.needed("userPrincipalName", address_rule);
  user.upn = in.address("userPrincipalName");
  user.mail = in.address("mail");
  user.display_name = in.needed("displayName", name_rule);
  user.given_name = in.text("givenName", name_rule);
  user.surname = in.text("surname", name_rule);
  user.alias = in.text("mailNickname", name_rule);
  user.job_title = in.text("jobTitle", name_rule);
  user.department = in.text("department", name_rule);
  user.office = in.text("officeLocation", name_rule);
  user.company = in.text("companyName", name_rule);
  user.employee_id = in.text("employeeId", id_rule);
  user.enabled = in.boolean("accountEnabled").value_or(true);
  user.usage_location = in.text("usageLocation", id_rule);
  user.manager = read_manager(in, fault);
  if (fault.found()) return fault.report();
  return user;
}

// Without a type it may be a user: expanded members carry one only when asked for.
static bool is_user(const json::object& member) {
  const auto* type = member.if_contains("@odata.type");
  return !type || (type->is_string() && type->get_string() == "#microsoft.graph.user");
}

static std::vector<GroupMember> read_members(const json::array& items, JsonFields& group,
                                             FirstFault& fault) {
  std::vector<GroupMember> members;
  members.reserve(items.size());
  for (std::size_t i = 0; i < items.size() && !fault.found(); ++i) {
    const auto path = fmt::format("members[{}]", i);
    const auto* member = items[i].if_object();
    if (!member) {
      group.reject(path, "not an object");
      break;
    }
    if (!is_user(*member)) continue;
    JsonFields in{*member, fault, path + '.'};
    members.push_back({in.id("id"), in.address("userPrincipalName")});
    if (members.back() == GroupMember{}) group.reject(path, "neither id nor userPrincipalName");
  }
  return members;
}

Result<GroupRecord> parse_graph_group(const json::object& object) {
  FirstFault fault;
  JsonFields in{object, fault};
  GroupRecord group;
  group.object_id = in.needed_id("id");
  group.display_name = in.needed("displayName", name_rule);
  if (const auto* members = in.array("members"))
    group.members = read_members(*members, in, fault);
  else
    in.reject("members", "missing: ask Graph with $expand=members");
  if (fault.found()) return fault.report();
  return group;
}

}  // namespace riskflow::formats
