#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/secret_memory.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static js::object check(std::string_view name, std::string_view state, std::string message,
                        std::string fix = {}) {
  return {{"name", name}, {"state", state}, {"message", message}, {"fix", fix}};
}

// A log that is broken takes nothing until it is opened again, also when its files are sound again.
static bool was_found_sound_since(const App::Parts& app, const Error& cause) {
  if (detail(cause, "reason") != "damaged") return false;
  const auto noted = eventstore::DamageNote(app.log->folder()).read();
  const auto last = app.keeper->last_scrub();
  return noted && !*noted && last && !last->damage;
}

static std::string mending_of_log(const App::Parts& app, const eventstore::Health& health) {
  if (health.condition != eventstore::Condition::broken) return "it goes on by itself once it can";
  if (was_found_sound_since(app, *health.cause))
    return "start the server again: a scrub has found the log sound since";
  return "stop the server and restore a backup";
}

static js::object check_log(const App::Parts& app) {
  if (const auto health = app.log->health(); health.cause)
    return check("log", "failed",
                 fmt::format("{}: {}", name_of(health.condition), health.cause->message),
                 mending_of_log(app, health));
  return check("log", "ok",
               fmt::format("{} events, the last recorded {}", to_number(app.log->head()),
                           to_text(app.log->last_recorded())));
}

// What to do about damage that a scrub has found.
static std::string mending_of(const Error& damage) {
  if (damage.target == "proj")
    return "stop the server and remove the proj folder: it is built anew";
  if (damage.target == "keys")
    return "stop the server, put the same file of keys/pages of a backup in its place, then "
           "riskflow doctor --scrub";
  return "stop the server and restore a backup";
}

static js::object check_scrub(const App::Parts& app) {
  const auto last = app.keeper->last_scrub();
  const auto failed = app.keeper->failed_scrub();
  if (failed && (!last || !last->damage))
    return check("scrub", "warning",
                 fmt::format("{}: not done: {}; it is tried again at {}", to_text(failed->at),
                             failed->error.message, to_text(failed->again)),
                 "mend that, then riskflow doctor --scrub");
  if (!last)
    return check("scrub", "ok", "not read to its end since the start",
                 "riskflow doctor --scrub reads it at once");
  if (last->damage)
    return check("scrub", "failed", fmt::format("{}: {}", to_text(last->at), last->damage->message),
                 mending_of(*last->damage));
  auto found = fmt::format("{} events and {} key pages read and found sound at {}", last->events,
                           last->key_pages, to_text(last->at));
  if (last->skipped)
    return check("scrub", "warning", found + "; " + last->skipped->message,
                 "make room, then riskflow doctor --scrub");
  return check("scrub", "ok", std::move(found));
}

static js::object check_room(const App::Parts& app) {
  std::error_code bad;
  const auto room = std::filesystem::space(app.config.data, bad);
  if (bad)
    return check("disk", "failed", "the data folder cannot be asked for room",
                 "see that it is there");
  const auto gib = static_cast<double>(room.available) / (1 << 30);
  return check("disk", gib < 1 ? "warning" : "ok", fmt::format("{:.1f} GiB free", gib),
               gib < 1 ? "make room before the log stops" : "");
}

