#include "tools/riskflow/local_channel.hpp"

#include <array>
#include <system_error>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "runtime/core/log.hpp"
#include "runtime/http/problem.hpp"
#include "tools/riskflow/host_commands.hpp"
#include "tools/riskflow/intake.hpp"
#include "tools/riskflow/remote_channel.hpp"

namespace riskflow::cli {

using runtime::App;

std::string host_name() {
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  const auto user = geteuid();
  if (getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
    return fmt::format("host:{}", entry.pw_name);
  return fmt::format("host:{}", user);  // an account without a name, as in some containers
}

Result<std::unique_ptr<Channel>> LocalChannel::open(const Door& door, Folder folder,
                                                    const World& world) {
  const auto config =
      runtime::load_config(door.config, world.environment, {{"data", door.data.string()}});
  if (!config) return fail(config.error());
  std::error_code ec;
  if (folder == Folder::must_exist && !std::filesystem::is_directory(config->data / "log", ec))
    return fail(Errc::not_found,
                "there is no data here: riskflow serve and riskflow import make a data folder",
                config->data.string());
  // A command is not a server: of its life only what went wrong is worth a line.
  if (auto ok = log::open({config->log_file, log::Level::warn}); !ok) return fail(ok.error());
  auto app = App::open(*config, world.clock);
  if (!app) return fail(app.error());
  if (const auto founded = (*app)->found(host_name()); !founded) return fail(founded.error());
  return std::unique_ptr<Channel>(
      std::make_unique<LocalChannel>(std::move(*app), world.clock, config->mail_host));
}

LocalChannel::LocalChannel(std::unique_ptr<App> app, Clock& clock, std::string mail_host)
    : app_(std::move(app)),
      clock_(clock),
      mail_host_(std::move(mail_host)),
      new_request_id_(http::random_request_ids(clock)) {}

LocalChannel::~LocalChannel() { app_->stop(); }

Result<http::Response> LocalChannel::send(http::Request& request) {
  request.id = new_request_id_();
  request.correlation = to_text(request.id);
  request.received = clock_.now();
  if (!request.body.empty() && request.headers.count("Content-Type") == 0)
    request.headers.set("Content-Type", "application/json");
  auto response = app_->answer_as(request, host_);
  if (response && to_number(response->status) >= 400)
    return fail(http::error_from_problem(response->status, response->body));
  return response;
}

Status LocalChannel::begin_work() {
  // A catcher in this process would end with the command, and take with it what the history of the
  // run calls sent.
  if (mail_host_.empty())
    return fail(Errc::invalid,
                "mail_host is not set, and a mail that this command caught would be gone when it "
                "ends: start the server (riskflow serve), whose catcher keeps mails while it runs, "
                "and ask it without --data; or set mail_host in riskflow.toml or as "
                "RISKFLOW_MAIL_HOST",
                "mail_host");
  return app_->begin();
}

void LocalChannel::finish_work() { app_->wait_until_idle(); }

// An import without a detour over JSON.
class LocalIntake final : public Intake {
 public:
  explicit LocalIntake(std::unique_ptr<runtime::Importer> importer)
      : importer_(std::move(importer)) {}

  Result<runtime::BatchOutcome> take(const runtime::RawBatch& batch) override {
    auto outcome = importer_->take(batch);
    if (outcome) skipped_ += outcome->totals.skipped;
    return outcome;
  }

  Status finish(const runtime::ImportTotals& all) override {
    importer_->count_skipped(all.skipped - std::min<std::uint64_t>(skipped_, all.skipped));
    const auto totals = importer_->finish();
    if (!totals) return fail(totals.error());
    return {};
  }

 private:
  std::unique_ptr<runtime::Importer> importer_;
  std::atomic<std::uint64_t> skipped_ = 0;  // of those that could be read as records
};

Result<std::unique_ptr<Intake>> LocalChannel::begin_import() {
  auto importer = app_->begin_import(host_);
  if (!importer) return fail(importer.error());
  return std::unique_ptr<Intake>(std::make_unique<LocalIntake>(std::move(*importer)));
}

Result<std::unique_ptr<Channel>> open_channel(const Door& door, Folder folder, const World& world) {
  if (!door.server.empty()) return RemoteChannel::open(door);
  return LocalChannel::open(door, folder, world);
}

}  // namespace riskflow::cli
