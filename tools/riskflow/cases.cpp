// riskflow case ...

#include <iterator>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

using http::ExitCode;

static Result<http::Request> list(const Given&) { return get({"cases"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"cases", given.text("case")}), given);
}

static Result<http::Request> notes(const Given& given) {
  return get({"cases", given.text("case"), "notes"});
}

// The text "-" is read from stdin: free text about a person need not stand in a shell's history.
static Result<ExitCode> note(const Given& given, Session& session) {
  auto& world = session.world();
  auto text = given.text("text");
  if (text == "-") text.assign(std::istreambuf_iterator<char>(world.in), {});
  while (text.ends_with('\n')) text.pop_back();
  const auto response =
      session.send(post({"cases", given.text("case"), "notes"}, Body().text("text", text)));
  if (!response) return fail(response.error());
  if (session.format() == Format::table) world.err << "the note is added\n";
  return ExitCode::ok;
}

static Result<http::Request> resolve(const Given& given) {
  return post(
      {"cases", given.text("case"), "resolve"},
      Body().text("resolveAs", given.text("--as")).text("actionTaken", given.text("--action")));
}

static Result<http::Request> contributor(const Given& given) {
  const auto added = given.find("--add"), removed = given.find("--remove");
  if (added.has_value() == removed.has_value())
    return fail(Errc::invalid, "give --add or --remove with an operator", "--add");
  if (removed) return del({"cases", given.text("case"), "contributors", *removed});
  return post({"cases", given.text("case"), "contributors"}, Body().text("operator", *added));
}

static constexpr std::array columns{
    Column{"number", "NUMBER"},
    Column{"name", "NAME"},
    Column{"displayName", "NAME"},
    Column{"status", "STATUS"},
    Column{"severity", "SEVERITY"},
    Column{"user", "USER"},
    Column{"totalPolicyAlerts", "ALERTS"},
    Column{"openedDateTime", "OPENED"},
    Column{"lastUpdatedDateTime", "UPDATED"},
};
static constexpr std::array alert_columns{
    Column{"id", "ID"}, Column{"severity", "SEVERITY"}, Column{"status", "STATUS"},
    Column{"detectedDateTime", "DETECTED"}, Column{"policyName", "POLICY"}};
static constexpr std::array note_columns{Column{"createdDateTime", "WRITTEN"},
                                         Column{"authorKind", "BY"}, Column{"author", "AUTHOR"}};
static constexpr std::array all_note_columns{
    Column{"number", "NUMBER"}, Column{"createdDateTime", "WRITTEN"}, Column{"authorKind", "BY"},
    Column{"author", "AUTHOR"}, Column{"text", "TEXT"}};
static constexpr std::array run_columns{Column{"id", "ID"},
                                        Column{"flowName", "FLOW"},
                                        Column{"status", "STATUS"},
                                        Column{"startedDateTime", "STARTED"},
                                        Column{"endedDateTime", "ENDED"},
                                        Column{"message", "MESSAGE"}};
static constexpr std::array sections{
    Section{.field = "alerts",
            .title = "ALERTS",
            .columns = alert_columns,
            .all = "riskflow alert list --all --filter \"caseId eq 'ID'\""},
    Section{.field = "notes",
            .title = "NOTES",
            .columns = note_columns,
            .text = "text",
            .sorted_by = "number",
            .all = "riskflow case notes CASE --all"},
    Section{"contributors", "CONTRIBUTORS"},
    Section{.field = "runs",
            .title = "RUNS",
            .columns = run_columns,
            .all = "riskflow run list --all --filter \"caseId eq 'ID'\""},
};

static constexpr auto a_case = argument("case", "the case's number or id");
static constexpr std::array show_options{
    a_case, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array notes_options{a_case};
static constexpr std::array note_options{a_case,
                                         argument("text", "the note; - reads it from stdin")};
static constexpr std::array resolve_options{
    a_case, needed("--as", "RESOLUTION", "Benign or ConfirmedPolicyViolation"),
    needed("--action", "TEXT", "what was done")};
static constexpr std::array contributor_options{
    a_case, option("--add", "OPERATOR", "let them work on the case"),
    option("--remove", "OPERATOR", "and no longer")};

static constexpr std::array rows{
    Command{.noun = "case",
            .verb = "list",
            .summary = "List cases, last touched first",
            .examples = {"riskflow case list --filter \"status eq 'Active'\"",
                         "riskflow case list --orderby \"openedDateTime desc\" --top 10",
                         "riskflow case list --all -o csv"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "case",
            .verb = "show",
            .summary = "Show a case with its alerts, notes and runs",
            .examples = {"riskflow case show 17", "riskflow case show 17 --as-of 2026-10-01",
                         "riskflow case show 17 -o json"},
            .options = show_options,
            .ask = show,
            .show = {.sections = sections}},
    Command{.noun = "case",
            .verb = "notes",
            .summary = "List the notes of a case, from the first",
            .examples = {"riskflow case notes 17", "riskflow case notes 17 --all -o csv",
                         "riskflow case notes 17 --orderby \"number desc\" --top 10"},
            .options = notes_options,
            .ask = notes,
            .show = {.shape = Shape::view, .columns = all_note_columns}},
    Command{.noun = "case",
            .verb = "note",
            .summary = "Add a note to a case",
            .examples = {"riskflow case note 17 \"Asked the manager\"",
                         "riskflow case note 17 - < note.txt",
                         "riskflow case note 17 -- \"- begins with a dash\""},
            .options = note_options,
            .act = note},
    Command{.noun = "case",
            .verb = "resolve",
            .summary = "Resolve a case",
            .examples = {"riskflow case resolve 17 --as Benign --action \"Talked to them\"",
                         "riskflow case resolve 17 --as ConfirmedPolicyViolation --action \"HR\"",
                         "riskflow case resolve 17 --as benign --action none"},
            .options = resolve_options,
            .ask = resolve,
            .show = {.done = "the case is resolved"}},
    Command{.noun = "case",
            .verb = "contributor",
            .summary = "Let an operator work on a case, or no longer",
            .examples = {"riskflow case contributor 17 --add jane",
                         "riskflow case contributor 17 --remove jane", "riskflow case show 17"},
            .options = contributor_options,
            .ask = contributor,
            .show = {.done = "the contributors are changed"}},
};

std::span<const Command> case_commands() { return rows; }

}  // namespace riskflow::cli
