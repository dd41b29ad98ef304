// riskflow backup, restore and keys: what the data is kept safe with.  A backup of a running log is
// asked of its server; what reads backups and makes data folders works in this process, since after
// a loss there is no server.

#include <boost/json.hpp>
#include <fmt/format.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/text.hpp"
#include "eventstore/restore_keys.hpp"
#include "runtime/core/config.hpp"
#include "runtime/core/unlock_command.hpp"
#include "runtime/restoring.hpp"
#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/host_commands.hpp"

namespace riskflow::cli {

namespace fs = std::filesystem;
namespace json = boost::json;
using http::ExitCode;

// ---- backup ----

static Result<http::Request> back_up(const Given& given) {
  return post({"backups"}, Body().text_if("to", given.find("--to")));
}

static json::object told(const eventstore::Backup& backup) {
  return {{"backup", backup.folder.string()},
          {"madeDateTime", to_text(backup.made)},
          {"events", backup.events},
          {"keyGeneration", backup.key_generation},
          {"origin", backup.origin}};
}

static constexpr std::array backup_columns{
    Column{"madeDateTime", "MADE"}, Column{"events", "EVENTS"}, Column{"keyGeneration", "KEYS"},
    Column{"backup", "BACKUP"}};

static Result<json::array> backups_of(const Given& given, Session& session) {
  json::array list;
  if (const auto folder = given.find("--from")) {
    const auto all = eventstore::backups_in(*folder);
    if (!all) return fail(all.error());
    for (const auto& one : *all) list.push_back(told(one));
    return list;
  }
  const auto answer = session.ask(get({"backups"}));
  if (!answer) return fail(answer.error());
  const auto* whole = answer->if_object();
  const auto* value = whole ? whole->if_contains("value") : nullptr;
  if (value == nullptr || !value->is_array())
    return fail(Errc::unavailable, "the answer is not a list: is this a riskflow server?",
                "server");
  return value->get_array();
}

static Result<ExitCode> list_backups(const Given& given, Session& session) {
  const auto list = backups_of(given, session);
  if (!list) return fail(list.error());
  print_list(session.world().out, *list, backup_columns, session.format());
  return ExitCode::ok;
}

// The keys in --key; none when it was not given.
static Result<std::vector<proof::VerifierKey>> auditors_keys(const Given& given) {
  const auto file = given.find("--key");
  if (!file) return std::vector<proof::VerifierKey>{};
  const auto text = text_of_file(*file);
  if (!text) return fail(text.error());
  auto keys = proof::verifier_keys_from_text(*text);
  if (!keys) return fail(Errc::invalid, *file + ": " + keys.error().message, "--key");
  return keys;
}

// Damage found is exit code 3, as of every verification.
static ExitCode report_damage(const Error& error, Session& session) {
  session.world().err << fmt::format("riskflow: {}\n", error.message);
  return ExitCode::verification;
}

static Result<ExitCode> verify(const Given& given, Session& session) {
  const auto keys = auditors_keys(given);
  if (!keys) return fail(keys.error());
  const auto verified = eventstore::verify_backup(given.text("BACKUP"), *keys);
  if (!verified && verified.error().code == Errc::corrupt)
    return report_damage(verified.error(), session);
  if (!verified) return fail(verified.error());
  auto fields = told(verified->backup);
  fields["rootHash"] = proof::base64(proof::view_of(verified->tree.root));
  print_thing(session.world().out, fields, {}, session.format());
  session.world().err
      << "The backup is whole: its events make the tree that its checkpoint signs.\n";
  return ExitCode::ok;
}

// ---- restore ----

static Result<fs::path> new_folder(const Given& given) {
  if (const auto data = given.find("--data")) return fs::path(*data);
  return fail(Errc::invalid, "say --data: the new folder to restore into", "--data");
}

static Result<eventstore::GoingOn> going_on(const Given& given) {
  const auto old_data = given.find("--same-log");
  const auto chosen =
      (old_data ? 1 : 0) + (given.has("--new-log") ? 1 : 0) + (given.has("--read-only") ? 1 : 0);
  if (chosen != 1)
    return fail(Errc::invalid,
                "say how the log goes on: --same-log OLDDATA when nothing of it is lost (its "
                "signing key moves over), --new-log when the disk is lost or you go back in time, "
                "or --read-only",
                "--new-log");
  if (old_data) return eventstore::SameLog{*old_data};
  if (given.has("--new-log")) return eventstore::NewLog{};
  return eventstore::ReadOnly{};
}

static Result<std::optional<eventstore::AsOf>> as_of(const Given& given) {
  const auto text = given.find("--as-of");
  if (!text) return std::nullopt;
  if (const auto position = proof::number_from(*text)) return eventstore::AsOf{Position{*position}};
  const auto at = instant_from_text(*text);
  if (!at) return fail(Errc::invalid, at.error().message, "--as-of");
  return eventstore::AsOf{*at};
}

static Result<ExitCode> restore(const Given& given, Session& session) {
  const auto data = new_folder(given);
  if (!data) return fail(data.error());
  auto how = going_on(given);
  if (!how) return fail(how.error());
  const auto when = as_of(given);
  if (!when) return fail(when.error());
  const auto keys = auditors_keys(given);
  if (!keys) return fail(keys.error());
  auto& world = session.world();
  const auto done =
      runtime::restore({given.text("--from"), *data, *when, std::move(*how), *keys}, world.clock);
  if (!done) return fail(done.error());
  const json::object fields{{"data", data->string()},
                            {"events", done->kept.size},
                            {"rootHash", proof::base64(proof::view_of(done->kept.root))},
                            {"origin", done->origin},
                            {"keyGeneration", done->from.backup.key_generation}};
  print_thing(world.out, fields, {}, session.format());
  world.err << fmt::format(
      "next: riskflow keys restore --data {} --from ESCROW --key-file ESCROWKEY\n", data->string());
  return ExitCode::ok;
}

// ---- keys ----

static Result<http::Request> escrow(const Given&) { return post({"keys", "escrow"}, Body()); }

static Result<ExitCode> print_erasures(const Given&, Session& session) {
  const auto answer = session.ask(get({"keys", "erasures"}));
  if (!answer) return fail(answer.error());
  const auto* whole = answer->if_object();
  const auto* list = whole ? whole->if_contains("erasures") : nullptr;
  if (list == nullptr || !list->is_string())
    return fail(Errc::unavailable, "the answer is not a list of erasures", "server");
  session.world().out << std::string_view(list->get_string());
  return ExitCode::ok;
}

// The root and the list of erasures: files, or a folder as the server keeps it in escrow.
struct InEscrow {
  fs::path root;
  fs::path erasures;
};

static Result<InEscrow> in_escrow(const fs::path& from, const fs::path& data) {
  std::error_code ignored;
  if (!fs::is_directory(from, ignored)) return InEscrow{from, from.parent_path() / "erasures"};
  const auto pages = eventstore::read_backup(data / eventstore::waiting_keys);
  if (!pages) return fail(pages.error());
  // The part of the origin behind the slash.
  const auto folder = from / fs::path(pages->origin).filename();
  const auto root = folder / fmt::format("root-{}.escrow", pages->key_generation);
  if (fs::exists(root, ignored)) return InEscrow{root, folder / "erasures"};
  return fail(
      Errc::not_found,
      fmt::format("{} is not there: its time is over, or it was never put in escrow; restore "
                  "a newer backup, whose root is there",
                  root.string()),
      "--from");
}

// The command that gives the unlock key to a server gives it here too.
static Status take_unlock_key(const runtime::Config& config, eventstore::KeyRestoreOrder& order) {
  if (config.unlock_key_command.empty()) return {};
  const auto key = runtime::unlock_key_from(config.unlock_key_command);
  if (!key) return fail(key.error());
  order.unlock = *key;
  return {};
}

static Result<ExitCode> restore_keys(const Given& given, Session& session) {
  const auto data = new_folder(given);
  if (!data) return fail(data.error());
  auto& world = session.world();
  const auto config = runtime::load_config(given.find("--config").value_or(""), world.environment,
                                           {{"data", data->string()}});
  if (!config) return fail(config.error());
  if (auto ok = eventstore::keys_may_be_restored(*data); !ok) return fail(ok.error());
  const auto found = in_escrow(given.text("--from"), *data);
  if (!found) return fail(found.error());
  const auto keys = auditors_keys(given);
  if (!keys) return fail(keys.error());
  eventstore::KeyRestoreOrder order{*data,
                                    found->root,
                                    given.text("--key-file"),
                                    given.find("--erasures").value_or(found->erasures.string()),
                                    runtime::unlock_key_file(*config),
                                    world.clock.now(),
                                    *keys};
  if (auto ok = take_unlock_key(*config, order); !ok) return fail(ok.error());
  const auto done = eventstore::restore_keys(order);
  if (!done) return fail(done.error());
  const json::object fields{
      {"data", data->string()},
      {"keyGeneration", done->generation},
      {"erasedAgain", done->erased},
      {"unlockKey", order.unlock ? "unlock_key_command" : order.unlock_file.string()}};
  print_thing(world.out, fields, {}, session.format());
  return ExitCode::ok;
}

// ---- the rows ----

static constexpr auto signer = option("--key", "FILE", "the audit.pub that it must be signed with");
static constexpr std::array list_options{
    option("--from", "DIR", "the backups in this folder, without a server")};
static constexpr std::array verify_options{argument("BACKUP", "the folder of the backup"), signer};
static constexpr std::array backup_options{
    option("--to", "DIR", "a folder within the server's backup_folder; with --data, any")};
static constexpr std::array restore_options{
    needed("--from", "BACKUP", "the folder of the backup"),
    option("--as-of", "WHEN", "only what was there at a log position or a time"),
    option("--same-log", "OLDDATA", "go on as the same log: its key moves over from that folder"),
    flag("--new-log", "go on as a new log, with a key of its own, that names the old"),
    flag("--read-only", "only look at it"),
    signer};
static constexpr std::array keys_options{
    needed("--from", "ESCROW", "the folder of the escrow, or the file of a root"),
    needed("--key-file", "FILE", "the escrow key"),
    option("--erasures", "FILE", "the newest list of erasures; beside the root when not given"),
    option("--key", "FILE", "audit.pub, when the key that signs was replaced since the backup")};

// The command of one word stands after those of its noun: it is what is left when no verb fits.
static constexpr std::array rows{
    Command{.noun = "backup",
            .verb = "list",
            .summary = "List the backups, the oldest first",
            .examples = {"riskflow backup list", "riskflow backup list --from /mnt/backups",
                         "riskflow backup list -o json"},
            .options = list_options,
            .act = list_backups},
    Command{
        .noun = "backup",
        .verb = "verify",
        .summary = "Read all of a backup, and hold its events against the signed checkpoint",
        .examples = {"riskflow backup verify /mnt/backups/20261123T020000Z-48211",
                     "riskflow backup verify /mnt/backups/20261123T020000Z-48211 --key audit.pub",
                     "riskflow backup list --from /mnt/backups"},
        .options = verify_options,
        .act = verify},
    Command{.noun = "backup",
            .verb = "",
            .summary = "Back up the running log: synced, and verified by its Merkle root",
            .examples = {"riskflow backup", "riskflow backup --to nightly",
                         "riskflow backup --data data --to /mnt/backups"},
            .options = backup_options,
            .ask = back_up,
            .patience = Patience::a_day},
    Command{.noun = "restore",
            .verb = "",
            .summary = "Restore a backup into a new data folder, to now or to the past",
            .examples = {"riskflow restore --from /mnt/backups/20261123T020000Z-48211 --data new "
                         "--same-log data",
                         "riskflow restore --from /mnt/backups/20261123T020000Z-48211 --data new "
                         "--new-log",
                         "riskflow restore --from /mnt/backups/20261123T020000Z-48211 --data then "
                         "--as-of 2026-10-01 --read-only"},
            .options = restore_options,
            .act = restore,
            .folder = Folder::may_be_made},
    Command{.noun = "keys",
            .verb = "backup",
            .summary = "Put the root of the keys in escrow, apart from the backups it opens",
            .examples = {"riskflow keys backup", "riskflow keys backup -o json",
                         "riskflow keys backup --data data"},
            .ask = escrow},
    Command{
        .noun = "keys",
        .verb = "restore",
        .summary = "Give a restored folder its keys; who was erased since stays erased",
        .examples = {"riskflow keys restore --data new --from /mnt/escrow --key-file escrow.key",
                     "riskflow keys restore --data new --from root-3.escrow --key-file escrow.key "
                     "--erasures erasures",
                     "riskflow doctor --data new"},
        .options = keys_options,
        .act = restore_keys},
    Command{
        .noun = "keys",
        .verb = "erasures",
        .summary = "Print the list of erasures, signed, for a restore of older keys",
        .examples = {"riskflow keys erasures > erasures", "riskflow keys erasures --data data",
                     "riskflow keys restore --data new --from /mnt/escrow --key-file escrow.key"},
        .act = print_erasures},
};

std::span<const Command> safekeeping_commands() { return rows; }

}  // namespace riskflow::cli
