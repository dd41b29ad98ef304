// riskflow alert ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"alerts"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"alerts", given.text("alert")}), given);
}

static Result<http::Request> confirm(const Given& given) {
  const auto name = given.find("--case-name"), into = given.find("--case");
  if (name.has_value() == into.has_value())
    return fail(Errc::invalid, "give --case-name for a new case, or --case for one that is there",
                "--case-name");
  return post({"alerts", given.text("alert"), "confirm"},
              Body()
                  .text_if("caseName", name)
                  .text_if("case", into)
                  .text_if("comment", given.find("--comment")));
}

static Result<http::Request> dismiss(const Given& given) {
  return post(
      {"alerts", given.text("alert"), "dismiss"},
      Body().text("reason", given.text("--reason")).text_if("comment", given.find("--comment")));
}

static constexpr std::array columns{
    Column{"id", "ID"},           Column{"severity", "SEVERITY"},
    Column{"status", "STATUS"},   Column{"detectedDateTime", "DETECTED"},
    Column{"user", "USER"},       Column{"policyName", "POLICY"},
    Column{"caseNumber", "CASE"},
};

static constexpr auto alert = argument("alert", "the alert's id, or its first 4 digits or more");
static constexpr auto comment = option("--comment", "TEXT", "why, for those who read it later");
static constexpr std::array show_options{
    alert, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array confirm_options{
    alert, option("--case-name", "NAME", "open a case of this name"),
    option("--case", "CASE", "add it to this active case of the same user"), comment};
static constexpr std::array dismiss_options{
    alert, needed("--reason", "REASON", "ExpectedActivity, NotImpactful, TooMuchActivity or Other"),
    comment};

static constexpr std::array rows{
    Command{.noun = "alert",
            .verb = "list",
            .summary = "List alerts, newest first",
            .examples = {"riskflow alert list --filter \"status eq 'NeedsReview'\"",
                         "riskflow alert list --filter \"severity eq 'High'\" --all -o csv",
                         "riskflow alert list --top 1 -o name"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "alert",
            .verb = "show",
            .summary = "Show an alert",
            .examples = {"riskflow alert show 3f9a", "riskflow alert show 3f9a -o json",
                         "riskflow alert show 3f9a --as-of 2026-10-01"},
            .options = show_options,
            .ask = show},
    Command{.noun = "alert",
            .verb = "confirm",
            .summary = "Confirm an alert and open a case for it",
            .examples = {"riskflow alert confirm 3f9a --case-name \"Departing, design data\"",
                         "riskflow alert confirm 3f9a --case 17",
                         "riskflow alert confirm 3f9a --case-name Leak --comment \"Seen twice\""},
            .options = confirm_options,
            .ask = confirm},
    Command{.noun = "alert",
            .verb = "dismiss",
            .summary = "Dismiss an alert",
            .examples = {"riskflow alert dismiss 3f9a --reason ExpectedActivity",
                         "riskflow alert dismiss 3f9a --reason Other --comment \"A test device\"",
                         "riskflow alert dismiss 3f9a --reason NotImpactful"},
            .options = dismiss_options,
            .ask = dismiss,
            .show = {.done = "the alert is dismissed"}},
};

std::span<const Command> alert_commands() { return rows; }

}  // namespace riskflow::cli
