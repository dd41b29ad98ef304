// riskflow audit ...

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/audit_export.hpp"
#include "tools/riskflow/audit_replay.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/log_page.hpp"
#include "tools/riskflow/session.hpp"
#include "tools/verify/verify.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

static Result<http::Request> list(const Given&) { return get({"audit"}); }

// The same as the program riskflow-verify, which auditors have without riskflow.
static Result<ExitCode> verify_file(const Given& given, Session& session) {
  const auto verified = verify::verify_files(
      {given.text("--key"), given.find("--checkpoint"), given.text("EXPORT")}, session.world().in);
  if (!verified) return fail(verified.error());
  session.world().out << *verified;
  return ExitCode::ok;
}

// Prints one text of the answer as it is, for other programs to verify; the whole answer as JSON.
static Result<ExitCode> print_text(http::Request request, std::string_view field,
                                   Session& session) {
  auto answer = session.ask(std::move(request));
  if (!answer) return fail(answer.error());
  auto& out = session.world().out;
  if (session.format() != Format::table) {
    out << indented(*answer);
    return ExitCode::ok;
  }
  const auto* whole = answer->if_object();
  const auto* text = whole ? whole->if_contains(field) : nullptr;
  if (text == nullptr || !text->is_string()) return unknown_answer();
  out << std::string_view(text->get_string());
  return ExitCode::ok;
}

static Result<ExitCode> checkpoint(const Given&, Session& session) {
  return print_text(get({"audit", "checkpoint"}), "checkpoint", session);
}

static Result<ExitCode> prove(const Given& given, Session& session) {
  auto request = get({"audit", "proof"});
  request.query.push_back({"position", given.find("--position").value_or("")});
  return print_text(std::move(request), "proof", session);
}

static Result<ExitCode> receipt(const Given& given, Session& session) {
  auto request = get({"audit", "receipt"});
  request.query.push_back({"position", given.find("--position").value_or("")});
  return print_text(std::move(request), "receipt", session);
}

static Result<http::Request> list_keys(const Given&) { return get({"audit", "keys"}); }
static Result<http::Request> add_key(const Given&) { return post({"audit", "keys"}, Body()); }
static Result<http::Request> retire_key(const Given& given) {
  return del({"audit", "keys", given.text("KEY")});
}

static Result<http::Request> consistency(const Given& given) {
  auto request = get({"audit", "consistency"});
  request.query.push_back({"from", given.find("--from").value_or("")});
  if (const auto to = given.find("--to")) request.query.push_back({"to", *to});
  return request;
}

static constexpr std::array columns{
    Column{"position", "POSITION"}, Column{"recordedDateTime", "RECORDED"},
    Column{"performedBy", "BY"},    Column{"category", "CATEGORY"},
    Column{"activity", "ACTIVITY"}, Column{"count", "TIMES"},
    Column{"user", "USER"},
};

static constexpr std::array replay_options{
    option("--case", "CASE", "only what concerns this case, and its state"),
    option("--as-of", "WHEN", "up to a time or log position"),
    number("--from", "begin at this position"), number("--top", "at most so many events")};
static constexpr std::array key_columns{Column{"id", "ID"}, Column{"state", "STATE"},
                                        Column{"verifierKey", "KEY"}};
static constexpr std::array retire_options{
    argument("KEY", "its id: 8 digits, as riskflow audit keys prints them")};
static constexpr std::array prove_options{
    needed("--position", "POSITION", "of the event in the log")};
static constexpr std::array receipt_options{
    needed("--position", "POSITION", "of any event of the command")};
static constexpr std::array consistency_options{
    needed("--from", "SIZE", "the earlier size of the log"),
    number("--to", "the later size; the present one when not given")};
static constexpr std::array export_options{
    option("--format", "FORMAT", "jsonl: one event a line, which riskflow-verify verifies"),
    number("--from", "the first position; 0 when not given"),
    number("--to", "end before this position; at the newest when not given"),
    number("--since", "prove too that the log grew from a checkpoint of this size")};

static constexpr std::array verify_options{
    argument("EXPORT", "what riskflow audit export or receipt wrote; - for stdin"),
    needed("--key", "FILE", "the public key: audit.pub of the data folder"),
    option("--checkpoint", "FILE", "a checkpoint kept from earlier: finds rollback and fork")};

