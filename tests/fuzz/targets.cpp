#include "tests/fuzz/targets.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include "tests/fuzz/target.hpp"

namespace riskflow::fuzz {

// In the order of tests/fuzz/CMakeLists.txt, which makes a program of each.
static constexpr std::array rows{
    Target{"skeleton", run_skeleton, skeleton_seeds},
    Target{"commit", run_commit, commit_seeds},
    Target{"frame", run_frame, frame_seeds},
    Target{"purge", run_purge, purge_seeds},
    Target{"record", run_record, record_seeds},
    Target{"note", run_note, note_seeds},
    Target{"verifier_key", run_verifier_key, verifier_key_seeds},
    Target{"verifier_keys", run_verifier_keys, verifier_keys_seeds},
    Target{"note_keys", run_note_keys, note_keys_seeds},
    Target{"log_proof", run_log_proof, log_proof_seeds},
    Target{"receipt", run_receipt, receipt_seeds},
    Target{"tree", run_tree, tree_seeds},
    Target{"export_line", run_export_line, export_line_seeds},
    Target{"export", run_export, export_seeds},
    Target{"signed_export", run_signed_export, signed_export_seeds},
    Target{"envelope", run_envelope, envelope_seeds},
    Target{"key_page", run_key_page, key_page_seeds},
    Target{"key_root", run_key_root, key_root_seeds},
    Target{"backup_facts", run_backup_facts, backup_facts_seeds},
    Target{"backup_sums", run_backup_sums, backup_sums_seeds},
    Target{"escrow", run_escrow, escrow_seeds},
    Target{"erasures", run_erasures, erasures_seeds},
    Target{"ack_ledger", run_ack_ledger, ack_ledger_seeds},
    Target{"flow_document", run_flow_document, flow_document_seeds},
    Target{"flow_archive", run_flow_archive, flow_archive_seeds},
    Target{"template", run_template, template_seeds},
    Target{"evaluation", run_evaluation, evaluation_seeds},
    Target{"date", run_date, date_seeds},
    Target{"number", run_number, number_seeds},
    Target{"json_schema", run_json_schema, json_schema_seeds},
    Target{"recurrence", run_recurrence, recurrence_seeds},
    Target{"body", run_body, body_seeds},
    Target{"simulation", run_simulation, simulation_seeds},
};

std::span<const Target> targets() { return rows; }

void promise(bool holds, std::string_view what) {
  if (!holds) throw std::logic_error(std::string(what));
}

}  // namespace riskflow::fuzz
