#include <fstream>

#include <fmt/format.h>

#include "eventstore/disk_room.hpp"
#include "eventstore/durable_file.hpp"
#include "runtime/app_parts.hpp"
#include "runtime/core/log.hpp"
#include "runtime/core/mail_settings.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/core/token_file.hpp"
#include "runtime/core/unlock_command.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace dom = domain;

Result<mail::Delivered> MailWay::send(BytesView message, std::string_view from,
                                      std::span<const std::string> recipients,
                                      const mail::Committing& before_final_dot) {
  if (!sender_)
    return fail(Errc::unavailable,
                "no mail server is configured and the local catcher does not run", "mail_host",
                {{"delivery", "not_sent"}, {"retry", "yes"}});
  return sender_->send(message, from, recipients, before_final_dot);
}

void MailWay::stop() {
  if (sender_) sender_->stop();
}

// ---- opening ----

static std::uint64_t least_room(const Config& config) {
  return std::uint64_t{config.free_space_min_mb} << 20;
}

// Where it can write not even its own journal, RocksDB ends the process.
static Status make_room_to_open(const Config& config) {
  constexpr std::uint64_t needed = 1 << 20;
  const auto folder = config.data / "log";
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) return {};
  eventstore::DiskRoom room(folder, least_room(config), eventstore::free_bytes);
  if (room.has(needed) || (room.give_up_ballast() && room.has(needed))) return {};
  return fail(Errc::unavailable,
              fmt::format("the disk of {} is full: free 1 MiB of it to read the log, and {} MiB to "
                          "write to it",
                          config.data.string(), config.free_space_min_mb * 5 / 4 + 1),
              "data", {{"reason", "disk_full"}});
}

static eventstore::LogOptions log_options(const App::Parts& parts,
                                          std::optional<proof::TreeHead> floor) {
  const auto& config = parts.config;
  return {.folder = config.data / "log",
          .clock = &parts.clock,
          .floor = floor,
          .durability = config.durability == "strict" ? eventstore::Durability::strict
                                                      : eventstore::Durability::synced,
          .free_bytes_min = least_room(config)};
}

static Result<std::unique_ptr<eventstore::Keyring>> open_keys(App::Parts& parts) {
  const auto folder = parts.config.data / "keys";
  if (parts.config.unlock_key_command.empty())
    return eventstore::Keyring::open(folder, unlock_key_file(parts.config), &parts.clock);
  const auto unlock = unlock_key_from(parts.config.unlock_key_command);
  if (!unlock) return fail(unlock.error());
  return eventstore::Keyring::open(folder, *unlock, &parts.clock);
}

static Status open_notary(App::Parts& parts) {
  auto notary = eventstore::Notary::open(*parts.log, parts.config.data);
  if (!notary) return fail(notary.error());
  parts.notary = std::move(*notary);
  parts.checkpoints = std::make_unique<Checkpoints>(
      *parts.log, *parts.notary,
      PostOptions{parts.config.checkpoint_command, parts.config.checkpoint_url});
  return {};
}

static Status open_store(App::Parts& parts) {
  const auto& data = parts.config.data;
  std::error_code ignored;
  for (const auto& folder : {data, data / "proj"})
    if (auto ok = eventstore::make_folders(folder); !ok) return ok;
  // Older versions let everybody into it.
  std::filesystem::permissions(data / "proj", std::filesystem::perms::owner_all, ignored);
  if (auto ok = make_room_to_open(parts.config); !ok) return ok;
  const auto floor = eventstore::signed_floor(data);
  if (!floor) return fail(floor.error());
  auto log = eventstore::Log::open(log_options(parts, *floor));
  if (!log) return fail(log.error());
  parts.log = std::move(*log);
  if (const auto dropped = parts.log->dropped())
    log::warn("what lay behind the last whole record of the log was cut off",
              {{"bytes", dropped}, {"head", to_number(parts.log->head())}});
  // Without its keys a log is a heap of sealed bytes: new ones would only hide the loss.
  const auto state = eventstore::folder_state(data / "keys");
  if (!state) return fail(state.error());
  if (parts.log->head() > Position{} && *state == eventstore::FolderState::absent)
    return fail(Errc::corrupt,
                "the keys of this log are missing: put the folder " + (data / "keys").string() +
                    " back in its place, or open those of a backup with riskflow keys restore",
                "keys");
  // What a process that was ended left behind of a restore of keys.
  eventstore::remove_drafts(data / "keys", eventstore::Contents::secrets);
  auto keys = open_keys(parts);
  if (!keys) return fail(keys.error());
  parts.keys = std::move(*keys);
  if (!parts.log->is_read_only())
    if (auto ok = open_notary(parts); !ok) return ok;
  auto views = projections::Views::open({.folder = data / "proj"}, *parts.log);
  if (!views) return fail(views.error());
  parts.views = std::move(*views);
  return {};
}