static constexpr std::array rows{
    Command{.noun = "audit",
            .verb = "list",
            .summary = "List what was done, newest first",
            .examples = {"riskflow audit list --top 20",
                         "riskflow audit list --filter \"category eq 'Privacy'\" --all",
                         "riskflow audit list --all -o csv"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "audit",
            .verb = "replay",
            .summary = "Tell what happened, event by event, and the state it led to",
            .examples = {"riskflow audit replay --case 17",
                         "riskflow audit replay --case 17 --as-of 2026-10-01",
                         "riskflow audit replay --from 1000 --top 50 -o ndjson"},
            .options = replay_options,
            .act = replay},
    Command{.noun = "audit",
            .verb = "export",
            .summary = "Write events and the proof that they are in the log; names stay sealed",
            .examples = {"riskflow audit export > audit.jsonl",
                         "riskflow audit export --from 1000 --to 2000 --since 500",
                         "riskflow audit export --format jsonl | gzip > audit.jsonl.gz"},
            .options = export_options,
            .act = export_events},
    Command{.noun = "audit",
            .verb = "verify",
            .summary = "Verify an export or a receipt: nothing was changed, dropped or inserted",
            .examples = {"riskflow audit verify audit.jsonl --key audit.pub",
                         "riskflow audit verify audit.jsonl --key audit.pub --checkpoint last.txt",
                         "riskflow audit export > audit.jsonl"},
            .options = verify_options,
            .act = verify_file},
    Command{
        .noun = "audit",
        .verb = "checkpoint",
        .summary = "Print the newest checkpoint: size and root of the log, signed",
        .examples = {"riskflow audit checkpoint > checkpoint.txt",
                     "riskflow audit checkpoint -o json", "riskflow audit checkpoint --data data"},
        .act = checkpoint},
    Command{.noun = "audit",
            .verb = "keys",
            .summary = "List the keys that sign checkpoints, and those that did",
            .examples = {"riskflow audit keys", "riskflow audit keys -o json",
                         "riskflow audit keys --data data"},
            .ask = list_keys,
            .show = {.shape = Shape::list, .columns = key_columns}},
    Command{.noun = "audit",
            .verb = "add-key",
            .summary = "Add a signing key; both sign until the old one is retired",
            .examples = {"riskflow audit add-key", "riskflow audit add-key -o json",
                         "riskflow audit add-key --data data"},
            .ask = add_key},
    Command{.noun = "audit",
            .verb = "retire-key",
            .summary = "Retire a signing key, once all who verify have the new one",
            .examples = {"riskflow audit retire-key 1f3a09bc",
                         "riskflow audit retire-key 1f3a09bc -o json", "riskflow audit keys"},
            .options = retire_options,
            .ask = retire_key,
            .show = {.shape = Shape::list, .columns = key_columns}},
    Command{.noun = "audit",
            .verb = "prove",
            .summary = "Print the proof that an event is in the log, with its checkpoint",
            .examples = {"riskflow audit prove --position 42 > event-42.tlog-proof",
                         "riskflow audit prove --position 42 -o json",
                         "riskflow audit prove --position 42 --data data"},
            .options = prove_options,
            .act = prove},
    Command{.noun = "audit",
            .verb = "receipt",
            .summary = "Print the receipt for a command: the proof of each of its events",
            .examples = {"riskflow audit receipt --position 42 > receipt.txt",
                         "riskflow audit receipt --position 42 -o json",
                         "riskflow audit verify receipt.txt --key audit.pub"},
            .options = receipt_options,
            .act = receipt},
    Command{.noun = "audit",
            .verb = "consistency",
            .summary = "Print the proof that the log began with what it was at an earlier size",
            .examples = {"riskflow audit consistency --from 1000",
                         "riskflow audit consistency --from 1000 --to 2000 -o json",
                         "riskflow audit consistency --from 1000 --data data"},
            .options = consistency_options,
            .ask = consistency},
};

std::span<const Command> audit_commands() { return rows; }

}  // namespace riskflow::cli
