#pragma once
// What the table of targets.cpp is made of: for each reader of outside bytes its run and its seeds.

#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::fuzz {

// commits.cpp: the records of a commit, frames on their way to become one, payloads in pieces.
void run_skeleton(BytesView input);
std::vector<Bytes> skeleton_seeds();
void run_commit(BytesView input);
std::vector<Bytes> commit_seeds();
void run_frame(BytesView input);
std::vector<Bytes> frame_seeds();
void run_purge(BytesView input);
std::vector<Bytes> purge_seeds();

// small_records.cpp: the other records of a log.
void run_record(BytesView input);
std::vector<Bytes> record_seeds();

// proofs.cpp: notes, checkpoints, keys, proofs of inclusion and consistency, receipts.
void run_note(BytesView input);
std::vector<Bytes> note_seeds();
void run_verifier_key(BytesView input);
std::vector<Bytes> verifier_key_seeds();
void run_verifier_keys(BytesView input);
std::vector<Bytes> verifier_keys_seeds();
void run_note_keys(BytesView input);
std::vector<Bytes> note_keys_seeds();
void run_log_proof(BytesView input);
std::vector<Bytes> log_proof_seeds();
void run_receipt(BytesView input);
std::vector<Bytes> receipt_seeds();
void run_tree(BytesView input);
std::vector<Bytes> tree_seeds();

// exports.cpp: lines of an export, and whole ones.
void run_export_line(BytesView input);
std::vector<Bytes> export_line_seeds();
void run_export(BytesView input);
std::vector<Bytes> export_seeds();
void run_signed_export(BytesView input);
std::vector<Bytes> signed_export_seeds();

// secrets.cpp: envelopes, and the files that keys lie in.
void run_envelope(BytesView input);
std::vector<Bytes> envelope_seeds();
void run_key_page(BytesView input);
std::vector<Bytes> key_page_seeds();
void run_key_root(BytesView input);
std::vector<Bytes> key_root_seeds();

// backups.cpp: what lies beside a log, and what it is restored from.
void run_backup_facts(BytesView input);
std::vector<Bytes> backup_facts_seeds();
void run_backup_sums(BytesView input);
std::vector<Bytes> backup_sums_seeds();
void run_escrow(BytesView input);
std::vector<Bytes> escrow_seeds();
void run_erasures(BytesView input);
std::vector<Bytes> erasures_seeds();
void run_ack_ledger(BytesView input);
std::vector<Bytes> ack_ledger_seeds();

// flows.cpp: documents and archives with flows.
void run_flow_document(BytesView input);
std::vector<Bytes> flow_document_seeds();
void run_flow_archive(BytesView input);
std::vector<Bytes> flow_archive_seeds();

// expressions.cpp: templates, and the formats of dates and numbers.
void run_template(BytesView input);
std::vector<Bytes> template_seeds();
void run_evaluation(BytesView input);
std::vector<Bytes> evaluation_seeds();
void run_date(BytesView input);
std::vector<Bytes> date_seeds();
void run_number(BytesView input);
std::vector<Bytes> number_seeds();

// runs.cpp: what reaches a run from outside, and whole runs.
void run_json_schema(BytesView input);
std::vector<Bytes> json_schema_seeds();
void run_recurrence(BytesView input);
std::vector<Bytes> recurrence_seeds();
void run_body(BytesView input);
std::vector<Bytes> body_seeds();
void run_simulation(BytesView input);
std::vector<Bytes> simulation_seeds();

}  // namespace riskflow::fuzz
