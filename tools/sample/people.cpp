#include "tools/sample/people.hpp"

#include <algorithm>

#include "tools/sample/alerts.hpp"
#include "tools/sample/random.hpp"

namespace riskflow::sample {

using namespace std::chrono;

// Keeps the largest group well under the importer's limit of a mebibyte a record.
constexpr std::uint64_t team_size_max = 500;
// The chief executive and the directors.
constexpr std::uint64_t leaders_max = 9;
constexpr std::uint64_t scenario_count = 5;

static void write_user(OutFile& out, const Organisation& organisation, std::uint64_t number) {
  const auto who = organisation.employee(number);
  out.print(
      "{{\"id\":\"{}\",\"userPrincipalName\":\"{}\",\"displayName\":\"{}\","
      "\"givenName\":\"{}\",\"surname\":\"{}\",\"mail\":\"{}\",\"mailNickname\":\"{}\",",
      who.object_id, who.upn, who.display_name, who.given_name, who.family_name, who.upn,
      who.alias);
  out.print(
      "\"jobTitle\":\"{}\",\"department\":\"{}\",\"officeLocation\":\"{}\","
      "\"companyName\":\"{}\",\"employeeId\":\"{}\",\"accountEnabled\":{},"
      "\"usageLocation\":\"{}\",",
      who.job_title, who.department, who.office.name, company_name, who.employee_id, who.enabled,
      who.office.country);
  const auto manager_number = Organisation::manager_of(number);
  if (!manager_number) {
    out.print("\"manager\":null}}");
    return;
  }
  const auto manager = organisation.employee(*manager_number);
  out.print(
      "\"manager\":{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{}\","
      "\"displayName\":\"{}\",\"mail\":\"{}\",\"userPrincipalName\":\"{}\"}}}}",
      manager.object_id, manager.display_name, manager.upn, manager.upn);
}

std::uint64_t write_users(const Organisation& organisation, OutFile& out) {
  out.print(
      "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\","
      "\"@riskflow.synthetic\":true,\"value\":[\n");
  for (std::uint64_t number = 0; number < organisation.size() && out.good(); ++number) {
    if (number > 0) out.print(",\n");
    write_user(out, organisation, number);
  }
  out.print("\n]}}\n");
  return organisation.size();
}

// A group of the employees first..last-1.
static void write_group(OutFile& out, const Organisation& organisation, std::uint64_t group,
                        std::uint64_t first, std::uint64_t last) {
  out.print(
      "{{\"id\":\"{}\",\"displayName\":\"{}\",\"description\":\"Synthetic group\","
      "\"securityEnabled\":true,\"mailEnabled\":false,\"groupTypes\":[],\"members\":[",
      guid(organisation.seed(), Topic::group_id, group),
      group == 0 ? std::string{"Leaders (synthetic)"}
                 : fmt::format("Team {:03} (synthetic)", group));
  for (auto number = first; number < last; ++number) {
    const auto who = organisation.employee(number);
    out.print(
        "{}{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{}\","
        "\"userPrincipalName\":\"{}\"}}",
        number > first ? "," : "", who.object_id, who.upn);
  }
  out.print("]}}");
}

std::uint64_t write_groups(const Organisation& organisation, OutFile& out) {
  out.print(
      "{{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#groups(members())\","
      "\"@riskflow.synthetic\":true,\"value\":[\n");
  std::uint64_t group = 0;
  write_group(out, organisation, group++, 0, std::min(leaders_max, organisation.size()));
  for (std::uint64_t first = 0; first < organisation.size() && out.good(); first += team_size_max) {
    out.print(",\n");
    write_group(out, organisation, group++, first,
                std::min(first + team_size_max, organisation.size()));
  }
  out.print("\n]}}\n");
  return group;
}

// The forms of dates that HR systems write: local time with its zone, UTC, and no zone.
static std::string hr_time(Instant at, std::uint64_t form) {
  auto text = to_text(at);
  if (form == 0) return text;
  text.pop_back();
  return form == 1 ? text : text + ".000000+01:00";
}

// Which scenario employee `number` has a row of; `scenario_count` for none.  The first five
// employees have one each.
static std::uint64_t draw_scenario(Random& random, std::uint64_t number) {
  const auto point = random.below(100);
  if (number < scenario_count) return number;
  if (point < 3) return 0;
  if (point < 6) return 1;
  if (point < 12) return 2;
  if (point < 14) return 3;
  return point < 20 ? 4 : scenario_count;
}

static void write_hr_row(OutFile& out, const Employee& who, Random& random,
                         std::uint64_t scenario) {
  const auto form = random.below(3);
  const auto day = sample_end - sample_length + days{random.below(150)} + hours{9};
  const auto time = hr_time(day, form);
  switch (scenario) {
    case 0:
      return out.print("Resignation,{},{},{},,Synthetic,,,,,,,,,,\n", who.upn, time,
                       hr_time(day + days{30} + hours{8}, form));
    case 1:
      return out.print("Job level change,{},,,{},Synthetic,,L{},L{},,,,,,,\n", who.upn, time,
                       4 + random.below(3), 1 + random.below(3));
    case 2:
      return out.print(
          "Performance review,{},,,{},\"Synthetic: on track, \"\"as agreed\"\"\","
          "{} Met,,,,,,,,,\n",
          who.upn, time, 1 + random.below(5));
    case 3:
      return out.print(
          "Performance improvement plan,{},,,{},\"Synthetic,\nin two lines\","
          "{} Below,,,,,,,,,\n",
          who.upn, time, 1 + random.below(2));
    default:
      return out.print("Employee profile,{},,,,,,,,{},{},{} Synthetic Street,{:05},{},{},{}\n",
                       who.upn, who.given_name, who.family_name, 1 + random.below(200),
                       random.below(100'000), who.office.country, who.department, who.job_title);
  }
}

std::uint64_t write_hr_rows(const Organisation& organisation, OutFile& out) {
  out.print(
      "HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,"
      "OldLevel,NewLevel,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,"
      "EmployeeZipCode,EmployeeCountry,EmployeeDepartment,EmployeeRole\n");
  std::uint64_t rows = 0;
  for (std::uint64_t number = 0; number < organisation.size() && out.good(); ++number) {
    Random random{organisation.seed(), Topic::hr, number};
    const auto scenario = draw_scenario(random, number);
    if (scenario == scenario_count) continue;
    write_hr_row(out, organisation.employee(number), random, scenario);
    ++rows;
  }
  return rows;
}

}  // namespace riskflow::sample
