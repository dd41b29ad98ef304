#pragma once
// What an import file says, typed: one struct for each kind of record that riskflow reads.  Plain
// values, already checked for length, UTF-8 and required fields; whoever turns them into commands
// looks up no text again.  They hold names and addresses: never log one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/time.hpp"

namespace riskflow::formats {

// What a file holds.  A file holds one kind.
enum class Kind : std::uint8_t {
  graph_alerts = 1,  // Microsoft Graph security/alerts_v2
  graph_users,       // Microsoft Graph users, with manager when it was expanded
  graph_groups,      // Microsoft Graph groups with expanded members
  office365,         // Office 365 management activity records; only RecordType 40 is taken
  hr_csv,            // rows for the HR connector
};

// A person as the source names them.  At least one of `object_id` and `upn` is set.
struct Person {
  std::string object_id;     // the directory's id; a GUID is in lower case
  std::string upn;           // user principal name
  std::string display_name;  // may be empty, as may `mail`
  std::string mail;
  bool operator==(const Person&) const = default;
};

// Which feed an alert came by.  Both name the same alert by organisation and provider alert id.
enum class AlertSource : std::uint8_t { graph = 1, office365 };

// `informational` of the source is low.
enum class Severity : std::uint8_t { high = 1, medium, low };

// The state of the alert where it came from.  `resolved` of Graph only says that it is closed: the
// classification says how.  `resolved` of Office 365 means that its case was.
enum class SourceStatus : std::uint8_t {
  new_alert = 1,  // Graph
  in_progress,    // Graph
  resolved,       // Graph and Office 365
  active,         // Office 365, like the two below
  investigating,
  dismissed,
};

// What the analysts of the source made of the alert; Graph only.
enum class Classification : std::uint8_t {
  none = 1,
  true_positive,
  false_positive,
  informational_expected_activity,
};

// An insider-risk alert.
struct AlertRecord {
  AlertSource source = AlertSource::graph;
  std::string organisation;       // tenant id; a GUID is in lower case
  std::string provider_alert_id;  // the same in both feeds; a GUID is in lower case
  std::string policy_key;         // the policy's id; empty when the source does not say
  std::string policy_name;        // the title (Office 365: Name), "user" for the user's names in it
  std::string policy_template;    // Graph: detectorId; else empty
  std::string title;
  std::string description;  // may be empty
  std::string category;     // may be empty
  Severity severity = Severity::low;
  SourceStatus source_status = SourceStatus::new_alert;
  Classification classification = Classification::none;
  std::optional<Instant> created;  // Office 365: only the record that announces the alert knows it
  std::optional<Instant> last_update;
  std::optional<Instant> first_activity;  // Graph
  std::optional<Instant> last_activity;   // Graph
  std::optional<Instant> triggered;       // Office 365: when the user was triggered
  Person user;
  Instant record_time{};  // when the source wrote this record: last update, else created
  bool operator==(const AlertRecord&) const = default;
};

// A directory user.  Texts may be empty unless said otherwise.
struct UserRecord {
  std::string object_id;  // never empty
  std::string upn;        // never empty
  std::string mail;
  std::string display_name;  // never empty
  std::string given_name;
  std::string surname;
  std::string alias;  // mailNickname
  std::string job_title;
  std::string department;
  std::string office;
  std::string company;
  std::string employee_id;
  bool enabled = true;  // also when the source does not say
  std::string usage_location;
  std::optional<Person> manager;
  bool operator==(const UserRecord&) const = default;
};

// A member of a group.  At least one of the two is set.
struct GroupMember {
  std::string object_id;
  std::string upn;
  bool operator==(const GroupMember&) const = default;
};

// A directory group.  Members that are no users (devices, nested groups) are left out.
struct GroupRecord {
  std::string object_id;     // never empty
  std::string display_name;  // never empty
  std::vector<GroupMember> members;
  bool operator==(const GroupRecord&) const = default;
};

// What an HR row reports.
enum class HrScenario : std::uint8_t {
  resignation = 1,
  job_level_change,
  performance_review,
  performance_improvement_plan,
  employee_profile,
};

// The fields of an employee profile row.  Never empty: first and last name, line 1, zip code.
struct HrProfile {
  std::string user_name;
  std::string first_name;
  std::string last_name;
  std::string address_line1;
  std::string address_line2;
  std::string city;
  std::string state;
  std::string zip_code;
  std::string country;
  std::string department;
  std::string type;
  std::string role;
  bool operator==(const HrProfile&) const = default;
};

// A row of the HR connector's file.  Set are the fields of its scenario; the others are empty.
struct HrRecord {
  HrScenario scenario = HrScenario::resignation;
  std::string email;                         // never empty
  std::optional<Instant> resignation_date;   // resignation: always
  std::optional<Instant> last_working_date;  // resignation: always
  std::optional<Instant> effective_date;     // job level and performance: always
  std::string remarks;                       // at most 200 characters
  std::string rating;                        // at most 25 characters
  std::string old_level;
  std::string new_level;
  std::optional<HrProfile> profile;  // employee profile: always
  bool operator==(const HrRecord&) const = default;
};

using Record = std::variant<AlertRecord, UserRecord, GroupRecord, HrRecord>;

// The names used in reports and options: "graph-alerts", "high", "in-progress", "resignation".
std::string_view to_text(Kind kind);
std::optional<Kind> kind_from_text(std::string_view text);
std::string_view to_text(AlertSource source);
std::string_view to_text(Severity severity);
std::string_view to_text(SourceStatus status);
std::string_view to_text(Classification classification);
std::string_view to_text(HrScenario scenario);

// Where a record stands, for a report: "record 17" of a JSON file, "line 5" of a CSV file.
std::string place_text(Kind kind, std::uint64_t number);

}  // namespace riskflow::formats
