// riskflow settings ...

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"

namespace riskflow::cli {

static Result<http::Request> list(const Given&) { return get({"settings"}); }

static Result<http::Request> set(const Given& given) {
  return patch({"settings"}, Body().number_if(given.text("name"), given.find("value")));
}

static Result<http::Request> privacy(const Given& given) {
  return patch({"settings", "privacy"}, Body().text("mode", given.text("mode")));
}

static constexpr std::array set_options{
    argument("name", "the setting's name: riskflow settings list has them"),
    Option{"value", {}, "its new value, a whole number", Takes::number, Need::required}};
static constexpr std::array privacy_options{argument("mode", "ShowNames or ShowAnonymized")};

static constexpr std::array rows{
    Command{.noun = "settings",
            .verb = "list",
            .summary = "List the settings in force",
            .examples = {"riskflow settings list", "riskflow settings list -o json",
                         "riskflow settings list -o csv"},
            .ask = list,
            .show = {.shape = Shape::list}},
    Command{.noun = "settings",
            .verb = "set",
            .summary = "Change a setting",
            .examples = {"riskflow settings set maxActiveCases 200",
                         "riskflow settings set scopeWindowDays 14",
                         "riskflow audit list --filter \"category eq 'Settings'\""},
            .options = set_options,
            .ask = set,
            .show = {.done = "the setting is changed"}},
    Command{.noun = "settings",
            .verb = "privacy",
            .summary = "Show names, or pseudonyms only",
            .examples = {"riskflow settings privacy ShowAnonymized",
                         "riskflow settings privacy ShowNames",
                         "riskflow audit list --filter \"category eq 'Privacy'\""},
            .options = privacy_options,
            .ask = privacy,
            .show = {.done = "the privacy setting is changed"}},
};

std::span<const Command> settings_commands() { return rows; }

}  // namespace riskflow::cli
