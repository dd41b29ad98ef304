// riskflow import FILE...

#include "runtime/import/files.hpp"
#include "tools/riskflow/host_commands.hpp"
#include "tools/riskflow/import_report.hpp"
#include "tools/riskflow/intake.hpp"
#include "tools/riskflow/stop_signals.hpp"

namespace riskflow::cli {

using http::ExitCode;

static Result<ProgressForm> progress_form(const Given& given, const World& world) {
  if (const auto asked = given.find("--progress")) return progress_form_from_text(*asked);
  return world.err_is_terminal ? ProgressForm::bar : ProgressForm::none;
}

static Result<formats::ColumnMap> column_map(const Given& given) {
  const auto file = given.find("--map");
  if (!file) return formats::ColumnMap{};
  return formats::ColumnMap::load(*file);
}

// The import on record, with what it did: also of one that was stopped or failed, as far as that
// can still be done.
static Status put_on_record(Intake& intake, const runtime::ImportedFiles& done) {
  const bool is_whole = done.status && !done.was_stopped;
  if (!is_whole && done.totals.read == 0) return done.status;
  const auto recorded = intake.finish(done.totals);
  return done.status ? recorded : done.status;
}

static Result<ExitCode> import_all(const Given& given, Session& session) {
  StopSignals signals;  // before anything starts a thread
  auto& world = session.world();
  const auto form = progress_form(given, world);
  if (!form) return fail(form.error());
  const auto columns = column_map(given);
  if (!columns) return fail(columns.error());
  const auto channel = session.channel();
  if (!channel) return fail(channel.error());
  const auto intake = (*channel)->begin_import();
  if (!intake) return fail(intake.error());

  Progress progress(world.err, world.clock, *form);
  ImportReport report(session, progress,
                      given.has("--all") ? SkippedShown::all : SkippedShown::first_ones);
  const auto names = given.all("FILE");
  const auto done = runtime::import_files(
      {names.begin(), names.end()}, *columns,
      [&](const runtime::RawBatch& batch) { return (*intake)->take(batch); },
      {.progress = [&](const runtime::ImportProgress& now) { progress.show(now); },
       .skipped = [&](const runtime::SkippedRecord& record) { report.skipped(record); },
       .stopped = [&] { return signals.came(); }});
  progress.clear();
  if (done.was_stopped)
    world.err << "interrupted: what was taken stays; import the files again for the rest\n";
  if (auto ok = put_on_record(**intake, done); !ok) {
    if (done.totals.read > 0) report.finish(done.totals);  // it was taken, and stays
    return fail(ok.error());
  }
  if (done.totals.read == 0 && !done.was_stopped)
    world.err << "nothing to import: there is no record in these files\n";
  const auto code = report.finish(done.totals);
  return done.was_stopped ? ExitCode::partial : code;
}

static constexpr std::array options{
    Option{"FILE",
           {},
           "files of Microsoft Graph, Office 365 or the HR connector",
           Takes::several,
           Need::required},
    option("--map", "FILE", "what an HR file calls its columns (lines: EmailAddress = \"Mail\")"),
    flag("--all", "show every skipped record, not only the first 20"),
    option("--progress", "FORM", "bar, plain or none; a bar on a terminal when not given")};

static constexpr std::array rows{
    Command{.noun = "import",
            .verb = "",
            .summary = "Import alerts, users, groups and HR events from files",
            .examples = {"riskflow import users.json groups.json hr.csv alerts.json",
                         "riskflow import hr.csv --map columns.toml --all",
                         "riskflow import alerts.json --data data --progress plain -o json"},
            .options = options,
            .act = import_all,
            .folder = Folder::may_be_made},
};

std::span<const Command> import_commands() { return rows; }

}  // namespace riskflow::cli
