// The API: one row a route.  Adding one is a row here and a handler in the file of its noun; docs/api.md is printed from this table.

#include "runtime/api/handlers.hpp"

namespace riskflow::runtime {

using http::BodyKind;
using http::BodyRule;
using http::Method;
using domain::Permission;
using enum http::Method;
using enum domain::Permission;

static constexpr Access open_to_all = std::nullopt;
static constexpr std::string_view page_parameters =
    "$filter: which rows, for example status eq 'Active' and totalPolicyAlerts gt 1\n"
    "$orderby: a field, asc or desc\n"
    "$top: rows of a page, 1 to 1000 (50)\n"
    "$skiptoken: from the last page's @odata.nextLink\n"
    "$count: true, to be told how many rows there are\n"
    "$asOf: a position or a time: what was known then";
static constexpr std::string_view as_of = "$asOf: a position or a time: what was known then";

static constexpr BodyRule import_body{BodyKind::anything, std::size_t{1} << 20};

// clang-format off
static constexpr std::array routes{
  ApiRoute{{get, "/", "A page that says what runs here.", "", "", ""}, get_start_page, open_to_all},
  ApiRoute{{get, "/healthz", "Whether the server can serve, and how far the views are behind.", "", "", ""}, get_health, open_to_all},
  ApiRoute{{get, "/metrics", "Metrics for Prometheus.", "", "", ""}, get_metrics, open_to_all},
  ApiRoute{{get, "/v1.0/me", "Who you are signed in as, and what you may.", "any role group", "", ""}, get_me, see_own_self},
  ApiRoute{{get, "/v1.0/doctor", "What is well and what is not, with the fix.", "any role group", "", ""}, get_doctor, see_own_self},

  ApiRoute{{get, "/v1.0/cases", "The cases dashboard.", "read and work on cases", page_parameters, ""}, get_cases, work_on_cases},
  ApiRoute{{get, "/v1.0/cases/{case}", "One case with its alerts, notes and runs.", "read and work on cases, or be a contributor", as_of, ""}, get_case, see_own_self},
  ApiRoute{{post, "/v1.0/cases/{case}/notes", "Adds a note, which stays for ever.", "read and work on cases, or be a contributor", "", R"({"text": "Spoke with HR."})"}, post_note, see_own_self},
  ApiRoute{{post, "/v1.0/cases/{case}/resolve", "Resolves the case and every alert in it.", "read and work on cases, or be a contributor", "", R"({"resolveAs": "Benign", "actionTaken": "A misunderstanding."})"}, post_resolve, see_own_self},
  ApiRoute{{post, "/v1.0/cases/{case}/contributors", "Lets somebody else work on the case.", "read and work on cases", "", R"({"operator": "carol"})"}, post_contributor, work_on_cases},
  ApiRoute{{del, "/v1.0/cases/{case}/contributors/{operator}", "Ends that.", "read and work on cases", "", ""}, delete_contributor, work_on_cases},

  ApiRoute{{get, "/v1.0/alerts", "The alerts dashboard.", "read, confirm and dismiss alerts", page_parameters, ""}, get_alerts, work_on_alerts},
  ApiRoute{{get, "/v1.0/alerts/{alert}", "One alert.", "read, confirm and dismiss alerts", as_of, ""}, get_alert, work_on_alerts},
  ApiRoute{{post, "/v1.0/alerts/{alert}/confirm", "Confirms the alert into a new case, or into one the user has.", "read, confirm and dismiss alerts", "", R"({"caseName": "Leaver with a memory stick", "comment": "Seen twice."})"}, post_confirm, work_on_alerts},
  ApiRoute{{post, "/v1.0/alerts/{alert}/dismiss", "Dismisses the alert.", "read, confirm and dismiss alerts", "", R"({"reason": "ExpectedActivity", "comment": "A backup."})"}, post_dismiss, work_on_alerts},

  ApiRoute{{get, "/v1.0/users", "The users dashboard: everybody in a policy's scope, the riskiest first.", "see the users dashboard", page_parameters, ""}, get_users, see_users},
  ApiRoute{{get, "/v1.0/users/{user}", "One user with their alerts.", "see the users dashboard", as_of, ""}, get_user, see_users},
  ApiRoute{{post, "/v1.0/users/{user}/scope", "Brings a user into the scope of a policy by hand.", "configure policies and settings", "", R"({"policy": "<id>", "days": 14, "reason": "Asked by HR."})"}, post_scope, configure_policies_and_settings},
  ApiRoute{{del, "/v1.0/users/{user}/scope/{policy}", "Takes a user out of the scope of a policy.", "configure policies and settings", "", ""}, delete_scope, configure_policies_and_settings},

  ApiRoute{{get, "/v1.0/policies", "The policies.", "see policies", page_parameters, ""}, get_policies, see_policies},
  ApiRoute{{get, "/v1.0/policies/{policy}", "One policy.", "see policies", as_of, ""}, get_policy, see_policies},
  ApiRoute{{post, "/v1.0/policies", "Creates a policy.  Name and template stay as they are.", "configure policies and settings", "", R"({"name": "Data leaks - research", "template": "DataLeaks", "windowDays": 30})"}, post_policy, configure_policies_and_settings},
  ApiRoute{{patch, "/v1.0/policies/{policy}", "Edits a policy.", "configure policies and settings", "", R"({"windowDays": 14})"}, patch_policy, configure_policies_and_settings},

  ApiRoute{{get, "/v1.0/flowTemplates", "The flows that come with riskflow.", "see flows and templates", "", ""}, get_templates, see_flows},
  ApiRoute{{get, "/v1.0/flowOperations", "What a step of a flow may do.", "see flows and templates", "", ""}, get_operations, see_flows},
  ApiRoute{{get, "/v1.0/flows", "The flows.", "see flows and templates", page_parameters, ""}, get_flows, see_flows},
  ApiRoute{{get, "/v1.0/flows/{flow}", "One flow with its definition.", "see flows and templates", as_of, ""}, get_flow, see_flows},
  ApiRoute{{post, "/v1.0/flows", "Creates a flow from a template or a definition.", "create, edit, share and delete flows", "", R"({"template": "notify-manager", "turnOn": true})"}, post_flow, manage_flows},
  ApiRoute{{post, "/v1.0/flows/{flow}/turnOn", "Turns a flow on.", "create, edit, share and delete flows", "", ""}, post_turn_on, manage_flows},
  ApiRoute{{post, "/v1.0/flows/{flow}/turnOff", "Turns a flow off.", "create, edit, share and delete flows", "", ""}, post_turn_off, manage_flows},
  ApiRoute{{post, "/v1.0/flows/{flow}/shares", "Shares a flow with an operator.", "create, edit, share and delete flows", "", R"({"with": "carol", "as": "RunOnly"})"}, post_share, manage_flows},
  ApiRoute{{del, "/v1.0/flows/{flow}/shares/{operator}", "Stops sharing it.", "create, edit, share and delete flows", "", ""}, delete_share, manage_flows},
  ApiRoute{{del, "/v1.0/flows/{flow}", "Deletes a flow for everybody; its history stays.", "create, edit, share and delete flows", "", ""}, delete_flow, manage_flows},

  ApiRoute{{post, "/v1.0/runs", "Runs a flow on a case; 202 with the address of the run.", "run flows on a case or user", "", R"({"flow": "<name or id>", "case": "1"})"}, post_run, run_flows},
  ApiRoute{{get, "/v1.0/runs", "The runs.", "run flows on a case or user", page_parameters, ""}, get_runs, run_flows},
  ApiRoute{{get, "/v1.0/runs/{run}", "One run with its steps.", "run flows on a case or user", as_of, ""}, get_run, run_flows},

  ApiRoute{{get, "/v1.0/audit", "The audit log: who did what, when.", "read and export the audit log", page_parameters, ""}, get_audit, see_audit_log},
  ApiRoute{{get, "/v1.0/audit/replay", "Everything that happened, from the log alone; with `case`, what happened to that case, and its state.", "read and export the audit log", "case: a case\nasOf: a position or a time\nfrom, top: where to begin and how many events, without a case", ""}, get_replay, see_audit_log},
  ApiRoute{{get, "/v1.0/audit/events", "Events in full, for export.", "read and export the audit log", "from, to: positions\ntop: events of a page, at most 1000", ""}, get_events, see_audit_log},

  ApiRoute{{get, "/v1.0/settings", "The settings and whether names are shown.", "any role group", "", ""}, get_settings, see_own_self},
  ApiRoute{{patch, "/v1.0/settings", "Changes a setting.", "configure policies and settings", "", R"({"maxActiveCases": 200})"}, patch_settings, configure_policies_and_settings},
  ApiRoute{{patch, "/v1.0/settings/privacy", "Decides whether names are shown.", "decide whether names are shown", "", R"({"mode": "ShowNames"})"}, patch_privacy, configure_privacy},
  ApiRoute{{get, "/v1.0/roles", "Who has which role groups.", "give and take role groups and tokens", "", ""}, get_roles, manage_roles},
  ApiRoute{{post, "/v1.0/roles", "Gives a role group to an operator.", "give and take role groups and tokens", "", R"({"operator": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})"}, post_role, manage_roles},
  ApiRoute{{del, "/v1.0/roles/{operator}/{roleGroup}", "Takes it.", "give and take role groups and tokens", "", ""}, delete_role, manage_roles},
  ApiRoute{{post, "/v1.0/teams", "Creates a team.", "give and take role groups and tokens", "", R"({"team": "triage"})"}, post_team, manage_roles},
  ApiRoute{{post, "/v1.0/teams/{team}/members", "Adds somebody to a team.", "give and take role groups and tokens", "", R"({"operator": "carol"})"}, post_team_member, manage_roles},
  ApiRoute{{del, "/v1.0/teams/{team}/members/{operator}", "Removes somebody from a team.", "give and take role groups and tokens", "", ""}, delete_team_member, manage_roles},
  ApiRoute{{post, "/v1.0/teams/{team}/roles", "Gives a role group to a team.", "give and take role groups and tokens", "", R"({"roleGroup": "InsiderRiskManagementAnalysts"})"}, post_team_role, manage_roles},
  ApiRoute{{get, "/v1.0/tokens", "The tokens, without their secrets.", "give and take role groups and tokens", page_parameters, ""}, get_tokens, manage_roles},
  ApiRoute{{post, "/v1.0/tokens", "Makes a token; it is shown this once.", "give and take role groups and tokens", "", R"({"as": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})"}, post_token, manage_roles},
  ApiRoute{{del, "/v1.0/tokens/{token}", "Revokes a token, at once.", "give and take role groups and tokens", "", ""}, delete_token, manage_roles},

  ApiRoute{{post, "/v1.0/imports/batch", "Takes a piece of an import file: a page of records, or a header and rows.", "import data", "file: what reports call it\nfirst: the number of its first record", ""}, post_import_batch, import_data, import_body},
  ApiRoute{{post, "/v1.0/imports/finish", "Puts an import on record.", "import data", "", R"({"totals": {"read": 10, "added": 9, "changed": 0, "unchanged": 0, "skipped": 1}, "sources": ["graph-alerts"]})"}, post_import_finish, import_data},
  ApiRoute{{get, "/v1.0/mails", "What the local mail catcher holds, while names are shown.", "run flows on a case or user", "", ""}, get_mails, run_flows},
  ApiRoute{{get, "/v1.0/mails/{number}", "One caught mail.", "run flows on a case or user", "", ""}, get_mail, run_flows},
};
// clang-format on
static_assert(http::routes_are_distinct(routes));

std::span<const ApiRoute> api_routes() { return routes; }

}  // namespace riskflow::runtime
