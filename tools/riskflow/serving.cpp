// riskflow serve: the server, until SIGTERM or SIGINT.

#include <csignal>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/app.hpp"
#include "runtime/core/log.hpp"
#include "runtime/core/mail_settings.hpp"
#include "tools/riskflow/host_commands.hpp"
#include "tools/riskflow/local_channel.hpp"
#include "tools/riskflow/stop_signals.hpp"

namespace riskflow::cli {

using http::ExitCode;
using runtime::App;
using runtime::Config;

// The options that are settings of the configuration: "--mail-host" is mail_host.
static constexpr std::array setting_options{
    option("--address", "IP", "listen here; 127.0.0.1 when not given"),
    number("--port", "and on this port; 7070 when not given, 0: any free one"),
    option("--organisation", "NAME", "keeps apart alerts of the same number"),
    option("--log-level", "LEVEL", "debug, info, warn or error"),
    option("--log-file", "FILE", "log there instead of to stderr"),
    option("--durability", "KIND",
           "synced; strict keeps a ledger of what was acknowledged besides"),
    number("--free-space-min-mb", "only read while the disk has less; 256 when not given"),
    option("--mail-host", "HOST", "send mail through this server; else the local catcher keeps it"),
    number("--mail-port", "of the mail server; 587 when not given"),
    option("--mail-security", "KIND", "starttls, tls or none"),
    option("--mail-username", "NAME", "sign in to the mail server as"),
    option("--mail-password-file", "FILE", "with the password in this file"),
    option("--mail-ca-file", "FILE", "whom to trust for the mail server's certificate"),
    option("--mail-from", "ADDRESS", "the sender of mails"),
    number("--catcher-port", "of the local mail catcher; 2525 when not given"),
    option("--unlock-key-file", "FILE", "the key that unlocks the data"),
    option("--unlock-key-command", "COMMAND", "or the program that writes it, with its arguments"),
    option("--checkpoint-command", "COMMAND", "a program that takes each signed checkpoint away"),
    option("--checkpoint-url", "URL", "where each signed checkpoint is posted to"),
    option("--backup-folder", "DIR", "where backups may go; best on another disk"),
    option("--escrow-folder", "DIR", "keep the root of the keys there too; on another disk"),
    option("--escrow-key-file", "FILE", "sealed with the key in this file"),
    number("--escrow-days", "keep a root that was replaced so long; 30 when not given"),
};
static constexpr auto check_config =
    flag("--check-config", "print the configuration and where each value comes from, and end");

static constexpr auto serve_options = [] {
  std::array<Option, setting_options.size() + 1> all;
  std::copy(setting_options.begin(), setting_options.end(), all.begin());
  all.back() = check_config;
  return all;
}();

static std::map<std::string, std::string> settings_in(const Given& given) {
  std::map<std::string, std::string> flags;
  if (const auto data = given.find("--data")) flags["data"] = *data;
  for (const auto& row : setting_options) {
    const auto value = given.find(row.name);
    if (!value) continue;
    std::string key(row.name.substr(2));
    for (char& c : key) c = c == '-' ? '_' : c;
    flags[key] = *value;
  }
  return flags;
}

static ExitCode print_config(const std::vector<runtime::Explained>& explained, Session& session) {
  boost::json::array values;
  for (const auto& row : explained)
    values.push_back(
        boost::json::object{{"name", row.key}, {"value", row.value}, {"from", row.origin}});
  print_list(session.world().out, values, {}, session.format());
  return ExitCode::ok;
}

static log::Level level_of(const Config& config) {
  if (config.log_level == "debug") return log::Level::debug;
  if (config.log_level == "warn") return log::Level::warn;
  if (config.log_level == "error") return log::Level::error;
  return log::Level::info;
}

// Commands to try, and whether they ask the server.
struct Step {
  std::string_view command;
  bool asks = true;
};
using Steps = std::array<Step, 3>;
static constexpr Steps first_steps{{{"sample --out sample", false},
                                    {"import sample/users.json sample/alerts.json"},
                                    {"alert list"}}};
static constexpr Steps next_steps{{{"alert list"}, {"flow templates"}, {"doctor"}}};

static void greet(const Config& config, std::uint16_t port, const std::string& token_file,
                  const App& app, const Steps& to_try, std::ostream& out) {
  const bool is_ipv6 = config.address.find(':') != std::string::npos;
  const auto url = is_ipv6 ? fmt::format("http://[{}]:{}", config.address, port)
                           : fmt::format("http://{}:{}", config.address, port);
  out << fmt::format("riskflow listens at {}\n", url)
      << fmt::format("  data folder  {}\n", config.data.string())
      << fmt::format("  token file   {}\n", token_file);
  if (app.catcher_port() != 0)
    out << fmt::format("  mail         is kept here, by the catcher on port {}\n",
                       app.catcher_port());
  // Where the command line looks by itself needs no options.
  const bool is_found = port == Config{}.port && config.data == Config{}.data;
  const auto asking =
      is_found ? std::string() : fmt::format(" --server {} --token-file {}", url, token_file);
  out << "Next, in another terminal:\n";
  for (const auto& [command, asks] : to_try)
    out << fmt::format("  riskflow {}{}\n", command, asks ? asking : "");
  out << std::flush;
}

static Result<ExitCode> run_server(const Config& config, World& world) {
  StopSignals signals;            // before anything starts a thread
  std::signal(SIGPIPE, SIG_IGN);  // a peer or a pipe that went away is an error code
  auto app = App::open(config, world.clock);
  if (!app) return fail(app.error());
  const auto to_try = (*app)->is_empty() ? first_steps : next_steps;
  const auto token_file = (*app)->found(host_name());
  if (!token_file) return fail(token_file.error());
  http::ServerConfig listening;
  listening.address = config.address;
  listening.port = config.port;
  auto server = http::Server::start(
      listening, {**app, world.clock, (*app)->metrics(), http::random_request_ids(world.clock)});
  if (!server) return fail(server.error());
  // The port is ours before a run goes on and a mail goes out; /healthz tells how far the views
  // are.
  if (auto ok = (*app)->begin(); !ok) {
    server->stop();
    server->wait();
    return fail(ok.error());
  }
  log::info("server started", {{"port", server->port()}});
  greet(config, server->port(), *token_file, **app, to_try, world.out);
  signals.wait();
  log::info("server stopping");
  server->stop();
  server->wait();
  (*app)->stop();
  log::info("server stopped");
  return ExitCode::ok;
}

static Result<ExitCode> serve(const Given& given, Session& session) {
  auto& world = session.world();
  std::vector<runtime::Explained> explained;
  const auto config = runtime::load_config(given.find("--config").value_or(""), world.environment,
                                           settings_in(given), &explained);
  if (!config) return fail(config.error());
  if (auto ok = runtime::check_mail_settings(*config); !ok) return fail(ok.error());
  if (given.has("--check-config")) return print_config(explained, session);
  if (auto ok = log::open({config->log_file, level_of(*config)}); !ok) return fail(ok.error());
  return run_server(*config, world);
}

static constexpr std::array rows{
    Command{.noun = "serve",
            .verb = "",
            .summary = "Run the server until SIGTERM or Ctrl-C",
            .examples = {"riskflow serve", "riskflow serve --data data --port 8080",
                         "riskflow serve --check-config"},
            .options = serve_options,
            .act = serve,
            .folder = Folder::may_be_made},
};

std::span<const Command> serve_commands() { return rows; }

}  // namespace riskflow::cli
