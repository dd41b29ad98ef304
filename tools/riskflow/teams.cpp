// riskflow team ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> create(const Given& given) {
  return post({"teams"}, Body().text("team", given.text("team")));
}

static Result<http::Request> add(const Given& given) {
  return post({"teams", given.text("team"), "members"},
              Body().text("operator", given.text("operator")));
}

static Result<http::Request> remove(const Given& given) {
  return del({"teams", given.text("team"), "members", given.text("operator")});
}

static Result<http::Request> role(const Given& given) {
  return post({"teams", given.text("team"), "roles"},
              Body().text("roleGroup", given.text("group")));
}

static constexpr auto team = argument("team", "the team's name: a-z, 0-9 and -");
static constexpr std::array team_only{team};
static constexpr std::array member_options{team, argument("operator", "the operator's name")};
static constexpr std::array role_options{team, argument("group", role_groups)};

static constexpr std::array rows{
    Command{.noun = "team",
            .verb = "create",
            .summary = "Make a team",
            .examples = {"riskflow team create night", "riskflow team add night jane",
                         "riskflow team role night InsiderRiskManagementAnalysts"},
            .options = team_only,
            .ask = create,
            .show = {.done = "the team is made"}},
    Command{.noun = "team",
            .verb = "add",
            .summary = "Add an operator to a team",
            .examples = {"riskflow team add night jane", "riskflow team add night host:bob",
                         "riskflow role list"},
            .options = member_options,
            .ask = add,
            .show = {.done = "the operator is in the team"}},
    Command{.noun = "team",
            .verb = "remove",
            .summary = "Take an operator out of a team",
            .examples = {"riskflow team remove night jane", "riskflow team remove night bob",
                         "riskflow role list"},
            .options = member_options,
            .ask = remove,
            .show = {.done = "the operator is out of the team"}},
    Command{.noun = "team",
            .verb = "role",
            .summary = "Give a role group to everybody in a team",
            .examples = {"riskflow team role night InsiderRiskManagementAnalysts",
                         "riskflow team role legal InsiderRiskManagementAuditors",
                         "riskflow role list"},
            .options = role_options,
            .ask = role,
            .show = {.done = "the role group is given to the team"}},
};

std::span<const Command> team_commands() { return rows; }

}  // namespace riskflow::cli
