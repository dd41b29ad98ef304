// The API: one row a route.  Adding one is a row here and a handler in the file of its noun;
// docs/api.md is printed from this table.

#include "runtime/api/handlers.hpp"

namespace riskflow::runtime {

using http::BodyKind;
using http::BodyRule;
using http::Method;
using enum http::Method;
using enum domain::Permission;

static constexpr Access open_to_all = std::nullopt;
static constexpr std::string_view page_parameters =
    "$filter: which rows: FIELD eq 'VALUE' (ne, gt, ge, lt, le), FIELD in ('A', 'B'), "
    "contains(FIELD, 'TEXT'), "
    "startsWith, joined by and, or, not; the fields are those of an answer's rows\n"
    "$orderby: a field, asc or desc\n"
    "$top: rows of a page, 1 to 1000 (50)\n"
    "$skiptoken: from the last page's @odata.nextLink\n"
    "$count: true, to be told how many rows there are\n"
    "$asOf: a position or a time: what was known then";
static constexpr std::string_view as_of = "$asOf: a position or a time: what was known then";

static constexpr BodyRule import_body{BodyKind::anything, std::size_t{1} << 20};

// What a row has besides.
struct Extra {
  std::string_view parameters{}, example{};
  std::string_view permission{};  // where it is more than the one permission says
  BodyRule body{};
};

static consteval ApiRoute route(Method method, std::string_view path, std::string_view summary,
                                ApiRoute::Handler handler, Access access, Extra extra = {}) {
  return {{method, path, summary, extra.permission, extra.parameters, extra.example},
          handler,
          access,
          extra.body};
}

static constexpr std::string_view or_contributor = "read and work on cases, or be a contributor";

static constexpr std::array routes{
    route(get, "/", "A page that says what runs here.", get_start_page, open_to_all),
    route(get, "/healthz", "Whether the server can serve, and how far the views are behind.",
          get_health, open_to_all),
    route(get, "/metrics", "Metrics for Prometheus.", get_metrics, open_to_all),
    route(get, "/v1.0/me", "Who you are signed in as, and what you may.", get_me, see_own_self),
    route(get, "/v1.0/doctor", "What is well and what is not, with the fix.", get_doctor,
          see_own_self),
    route(post, "/v1.0/doctor/rebuildViews",
          "Builds every view anew from the log, beside the ones in use; an error when they differ.",
          post_rebuild_views, configure_policies_and_settings),
    route(post, "/v1.0/doctor/scrub",
          "Reads the whole log and holds everything in it that is stored twice against the other, "
          "opens every key page, and holds the fields that are gone against the purges, and the "
          "views against views made anew; an error says what is damaged, and where.",
          post_scrub, configure_policies_and_settings),
    route(post, "/v1.0/backups",
          "Makes a backup of the running log, and answers when it is synced and verified; into "
          "backup_folder of the configuration, or a folder within.",
          post_backup, configure_policies_and_settings, {.example = R"({"to": "nightly"})"}),
    route(get, "/v1.0/backups", "The backups in backup_folder, the oldest first.", get_backups,
          configure_policies_and_settings),
    route(post, "/v1.0/keys/escrow",
          "Puts the root of the keys in escrow, sealed with the escrow key, and the list of "
          "erasures beside it; into escrow_folder of the configuration.",
          post_escrow, configure_policies_and_settings),
    route(get, "/v1.0/keys/erasures",
          "Everybody who was erased, signed: what restored keys have to forget again.",
          get_erasures, configure_policies_and_settings),

    route(get, "/v1.0/cases", "The cases dashboard.", get_cases, work_on_cases,
          {.parameters = page_parameters}),
    route(get, "/v1.0/cases/{case}",
          "One case with its alerts, notes and runs, the newest 1000 of each; links lead to all.",
          get_case, see_own_self, {.parameters = as_of, .permission = or_contributor}),
    route(get, "/v1.0/cases/{case}/notes", "The notes of a case, from the first.", get_notes,
          see_own_self, {.parameters = page_parameters, .permission = or_contributor}),
    route(post, "/v1.0/cases/{case}/notes", "Adds a note, which stays for ever.", post_note,
          see_own_self, {.example = R"({"text": "Spoke with HR."})", .permission = or_contributor}),
    route(post, "/v1.0/cases/{case}/resolve", "Resolves the case and every alert in it.",
          post_resolve, see_own_self,
          {.example = R"({"resolveAs": "Benign", "actionTaken": "A misunderstanding."})",
           .permission = or_contributor}),
    route(post, "/v1.0/cases/{case}/contributors", "Lets somebody else work on the case.",
          post_contributor, work_on_cases, {.example = R"({"operator": "carol"})"}),
    route(del, "/v1.0/cases/{case}/contributors/{operator}", "Ends that.", delete_contributor,
          work_on_cases),

    route(get, "/v1.0/alerts", "The alerts dashboard.", get_alerts, work_on_alerts,
          {.parameters = page_parameters}),
    route(get, "/v1.0/alerts/{alert}", "One alert.", get_alert, work_on_alerts,
          {.parameters = as_of}),
    route(post, "/v1.0/alerts/{alert}/confirm",
          "Confirms the alert into a new case, or into one the user has.", post_confirm,
          work_on_alerts,
          {.example = R"({"caseName": "Leaver with a memory stick", "comment": "Seen twice."})"}),
    route(post, "/v1.0/alerts/{alert}/dismiss", "Dismisses the alert.", post_dismiss,
          work_on_alerts, {.example = R"({"reason": "ExpectedActivity", "comment": "A backup."})"}),

    route(get, "/v1.0/users",
          "The users dashboard: everybody in a policy's scope, the riskiest first.", get_users,
          see_users, {.parameters = page_parameters}),
    route(get, "/v1.0/users/{user}", "One user with their alerts.", get_user, see_users,
          {.parameters = as_of}),
    route(post, "/v1.0/users/{user}/scope",
          "Brings a user into the scope of a policy by hand, for so many days or the window of the "
          "policy, whichever is longer.",
          post_scope, configure_policies_and_settings,
          {.example = R"({"policy": "<id>", "days": 14, "reason": "Asked by HR."})"}),
    route(del, "/v1.0/users/{user}/scope/{policy}", "Takes a user out of the scope of a policy.",
          delete_scope, configure_policies_and_settings),
    route(post, "/v1.0/users/{user}/erasure",
          "Asks for the erasure of a user; somebody else has to approve it.", post_erasure,
          erase_persons, {.example = R"({"basis": "NoLongerNeeded"})"}),
    route(del, "/v1.0/users/{user}/erasure", "Withdraws what was asked for.", delete_erasure,
          erase_persons),
    route(post, "/v1.0/users/{user}/erasure/approval",
          "Approves the erasure, and answers when the user's keys are gone.  It cannot be undone.",
          post_erasure_approval, erase_persons),
    route(post, "/v1.0/erasures",
          "Asks for the erasure of several users, up to the first that cannot be asked for.",
          post_erasures, erase_persons,
          {.example = R"({"users": ["AnonIS8-988", "<id>"], "basis": "NoLongerNeeded"})"}),
    route(post, "/v1.0/erasures/approval",
          "Approves the erasures of several users, up to the first that cannot be approved, and "
          "answers when the keys of all that were approved are gone: with one replacement of the "
          "root of the keys.  It cannot be undone.",
          post_erasures_approval, erase_persons,
          {.example = R"({"users": ["AnonIS8-988", "<id>"]})"}),
    route(
        post, "/v1.0/erasures/purge",
        "Drops from the disk what was sealed about erased people, but for what is also about "
        "somebody under a legal hold; every proof still holds.  Answers when it is done, with the "
        "bytes of the payloads before and after.",
        post_purge, erase_persons),
    route(post, "/v1.0/users/{user}/hold",
          "Places a legal hold, which keeps the user from being erased.", post_hold, erase_persons,
          {.example = R"({"reason": "Litigation 2026-17."})"}),
    route(del, "/v1.0/users/{user}/hold", "Releases the legal hold.", delete_hold, erase_persons),

    route(get, "/v1.0/policies", "The policies.", get_policies, see_policies,
          {.parameters = page_parameters}),
    route(get, "/v1.0/policies/{policy}", "One policy.", get_policy, see_policies,
          {.parameters = as_of}),
    route(post, "/v1.0/policies", "Creates a policy.  Name and template stay as they are.",
          post_policy, configure_policies_and_settings,
          {.example =
               R"({"name": "Data leaks - research", "template": "DataLeaks", "windowDays": 30})"}),
    route(patch, "/v1.0/policies/{policy}", "Edits a policy.", patch_policy,
          configure_policies_and_settings, {.example = R"({"windowDays": 14})"}),

    route(get, "/v1.0/flowTemplates", "The flows that come with riskflow.", get_templates,
          see_flows),
    route(get, "/v1.0/flowOperations", "What a step of a flow may do.", get_operations, see_flows),
    route(
        get, "/v1.0/flows",
        "The flows: all of them for those who configure riskflow, else one's own and shared ones.",
        get_flows, see_flows, {.parameters = page_parameters}),
    route(get, "/v1.0/flows/{flow}", "One flow with its definition.", get_flow, see_flows,
          {.parameters = as_of}),
    route(post, "/v1.0/flows", "Creates a flow from a template or a definition.", post_flow,
          manage_flows, {.example = R"({"template": "notify-manager", "turnOn": true})"}),
    route(post, "/v1.0/flows/{flow}/turnOn", "Turns a flow on.", post_turn_on, manage_flows),
    route(post, "/v1.0/flows/{flow}/turnOff", "Turns a flow off.", post_turn_off, manage_flows),
    route(post, "/v1.0/flows/{flow}/shares", "Shares a flow with an operator.", post_share,
          manage_flows, {.example = R"({"with": "carol", "as": "RunOnly"})"}),
    route(del, "/v1.0/flows/{flow}/shares/{operator}", "Stops sharing a flow with an operator.",
          delete_share, manage_flows),
    route(del, "/v1.0/flows/{flow}", "Deletes a flow for everybody; its history stays.",
          delete_flow, manage_flows),

    route(post, "/v1.0/runs", "Runs a flow on a case; 202 with the address of the run.", post_run,
          run_flows, {.example = R"({"flow": "<name or id>", "case": "1"})"}),
    route(get, "/v1.0/runs", "The runs.", get_runs, run_flows, {.parameters = page_parameters}),
    route(get, "/v1.0/runs/{run}", "One run with its steps.", get_run, run_flows,
          {.parameters = as_of}),

    route(get, "/v1.0/audit", "The audit log: who did what, when.", get_audit, see_audit_log,
          {.parameters = page_parameters}),
    route(get, "/v1.0/audit/replay",
          "Everything that happened, and on the last page the state it led to; with `case`, what "
          "happened to that case, and its state.",
          get_replay, see_audit_log,
          {.parameters = "case: a case\nasOf: a position or a time\nfrom, top: where to begin and "
                         "how many events, without a case"}),
    route(get, "/v1.0/audit/events",
          "Events for reading; what is written about persons stays sealed.", get_events,
          see_audit_log,
          {.parameters = "from, to: positions\ntop: events of a page, at most 1000"}),

    route(get, "/v1.0/audit/checkpoint",
          "The newest checkpoint: size and root of the log's tree, signed (C2SP tlog-checkpoint).",
          get_checkpoint, see_audit_log),
    route(get, "/v1.0/audit/keys", "The keys that sign checkpoints, and those that did.",
          get_audit_keys, see_audit_log),
    route(post, "/v1.0/audit/keys",
          "Adds a key that signs checkpoints, to replace the one there is; both sign until that is "
          "retired.",
          post_audit_key, configure_policies_and_settings),
    route(del, "/v1.0/audit/keys/{key}",
          "Retires a key, by its id: it signs no more, and its secret is destroyed.",
          delete_audit_key, configure_policies_and_settings),
    route(get, "/v1.0/audit/proof",
          "Proves that an event is in the log that the newest checkpoint signs (C2SP tlog-proof).",
          get_proof, see_audit_log, {.parameters = "position: of the event"}),
    route(get, "/v1.0/audit/receipt",
          "The receipt for a command: the proof of each of its events (C2SP tlog-proof), for who "
          "gave it, and for those who see the audit log.",
          get_receipt, see_own_self,
          {.parameters = "position: of one of its events; the last has the number before the "
                         "Riskflow-Position of the command's answer"}),
    route(get, "/v1.0/audit/consistency",
          "Proves that the log of a later size begins with that of an earlier one (RFC 9162).",
          get_consistency, see_audit_log,
          {.parameters = "from, to: sizes of the log; to: the present one when not given"}),
    route(get, "/v1.0/audit/export",
          "Begins an export that riskflow-verify verifies: its first line, which proves the events "
          "that follow, and carries the newest purge when that comes after them.",
          get_export, see_audit_log,
          {.parameters = "from, to: positions; all events when not given\nsince: the size of an "
                         "earlier checkpoint that lies outside the range"}),
    route(get, "/v1.0/audit/export/events",
          "Events for an export, a line each; `next` is where the next page begins.",
          get_export_events, see_audit_log, {.parameters = "from, to: positions"}),

    route(get, "/v1.0/settings", "The settings and whether names are shown.", get_settings,
          see_own_self),
    route(patch, "/v1.0/settings", "Changes a setting.", patch_settings,
          configure_policies_and_settings, {.example = R"({"maxActiveCases": 200})"}),
    route(patch, "/v1.0/settings/privacy", "Decides whether names are shown.", patch_privacy,
          configure_privacy, {.example = R"({"mode": "ShowNames"})"}),
    route(get, "/v1.0/roles", "Who has which role groups.", get_roles, manage_roles),
    route(post, "/v1.0/roles", "Gives a role group to an operator.", post_role, manage_roles,
          {.example = R"({"operator": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})"}),
    route(del, "/v1.0/roles/{operator}/{roleGroup}", "Takes it.", delete_role, manage_roles),
    route(post, "/v1.0/teams", "Creates a team.", post_team, manage_roles,
          {.example = R"({"team": "triage"})"}),
    route(post, "/v1.0/teams/{team}/members", "Adds somebody to a team.", post_team_member,
          manage_roles, {.example = R"({"operator": "carol"})"}),
    route(del, "/v1.0/teams/{team}/members/{operator}", "Removes somebody from a team.",
          delete_team_member, manage_roles),
    route(post, "/v1.0/teams/{team}/roles", "Gives a role group to a team.", post_team_role,
          manage_roles, {.example = R"({"roleGroup": "InsiderRiskManagementAnalysts"})"}),
    route(get, "/v1.0/tokens", "The tokens, without their secrets.", get_tokens, manage_roles,
          {.parameters = page_parameters}),
    route(post, "/v1.0/tokens", "Makes a token; it is shown this once.", post_token, manage_roles,
          {.example = R"({"as": "carol", "roleGroup": "InsiderRiskManagementAnalysts"})"}),
    route(del, "/v1.0/tokens/{token}", "Revokes a token, at once.", delete_token, manage_roles),

    route(post, "/v1.0/imports/batch",
          "Takes a piece of an import file: a page of records, or a header and rows.",
          post_import_batch, import_data,
          {.parameters =
               "file: what reports call it\nfirst: the number of its first record\n"
               "source: what it holds, as in imports/finish; told by the records when not given",
           .body = import_body}),
    route(post, "/v1.0/imports/finish", "Puts an import on record.", post_import_finish,
          import_data,
          {.example =
               R"({"totals": {"read": 2, "added": 1, "changed": 0, "unchanged": 0, "skipped": 1},)"
               R"( "sources": ["graph-alerts"]})"}),
    route(get, "/v1.0/mails", "What the local mail catcher holds, while names are shown.",
          get_mails, run_flows),
    route(get, "/v1.0/mails/{number}", "One caught mail.", get_mail, run_flows),
};
static_assert(http::routes_are_distinct(routes));

std::span<const ApiRoute> api_routes() { return routes; }

}  // namespace riskflow::runtime
