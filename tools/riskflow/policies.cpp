// riskflow policy ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"policies"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"policies", given.text("policy")}), given);
}

static Result<http::Request> create(const Given& given) {
  return post({"policies"}, Body()
                                .text("name", given.text("name"))
                                .text("template", given.text("--template"))
                                .text_if("description", given.find("--description"))
                                .number_if("windowDays", given.find("--window-days")));
}

static Result<http::Request> edit(const Given& given) {
  if (!given.has("--description") && !given.has("--window-days"))
    return fail(Errc::invalid, "give what to change: --description or --window-days",
                "--description");
  return patch({"policies", given.text("policy")},
               Body()
                   .text_if("description", given.find("--description"))
                   .number_if("windowDays", given.find("--window-days")));
}

static constexpr std::array columns{
    Column{"id", "ID"},
    Column{"displayName", "NAME"},
    Column{"name", "NAME"},
    Column{"template", "TEMPLATE"},
    Column{"activeAlerts", "ACTIVE"},
    Column{"confirmedAlerts", "CONFIRMED"},
    Column{"alertEffectiveness", "EFFECTIVE %"},
    Column{"usersInScope", "USERS"},
    Column{"activationWindowDays", "DAYS"},
};

static constexpr auto policy = argument("policy", "the policy's id, or its first 4 digits or more");
static constexpr auto description = option("--description", "TEXT", "what it is for");
static constexpr auto window =
    number("--window-days", "how long a trigger keeps a user in scope: 5 to 30");
static constexpr auto new_window = number(
    "--window-days", "how long a trigger keeps a user in scope: 5 to 30; else scopeWindowDays");
static constexpr std::array show_options{
    policy, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array create_options{
    argument("name", "its name, which never changes"),
    needed("--template", "TEMPLATE",
           "such as DataLeaks or DataTheftByDepartingUsers; a wrong one lists all"),
    description, new_window};
static constexpr std::array edit_options{policy, description, window};

static constexpr std::array rows{
    Command{.noun = "policy",
            .verb = "list",
            .summary = "List policies and what came of them",
            .examples = {"riskflow policy list", "riskflow policy list -o name",
                         "riskflow policy list --orderby \"displayName desc\""},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "policy",
            .verb = "show",
            .summary = "Show a policy",
            .examples = {"riskflow policy show 77c0", "riskflow policy show 77c0 -o json",
                         "riskflow policy show 77c0 --as-of 2026-10-01"},
            .options = show_options,
            .ask = show},
    Command{.noun = "policy",
            .verb = "create",
            .summary = "Make a policy",
            .examples = {"riskflow policy create \"Data leaks\" --template DataLeaks",
                         "riskflow policy create Leavers --template DataTheftByDepartingUsers "
                         "--window-days 30",
                         "riskflow policy create Browsers --template RiskyBrowserUsage -o name"},
            .options = create_options,
            .ask = create},
    Command{.noun = "policy",
            .verb = "edit",
            .summary = "Change a policy's description or window",
            .examples = {"riskflow policy edit 77c0 --window-days 14",
                         "riskflow policy edit 77c0 --description \"Board and bids\"",
                         "riskflow policy edit 77c0 --description \"\""},
            .options = edit_options,
            .ask = edit,
            .show = {.done = "the policy is changed"}},
};

std::span<const Command> policy_commands() { return rows; }

}  // namespace riskflow::cli
