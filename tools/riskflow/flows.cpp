// riskflow flow ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"flows"}); }
static Result<http::Request> templates(const Given&) { return get({"flowTemplates"}); }
static Result<http::Request> operations(const Given&) { return get({"flowOperations"}); }

static Result<http::Request> show(const Given& given) {
  return as_of(get({"flows", given.text("flow")}), given);
}

// Puts the document of the file that `option` names into `body`, byte for byte.
static Status add_document(Body& body, const Given& given, std::string_view option,
                           std::string_view field) {
  const auto path = given.find(option);
  if (!path) return {};
  const auto text = text_of_file(*path);
  if (!text) return fail(text.error());
  if (auto ok = check_json_object(*text, *path); !ok) return ok;
  body.json(field, *text);
  return {};
}

static Result<http::Request> create(const Given& given) {
  const bool from_template = given.has("--template");
  if (from_template == given.has("--definition"))
    return fail(Errc::invalid, "give --template, or --definition with a file", "--template");
  if (!from_template && !given.has("--name"))
    return fail(Errc::invalid, "a flow of your own needs --name", "--name");
  Body body;
  body.text_if("name", given.find("--name")).text_if("template", given.find("--template"));
  if (auto ok = add_document(body, given, "--definition", "definition"); !ok)
    return fail(ok.error());
  if (auto ok = add_document(body, given, "--parameters", "parameters"); !ok)
    return fail(ok.error());
  if (given.has("--turn-on")) body.yes("turnOn");
  return post({"flows"}, body);
}

static Result<http::Request> turn_on(const Given& given) {
  return post({"flows", given.text("flow"), "turnOn"});
}
static Result<http::Request> turn_off(const Given& given) {
  return post({"flows", given.text("flow"), "turnOff"});
}

static Result<http::Request> share(const Given& given) {
  return post(
      {"flows", given.text("flow"), "shares"},
      Body().text("with", given.text("--with")).text("as", given.find("--as").value_or("RunOnly")));
}

static Result<http::Request> unshare(const Given& given) {
  return del({"flows", given.text("flow"), "shares", given.text("--with")});
}

static Result<http::Request> remove(const Given& given) {
  if (!given.has("--yes"))
    return fail(Errc::invalid, "this deletes the flow for everybody: add --yes", "--yes");
  return del({"flows", given.text("flow")});
}

static constexpr std::array columns{
    Column{"id", "ID"},           Column{"displayName", "NAME"},
    Column{"name", "NAME"},       Column{"surface", "ON"},
    Column{"state", "STATE"},     Column{"template", "TEMPLATE"},
    Column{"creator", "MADE BY"}, Column{"lastModifiedDateTime", "CHANGED"},
};
static constexpr std::array template_columns{Column{"id", "ID"}, Column{"displayName", "NAME"},
                                             Column{"surface", "ON"},
                                             Column{"description", "DESCRIPTION"}};
static constexpr std::array sections{Section{"shares", "SHARED WITH"}, Section{"runs", "RUNS"}};

static constexpr auto flow = argument("flow", "the flow's name or id");
static constexpr std::array flow_only{flow};
static constexpr std::array show_options{
    flow, option("--as-of", "WHEN", "as it was known at a time or log position")};
static constexpr std::array create_options{
    option("--template", "TEMPLATE", "make it from this template"),
    option("--name", "NAME", "its name; by default the template's"),
    option("--definition", "FILE", "a workflow definition of your own (JSON)"),
    option("--parameters", "FILE", "values for the definition's parameters (JSON)"),
    flag("--turn-on", "and turn it on")};
static constexpr std::array share_options{
    flow, needed("--with", "OPERATOR", "whom"),
    option("--as", "KIND", "Owner or RunOnly; RunOnly when not given")};
static constexpr std::array unshare_options{flow, needed("--with", "OPERATOR", "with whom")};
static constexpr std::array delete_options{flow, flag("--yes", "yes, for everybody")};

static constexpr std::array rows{
    Command{.noun = "flow",
            .verb = "list",
            .summary = "List your flows and those shared with you",
            .examples = {"riskflow flow list", "riskflow flow list --filter \"state eq 'On'\"",
                         "riskflow flow list -o name"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "flow",
            .verb = "show",
            .summary = "Show a flow",
            .examples = {"riskflow flow show \"My flow\"", "riskflow flow show 5b1e -o json",
                         "riskflow flow show 5b1e --as-of 2026-10-01"},
            .options = show_options,
            .ask = show,
            .show = {.sections = sections}},
    Command{.noun = "flow",
            .verb = "templates",
            .summary = "List the templates that flows are made from",
            .examples = {"riskflow flow templates", "riskflow flow templates -o name",
                         "riskflow flow templates -o json"},
            .ask = templates,
            .show = {.shape = Shape::list, .columns = template_columns}},
    Command{.noun = "flow",
            .verb = "operations",
            .summary = "List what the steps of a flow can do",
            .examples = {"riskflow flow operations", "riskflow flow operations -o json",
                         "riskflow flow operations -o csv"},
            .ask = operations,
            .show = {.shape = Shape::list}},
    Command{.noun = "flow",
            .verb = "create",
            .summary = "Make a flow from a template or a definition",
            .examples = {"riskflow flow create --template notify-manager --turn-on",
                         "riskflow flow create --name Mine --definition mine.json",
                         "riskflow flow create --name Mine --definition mine.json "
                         "--parameters values.json"},
            .options = create_options,
            .ask = create},
    Command{.noun = "flow",
            .verb = "on",
            .summary = "Turn a flow on",
            .examples = {"riskflow flow on \"My flow\"", "riskflow flow on 5b1e",
                         "riskflow flow list --filter \"state eq 'On'\""},
            .options = flow_only,
            .ask = turn_on,
            .show = {.done = "the flow is on"}},
    Command{.noun = "flow",
            .verb = "off",
            .summary = "Turn a flow off; its runs go on",
            .examples = {"riskflow flow off \"My flow\"", "riskflow flow off 5b1e",
                         "riskflow flow list --filter \"state eq 'Off'\""},
            .options = flow_only,
            .ask = turn_off,
            .show = {.done = "the flow is off"}},
    Command{
        .noun = "flow",
        .verb = "share",
        .summary = "Share a flow",
        .examples = {"riskflow flow share 5b1e --with jane",
                     "riskflow flow share 5b1e --with jane --as Owner", "riskflow flow show 5b1e"},
        .options = share_options,
        .ask = share,
        .show = {.done = "the flow is shared"}},
    Command{
        .noun = "flow",
        .verb = "unshare",
        .summary = "Stop sharing a flow with somebody",
        .examples = {"riskflow flow unshare 5b1e --with jane",
                     "riskflow flow unshare \"My flow\" --with jane", "riskflow flow show 5b1e"},
        .options = unshare_options,
        .ask = unshare,
        .show = {.done = "the flow is no longer shared with them"}},
    Command{.noun = "flow",
            .verb = "delete",
            .summary = "Delete a flow for everybody; the history of its runs stays",
            .examples = {"riskflow flow delete 5b1e --yes",
                         "riskflow flow delete \"My flow\" --yes", "riskflow flow off 5b1e"},
            .options = delete_options,
            .ask = remove,
            .show = {.done = "the flow is deleted"}},
};

std::span<const Command> flow_commands() { return rows; }

}  // namespace riskflow::cli