static js::object check_views(const App::Parts& app) {
  if (const auto failure = app.views->failure())
    return check("views", "failed", failure->message,
                 "stop the server and remove the proj folder: it is built anew");
  const auto lag = app.views->lag();
  return check("views", lag > 10'000 ? "warning" : "ok", fmt::format("{} events behind", lag));
}

static js::object check_secret(std::string_view name, const std::filesystem::path& file) {
  std::error_code bad;
  const auto rights = std::filesystem::status(file, bad).permissions();
  if (bad) return check(name, "ok", "not there");
  const bool open =
      (rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) !=
      std::filesystem::perms::none;
  return check(name, open ? "failed" : "ok",
               open ? "others can read it" : "only its owner can read it",
               open ? "chmod 600 the file" : "");
}

static js::object check_unlock_key(const Config& config) {
  if (!config.unlock_key_command.empty())
    return check("unlock key", "ok", "unlock_key_command gives it");
  return check_secret("unlock key", unlock_key_file(config));
}

static js::object check_key_memory() {
  const auto [mapped, locked] = eventstore::secret_memory_use();
  const auto kib = [](std::size_t bytes) { return bytes / 1024; };
  if (locked == mapped)
    return check("key memory", "ok", fmt::format("{} KiB, none of it swapped out", kib(mapped)));
  return check("key memory", "warning",
               fmt::format("{} of {} KiB may be swapped out", kib(mapped - locked), kib(mapped)),
               "raise the limit on locked memory (LimitMEMLOCK, ulimit -l), or encrypt the swap");
}

static js::object check_mail(const App::Parts& app) {
  if (app.catcher.port() != 0)
    return check("mail", "ok",
                 fmt::format("mails go to the local catcher on port {}", app.catcher.port()),
                 "set mail_host to send for real");
  if (app.config.mail_host.empty())
    return check("mail", "warning", "no mail is sent by this process");
  return check("mail", "ok",
               fmt::format("mails go to {}:{}", app.config.mail_host, app.config.mail_port));
}

// What is signed is vouched for; a checkpoint follows within a second of an event.
static js::object check_checkpoint(const App::Parts& app) {
  if (!app.notary) return check("checkpoint", "ok", "a log for reading only: nothing is signed");
  const auto head = to_number(app.log->head());
  const auto size = app.notary->sign() ? app.notary->signed_size() : 0;
  return check("checkpoint", size < head ? "warning" : "ok",
               fmt::format("{} of {} events are signed", size, head),
               size < head ? "see that the data folder can be written" : "");
}

// Who has the key of this machine could sign another history; what lies elsewhere would tell.
static js::object check_post(const App::Parts& app) {
  constexpr std::string_view name = "checkpoint elsewhere";
  if (!app.checkpoints || !app.checkpoints->post().is_wanted())
    return check(name, "warning", "checkpoints stay on this machine",
                 "set checkpoint_url or checkpoint_command");
  const auto posted = app.checkpoints->post().posted();
  if (posted.error)
    return check(name, "failed", posted.error->message, "mend " + posted.error->target);
  return check(name, "ok", fmt::format("{} events are signed there", posted.size));
}

// One that is approved is carried out at once, or as soon as it can be.
static js::object check_erasures(const App::Parts& app) {
  const auto due = app.erasures->due();
  if (!due) return check("erasures", "failed", due.error().message);
  return check(
      "erasures", *due > 0 ? "warning" : "ok", fmt::format("{} are due", *due),
      *due > 0 ? "see that keys and escrow_folder can be written: it is tried each minute" : "");
}

// A backup a day, and one more that may have failed.
static constexpr std::chrono::hours backup_age_max{48};

static js::object check_backup(const App::Parts& app) {
  if (!app.backups) return check("backup", "ok", "a log for reading only");
  if (app.config.backup_folder.empty())
    return check("backup", "warning", "no backup_folder is configured",
                 "set one, on another disk, and run riskflow backup each night");
  auto all = eventstore::backups_in(app.config.backup_folder);
  static constexpr std::string_view fix = "riskflow backup, each night";
  // Other logs may have theirs in the same folder.
  if (all)
    std::erase_if(*all, [own = eventstore::origin_of(app.log->origin())](const auto& backup) {
      return backup.origin != own;
    });
  if (!all || all->empty())
    return check("backup", "warning", "there is none of this log", std::string(fix));
  const bool is_old = app.clock.now() - all->back().made > backup_age_max;
  return check("backup", is_old ? "warning" : "ok",
               fmt::format("the last was made {}", to_text(all->back().made)),
               is_old ? std::string(fix) : "");
}

// Roots of the log that this one goes on from, or of one that goes on from it.
static std::string told_of_others(const App::Parts& app) {
  const auto until = app.escrow->kept_by_others();
  if (!until || !*until) return {};
  return fmt::format(
      "; roots of another log with the same persons lie there until {}: who is erased here can be "
      "read with those and its backups until then, and if it goes on has to be erased there too",
      to_text(**until));
}

// Without a root in escrow the backups of a lost disk open to nobody.
static js::object check_escrow(const App::Parts& app) {
  if (!app.backups) return check("escrow", "ok", "a log for reading only");
  const auto until = app.escrow->look();
  if (!until && until.error().code == Errc::expired)
    return check("escrow", "failed", until.error().message,
                 "remove it: it opens older backups, with people who are certified as erased");
  if (!until)
    return check("escrow", "failed", until.error().message,
                 "see that escrow_folder is mounted, remove what is damaged, and run riskflow keys "
                 "backup");
  if (*until)
    return check("escrow", "ok",
                 fmt::format("the root of the keys is kept until {}{}", to_text(**until),
                             told_of_others(app)));
  if (app.escrow->is_on())
    return check("escrow", "failed", "the root of the keys is not in escrow_folder",
                 "riskflow keys backup: without it nobody could read a backup");
  const auto gone = app.escrow->roots_gone();
  if (gone && *gone > app.clock.now())
    return check("escrow", "failed",
                 fmt::format("roots were put in escrow that count until {}, and escrow_folder is "
                             "not configured any more",
                             to_text(*gone)),
                 "configure it, or remove them at their time: certificates say that they are gone");
  return check("escrow", "warning", "the root of the keys is not kept anywhere else",
               "set escrow_folder and escrow_key_file: without it nobody could read a backup");
}

static js::object check_purge(const App::Parts& app) {
  const auto known = app.purges->known();
  if (!known) return check("purge", "failed", known.error().message);
  if (known->purging)
    return check("purge", "warning",
                 fmt::format("one of the first {} events was begun and has not ended",
                             to_number(known->purging->until)),
                 "riskflow subject purge --yes goes on with it");
  return check("purge", "ok", fmt::format("{} fields were purged", known->purged_fields));
}

Handled get_doctor(const http::Request&, Call& call) {
  auto& app = call.app;
  js::array checks;
  checks.push_back(check_log(app));
  checks.push_back(check_scrub(app));
  checks.push_back(check_checkpoint(app));
  checks.push_back(check_post(app));
  checks.push_back(check_views(app));
  checks.push_back(check_room(app));
  checks.push_back(check_secret("token file", app.config.data / "admin.token"));
  checks.push_back(check_unlock_key(app.config));
  checks.push_back(check_key_memory());
  checks.push_back(check_secret("signing key", app.config.data / "audit.key"));
  checks.push_back(check_mail(app));
  checks.push_back(check_erasures(app));
  checks.push_back(check_backup(app));
  checks.push_back(check_escrow(app));
  checks.push_back(check_purge(app));
  const auto administrators = app.authority->now()->roles.administrators();
  checks.push_back(check(
      "administrators", administrators < 2 ? "warning" : "ok", fmt::format("{}", administrators),
      administrators < 2 ? "give a second person InsiderRiskManagementAdmins" : ""));
  return answer_json(js::object{{"checks", std::move(checks)}}, app.log->head());
}

static std::string words_of(const projections::StateHash& hash) {
  return hex({reinterpret_cast<const char*>(hash.sha256.data()), hash.sha256.size()});
}

Handled post_rebuild_views(const http::Request&, Call& call) {
  const auto hash = call.app.keeper->rebuild_now();
  if (!hash) return fail(hash.error());
  return answer_json(
      js::object{{"position", to_number(hash->position)}, {"stateHash", words_of(*hash)}},
      hash->position);
}

Handled post_scrub(const http::Request&, Call& call) {
  const auto done = call.app.keeper->scrub_now();
  if (!done) return fail(done.error());
  const auto& log = done->log;
  js::object answer{{"events", log.tree.size},
                    {"commits", log.commits},
                    {"streamEntries", log.parts},
                    {"tiles", log.tiles},
                    {"rememberedRequests", log.requests},
                    {"tableFiles", log.files},
                    {"keyPages", done->key_pages},
                    {"purgedFields", log.purged},
                    {"rootHash", proof::base64(proof::view_of(log.tree.root))}};
  if (done->views) answer["stateHash"] = words_of(*done->views);
  if (done->skipped) answer["skipped"] = done->skipped->message;
  return answer_json(answer, Position{log.tree.size});
}

}  // namespace riskflow::runtime
