// riskflow role ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"roles"}); }

static Result<http::Request> add(const Given& given) {
  return post(
      {"roles"},
      Body().text("operator", given.text("operator")).text("roleGroup", given.text("group")));
}

static Result<http::Request> remove(const Given& given) {
  return del({"roles", given.text("operator"), given.text("group")});
}

static constexpr std::array who_and_what{argument("operator", "the operator's name"),
                                         argument("group", role_groups)};

static constexpr std::array rows{
    Command{.noun = "role",
            .verb = "list",
            .summary = "List who is in which role group",
            .examples = {"riskflow role list", "riskflow role list -o json",
                         "riskflow role list -o csv"},
            .ask = list,
            .show = {.shape = Shape::list}},
    Command{.noun = "role",
            .verb = "add",
            .summary = "Put an operator into a role group",
            .examples = {"riskflow role add jane InsiderRiskManagementAnalysts",
                         "riskflow role add host:bob InsiderRiskManagementAdmins",
                         "riskflow role list"},
            .options = who_and_what,
            .ask = add,
            .show = {.done = "the role group is given"}},
    Command{
        .noun = "role",
        .verb = "remove",
        .summary = "Take an operator out of a role group",
        .examples = {"riskflow role remove jane InsiderRiskManagementAnalysts",
                     "riskflow role remove bob InsiderRiskManagementAdmins", "riskflow role list"},
        .options = who_and_what,
        .ask = remove,
        .show = {.done = "the role group is taken away"}},
};

std::span<const Command> role_commands() { return rows; }

}  // namespace riskflow::cli
