// riskflow user ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"users"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"users", given.text("user")}), given);
}

static Result<http::Request> scope(const Given& given) {
  const auto& user = given.text("user");
  const auto& policy = given.text("--policy");
  if (given.has("--remove")) return del({"users", user, "scope", policy});
  for (const std::string_view name : {"--days", "--reason"})
    if (!given.has(name))
      return fail(Errc::invalid, "adding a user to a scope needs --days and --reason",
                  std::string(name));
  return post({"users", user, "scope"}, Body()
                                            .text("policy", policy)
                                            .number_if("days", given.find("--days"))
                                            .text("reason", given.text("--reason")));
}

static constexpr std::array columns{
    Column{"id", "ID"},
    Column{"displayName", "NAME"},
    Column{"name", "NAME"},
    Column{"pseudonym", "PSEUDONYM"},
    Column{"riskLevel", "RISK"},
    Column{"activeAlerts", "ALERTS"},
    Column{"confirmedViolations", "VIOLATIONS"},
    Column{"caseNumber", "CASE"},
    Column{"isInScope", "IN SCOPE"},
    Column{"lastHrEventDateTime", "LAST HR EVENT"},
};
static constexpr std::array scope_columns{Column{"policy", "POLICY"}, Column{"name", "POLICY"},
                                          Column{"policyName", "POLICY"}, Column{"until", "UNTIL"}};
static constexpr std::array alert_columns{
    Column{"id", "ID"}, Column{"severity", "SEVERITY"}, Column{"status", "STATUS"},
    Column{"detectedDateTime", "DETECTED"}, Column{"policyName", "POLICY"}};
static constexpr std::array sections{Section{"policies", "IN THE SCOPE OF", scope_columns},
                                     Section{"alerts", "ALERTS", alert_columns},
                                     Section{"cases", "CASES"}, Section{"hrEvents", "HR EVENTS"}};

static constexpr auto user = argument("user", "the user's pseudonym or id");
static constexpr std::array show_options{
    user, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array scope_options{
    user, needed("--policy", "POLICY", "the policy's id, or its first 4 digits or more"),
    number("--days", "how long: 5 to 30; never shorter than the policy's window"),
    option("--reason", "TEXT", "why"), flag("--remove", "take the user out of the scope")};

static constexpr std::array rows{
    Command{.noun = "user",
            .verb = "list",
            .summary = "List users, the riskiest first",
            .examples = {"riskflow user list --top 20",
                         "riskflow user list --filter \"riskLevel eq 'High'\"",
                         "riskflow user list --all -o ndjson"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "user",
            .verb = "show",
            .summary = "Show a user",
            .examples = {"riskflow user show AnonIS8-988", "riskflow user show AnonIS8-988 -o json",
                         "riskflow user show AnonIS8-988 --as-of 2026-10-01"},
            .options = show_options,
            .ask = show,
            .show = {.sections = sections}},
    Command{
        .noun = "user",
        .verb = "scope",
        .summary = "Bring a user into the scope of a policy, or out of it",
        .examples = {"riskflow user scope AnonIS8-988 --policy 77c0 --days 30 --reason \"Leaves\"",
                     "riskflow user scope AnonIS8-988 --policy 77c0 --remove",
                     "riskflow policy list"},
        .options = scope_options,
        .ask = scope,
        .show = {.done = "the scope is changed"}},
};

std::span<const Command> user_commands() { return rows; }

}  // namespace riskflow::cli
