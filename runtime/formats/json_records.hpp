#pragma once
// One JSON record of each kind as a typed record.  Errors: invalid, naming the field.

#include "domain/core/result.hpp"
#include "runtime/formats/records.hpp"

namespace boost::json {
class object;
}  // namespace boost::json

namespace riskflow::formats {

// Microsoft Graph `alert`.  Of its user evidence the first with the role `policyViolator` is the
// user, else the first; an alert of another service than insider risk is an error of serviceSource.
Result<AlertRecord> parse_graph_alert(const boost::json::object& object);

// Microsoft Graph `user`.
Result<UserRecord> parse_graph_user(const boost::json::object& object);

// Microsoft Graph `group` with its members expanded.
Result<GroupRecord> parse_graph_group(const boost::json::object& object);

// Office 365 management activity record of RecordType 40 and Category InsiderRiskManagement.  The
// names inside `Data` are not documented: whatever looks like the user and the time is taken.
Result<AlertRecord> parse_office365_alert(const boost::json::object& object);

// An alert's title as the name of its policy.  A policy's name is kept in clear and its id follows
// from it: what the alert's user is called in it becomes "user", always alike.  `account`: their
// account name, where the record has one.
std::string policy_name_of(std::string_view title, const Person& user,
                           std::string_view account = {});

}  // namespace riskflow::formats