static void warn_unless(const Status& done, std::string_view what) {
  if (!done)
    log::warn(what, {{"code", to_text(done.error().code)}, {"target", done.error().target}});
}

// What was approved when a process ended, or could not be certified; and the roots in escrow, which
// are gone when the certificates say so.  What does not go now is tried again: it must not keep the
// log shut.
static void forget(App::Parts& parts) {
  warn_unless(parts.escrow->record_restored(), "roots of before the restore not put on record");
  warn_unless(parts.erasures->carry_over(), "erasures by another log or folder not put on record");
  warn_unless(parts.erasures->carry_out(), "erasures not certified");
  warn_unless(parts.escrow->remove_expired(), "expired roots not removed");
}

// For whoever asks later what the log was like after a power cut.
static Status record_discarded_tail(App::Parts& parts) {
  const auto bytes = parts.log->dropped();
  if (bytes == 0 || parts.log->is_read_only() || parts.log->head() == Position{}) return {};
  const auto now = parts.clock.now();
  const auto receipt = parts.bus->execute(dom::safekeeping::RecordDiscardedTail{bytes},
                                          {random_request_id(now), {}, now, {}});
  return receipt ? Status{} : fail(receipt.error());
}

static void wire(App::Parts& parts) {
  parts.aggregates = std::make_unique<Aggregates>(*parts.log, 131'072);
  parts.persons = std::make_unique<Persons>(*parts.log, *parts.views, *parts.aggregates);
  parts.bus = std::make_unique<CommandBus>(*parts.log, *parts.keys, *parts.aggregates);
  parts.authority = std::make_unique<Authority>(*parts.aggregates);
  parts.identities = std::make_unique<IdentityIndex>(*parts.log, *parts.keys, *parts.aggregates);
  parts.lens = std::make_unique<LensParts>(
      LensParts{*parts.log, *parts.keys, *parts.aggregates, *parts.bus, *parts.authority,
                *parts.persons, parts.reads, parts.masks, parts.texts, parts.clock});
  parts.engine = std::make_unique<Engine>(
      OperationParts{*parts.lens, *parts.identities, parts.mail, parts.config.mail_from},
      EngineConfig{});
  parts.scope_ends = std::make_unique<ScopeEnds>(*parts.bus, *parts.views, parts.clock);
  parts.escrow = std::make_unique<RootEscrow>(RootEscrowParts{parts.config, *parts.log, *parts.keys,
                                                              parts.notary.get(), *parts.aggregates,
                                                              *parts.bus, parts.clock});
  parts.erasures = std::make_unique<Erasures>(*parts.keys, parts.config.data / "keys", *parts.lens,
                                              *parts.escrow, [&parts] { parts.catcher.forget(); });
  parts.forgetting = std::make_unique<Periodic>([&parts] {
    forget(parts);
    warn_unless(parts.escrow->keep(), "the root of the keys not put in escrow");
    return std::chrono::minutes{1};
  });
  if (parts.notary) {
    parts.audit_keys =
        std::make_unique<AuditKeys>(*parts.notary, *parts.aggregates, *parts.bus, parts.clock,
                                    [&parts] { return parts.escrow->sign_list_again(); });
    parts.backups = std::make_unique<Backups>(
        parts.config, eventstore::BackupSource{*parts.log, *parts.notary, *parts.keys}, *parts.bus,
        parts.clock);
  }
  parts.purges = std::make_unique<Purges>(*parts.log, *parts.lens);
  parts.keeper =
      std::make_unique<LogKeeper>(*parts.log,
                                  ScrubParts{*parts.log,
                                             *parts.keys,
                                             *parts.purges,
                                             *parts.views,
                                             {parts.config.data, least_room(parts.config)}},
                                  parts.clock);
  parts.bus->on_commit([&parts](const std::vector<StreamId>& written) {
    parts.persons->changed(written);
    for (const auto& stream : written) {
      const auto kind = kind_of(stream);
      if (kind == "roles" || kind == "privacy") {
        if (auto ok = parts.authority->refresh(); !ok)
          log::error("authority not refreshed", {{"code", to_text(ok.error().code)}});
      } else if (kind == "run" && parts.serving) {
        if (const auto id = id_from_text<RunId>(stream.name.substr(4))) parts.engine->take(*id);
      }
    }
  });
}

// Nothing is signed before it is known that these are the keys of the log.  What cannot be put on
// record now is by the next start: it must not keep the log shut.
static Status begin_signing(App::Parts& parts) {
  if (!parts.audit_keys) return {};
  if (auto ok = parts.audit_keys->check(); !ok) return ok;
  if (parts.notary->begins_anew())
    log::warn("the log begins anew with a signing key: tell the auditors");
  warn_unless(parts.audit_keys->settle(), "signing keys not put on record");
  parts.checkpoints->start();
  return {};
}

ImportParts import_parts(App::Parts& parts) {
  return {*parts.log,
          *parts.keys,
          *parts.bus,
          *parts.aggregates,
          *parts.identities,
          parts.clock,
          [&parts] { return all_policies(parts); },
          parts.import_gate};
}

Result<std::unique_ptr<App>> App::open(const Config& config, Clock& clock) {
  auto parts = std::make_unique<Parts>(config, clock);
  if (auto ok = open_store(*parts); !ok) return fail(ok.error());
  wire(*parts);
  if (auto ok = parts->authority->refresh(); !ok) return fail(ok.error());
  if (auto ok = begin_signing(*parts); !ok) return fail(ok.error());
  if (auto ok = parts->erasures->destroy_again(); !ok) return fail(ok.error());
  warn_unless(record_discarded_tail(*parts), "the torn end not put on record");
  forget(*parts);
  return std::unique_ptr<App>(new App(std::move(parts)));
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() { stop(); }

// ---- the first start ----

Result<std::string> App::found(const std::string& host) {
  auto& p = *parts_;
  auto file = (p.config.data / "admin.token").string();
  if (p.authority->now()->roles.administrators() > 0) return file;
  const auto token = new_token();
  if (auto ok = write_token_file(file, token); !ok) return fail(ok.error());
  // A file of an earlier try that was cut off holds the token that counts.
  std::string kept;
  std::getline(std::ifstream(file) >> std::ws, kept);
  const auto now = p.clock.now();
  const RequestContext context{random_request_id(now), {}, now, {}};
  const dom::operators::Found command{{OperatorRef{random_id_bytes()}, host}, hash_of(kept)};
  const auto receipt = p.bus->execute(command, context);
  if (!receipt) return fail(receipt.error());
  return file;
}

// ---- beside requests ----

static mail::SmtpConfig local_catcher(const Config& config, std::uint16_t port) {
  mail::SmtpConfig smtp;
  smtp.from = config.mail_from;
  smtp.host = "127.0.0.1";
  smtp.port = port;
  smtp.security = mail::Security::none;
  return smtp;
}

Status App::begin() {
  auto& p = *parts_;
  p.forgetting->start();
  // What a log for reading only had under way stays as it was.
  if (p.log->is_read_only()) {
    p.serving = true;
    return p.views->wait_for(p.log->head(), std::chrono::minutes{10});
  }
  if (auto ok = check_mail_settings(p.config); !ok) return ok;
  const bool catches = p.config.mail_host.empty();
  if (catches)
    if (auto ok = p.catcher.start(p.config.catcher_port); !ok) return ok;
  auto smtp = catches ? local_catcher(p.config, p.catcher.port()) : mail_server_of(p.config);
  if (!smtp) return fail(smtp.error());
  auto sender = mail::SmtpSender::create(std::move(*smtp));
  if (!sender) return fail(sender.error());
  p.mail.lead_to(std::make_unique<mail::SmtpSender>(std::move(*sender)));
  p.serving = true;
  p.keeper->start();
  p.engine->start();
  // Runs that were under way when the process ended, however it ended.
  if (auto ok = p.views->wait_for(p.log->head(), std::chrono::minutes{10}); !ok) return ok;
  const auto reading = p.views->read();
  if (!reading) return fail(reading.error());
  const auto unfinished = unfinished_runs(*reading);
  if (!unfinished) return fail(unfinished.error());
  for (const auto& run : *unfinished) p.engine->take(run);
  p.scope_ends->start();
  return {};
}

void App::wait_until_idle() {
  parts_->scope_ends->look_now();
  parts_->engine->wait_until_idle();
}

void App::stop() {
  auto& p = *parts_;
  p.serving = false;
  if (p.scope_ends) p.scope_ends->stop();
  if (p.forgetting) p.forgetting->stop();
  if (p.engine) p.engine->stop();
  p.catcher.stop();
  if (p.keeper) p.keeper->stop();
  if (p.log) p.log->close();
  if (p.checkpoints) p.checkpoints->stop();
}

bool App::is_empty() const { return parts_->log->head() == Position{}; }
std::uint16_t App::catcher_port() const { return parts_->catcher.port(); }
http::Metrics& App::metrics() { return parts_->metrics; }

}  // namespace riskflow::runtime
