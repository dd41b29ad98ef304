// riskflow mail ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/mail_page.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"mails"}); }

static Result<http::Request> show(const Given& given) {
  return get({"mails", given.text("number")});
}

static constexpr std::array show_options{argument("number", "its number in the list")};

static constexpr std::array rows{
    Command{
        .noun = "mail",
        .verb = "list",
        .summary = "List what the local mail catcher caught",
        .examples = {"riskflow mail list", "riskflow mail list -o json", "riskflow mail show 1"},
        .ask = list,
        .show = {.shape = Shape::list}},
    Command{
        .noun = "mail",
        .verb = "show",
        .summary = "Show a mail: who, when, its text, its other headers",
        .examples = {"riskflow mail show 1", "riskflow mail show 1 -o json", "riskflow mail list"},
        .options = show_options,
        .ask = show,
        .show = {.page = print_mail}},
};

std::span<const Command> mail_commands() { return rows; }

}  // namespace riskflow::cli
