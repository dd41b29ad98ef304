#pragma once
// The handlers of the API, a file for each noun.  A handler reads the request, makes a command or a
// question, and answers; it holds no rule of the business.  The rows that name them are in
// routes.cpp.

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

using Handled = Result<http::Response>;

// meta.cpp
Handled get_start_page(const http::Request&, Call&);
Handled get_health(const http::Request&, Call&);
Handled get_metrics(const http::Request&, Call&);
Handled get_me(const http::Request&, Call&);
// doctor.cpp
Handled get_doctor(const http::Request&, Call&);
Handled post_rebuild_views(const http::Request&, Call&);
Handled post_scrub(const http::Request&, Call&);
// backups.cpp
Handled post_backup(const http::Request&, Call&);
Handled get_backups(const http::Request&, Call&);
Handled post_escrow(const http::Request&, Call&);
Handled get_erasures(const http::Request&, Call&);
// cases.cpp
Handled get_cases(const http::Request&, Call&);
Handled get_case(const http::Request&, Call&);
Handled get_notes(const http::Request&, Call&);
Handled post_note(const http::Request&, Call&);
Handled post_resolve(const http::Request&, Call&);
Handled post_contributor(const http::Request&, Call&);
Handled delete_contributor(const http::Request&, Call&);
// alerts.cpp
Handled get_alerts(const http::Request&, Call&);
Handled get_alert(const http::Request&, Call&);
Handled post_confirm(const http::Request&, Call&);
Handled post_dismiss(const http::Request&, Call&);
// users.cpp
Handled get_users(const http::Request&, Call&);
Handled get_user(const http::Request&, Call&);
Handled post_scope(const http::Request&, Call&);
Handled delete_scope(const http::Request&, Call&);
// policies.cpp
Handled get_policies(const http::Request&, Call&);
Handled get_policy(const http::Request&, Call&);
Handled post_policy(const http::Request&, Call&);
Handled patch_policy(const http::Request&, Call&);
// flows.cpp
Handled get_flows(const http::Request&, Call&);
Handled get_flow(const http::Request&, Call&);
Handled get_templates(const http::Request&, Call&);
Handled get_operations(const http::Request&, Call&);
Handled post_flow(const http::Request&, Call&);
Handled post_turn_on(const http::Request&, Call&);
Handled post_turn_off(const http::Request&, Call&);
Handled post_share(const http::Request&, Call&);
Handled delete_share(const http::Request&, Call&);
Handled delete_flow(const http::Request&, Call&);
// runs.cpp
Handled get_runs(const http::Request&, Call&);
Handled get_run(const http::Request&, Call&);
Handled post_run(const http::Request&, Call&);
// proofs.cpp
Handled get_checkpoint(const http::Request&, Call&);
Handled get_audit_keys(const http::Request&, Call&);
Handled post_audit_key(const http::Request&, Call&);
Handled delete_audit_key(const http::Request&, Call&);
Handled get_proof(const http::Request&, Call&);
Handled get_receipt(const http::Request&, Call&);
Handled get_consistency(const http::Request&, Call&);
Handled post_erasure(const http::Request&, Call&);
Handled delete_erasure(const http::Request&, Call&);
Handled post_erasure_approval(const http::Request&, Call&);
Handled post_erasures(const http::Request&, Call&);
Handled post_erasures_approval(const http::Request&, Call&);
Handled post_purge(const http::Request&, Call&);
Handled post_hold(const http::Request&, Call&);
Handled delete_hold(const http::Request&, Call&);
Handled get_export(const http::Request&, Call&);
Handled get_export_events(const http::Request&, Call&);

// audit.cpp
Handled get_audit(const http::Request&, Call&);
Handled get_replay(const http::Request&, Call&);
Handled get_events(const http::Request&, Call&);
// settings.cpp
Handled get_settings(const http::Request&, Call&);
Handled patch_settings(const http::Request&, Call&);
Handled patch_privacy(const http::Request&, Call&);
// roles.cpp
Handled get_roles(const http::Request&, Call&);
Handled post_role(const http::Request&, Call&);
Handled delete_role(const http::Request&, Call&);
// teams.cpp
Handled post_team(const http::Request&, Call&);
Handled post_team_member(const http::Request&, Call&);
Handled delete_team_member(const http::Request&, Call&);
Handled post_team_role(const http::Request&, Call&);
// tokens.cpp
Handled get_tokens(const http::Request&, Call&);
Handled post_token(const http::Request&, Call&);
Handled delete_token(const http::Request&, Call&);
// imports.cpp
Handled post_import_batch(const http::Request&, Call&);
Handled post_import_finish(const http::Request&, Call&);
// mails.cpp
Handled get_mails(const http::Request&, Call&);
Handled get_mail(const http::Request&, Call&);

}  // namespace riskflow::runtime
