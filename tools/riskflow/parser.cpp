#include "tools/riskflow/parser.hpp"

#include <algorithm>
#include <deque>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace riskflow::cli {

constexpr std::string_view exit_codes =
    "Exit codes: 0 done, 1 failed, 2 usage, 3 damaged or a check failed, 4 not signed in,\n"
    "5 not allowed, 6 not found, 7 not as things stand (conflict), 8 not available or too late,\n"
    "9 done in part.\n"
    "Which riskflow is asked: --server or --data; else RISKFLOW_SERVER or RISKFLOW_DATA;\n"
    "else http://127.0.0.1:7070 with the token in ./data/admin.token.";

// Where CLI11 puts what it reads: one slot an option, at an address that stays.
struct Slot {
  std::string_view name;  // of the option: its long form
  CLI::Option* option = nullptr;
  std::string text;
  std::vector<std::string> texts;
  bool is_set = false;
};
using Slots = std::deque<Slot>;

// A command and where its options went.
struct Place {
  const Command* command;
  CLI::App* app;
  Slots slots;
};

static std::string whole_number(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 18 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? "" : fmt::format("'{}' is not a whole number", text);
}

static CLI::Option* add_typed(CLI::App& app, const Option& row, Slot& slot) {
  const std::string name(row.name), meaning(row.meaning);
  switch (row.takes) {
    case Takes::nothing: return app.add_flag(name, slot.is_set, meaning);
    case Takes::several: return app.add_option(name, slot.texts, meaning)->type_name("");
    case Takes::number:
      return app.add_option(name, slot.text, meaning)->check(CLI::Validator(whole_number, ""));
    case Takes::text: return app.add_option(name, slot.text, meaning);
  }
  return nullptr;
}

static void add_option(CLI::App& app, const Option& row, Slots& slots) {
  auto& slot = slots.emplace_back();
  slot.name = row.name.substr(row.name.find(',') + 1);  // npos + 1 = 0: the whole
  slot.option = add_typed(app, row, slot);
  if (row.takes == Takes::text || row.takes == Takes::number)
    slot.option->type_name(std::string(row.value));
  if (row.need == Need::required) slot.option->required();
}

static void collect(const Slots& slots, Given& given) {
  for (const auto& slot : slots) {
    if (slot.option->count() == 0) continue;
    given.set(slot.name, slot.texts.empty() ? std::vector{slot.text} : slot.texts);
  }
}

static std::string footer_of(const Command& command) {
  std::string text = "Examples:\n";
  for (const auto example : command.examples) text += fmt::format("  {}\n", example);
  return text + "Options of every command: riskflow --help";
}

// The subcommand of the command's noun, made at its first verb.
static CLI::App& app_of_noun(CLI::App& app, std::span<const Noun> nouns, const Command& command) {
  const std::string name(command.noun);
  const auto known =
      app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == name; });
  if (!known.empty()) return *known.front();
  const auto noun = std::ranges::find(nouns, command.noun, &Noun::name);
  const auto summary = noun == nouns.end() ? command.summary : noun->summary;
  auto* made = app.add_subcommand(name, std::string(summary));
  made->fallthrough()->require_subcommand(0, 1);
  return *made;
}

static void add_command(CLI::App& app, std::span<const Noun> nouns, Place& place) {
  const auto& command = *place.command;
  auto* sub = &app_of_noun(app, nouns, command);
  if (!command.verb.empty())
    sub = sub->add_subcommand(std::string(command.verb), std::string(command.summary));
  sub->fallthrough()->footer(footer_of(command));
  for (const auto& row : command.options) add_option(*sub, row, place.slots);
  if (command.show.shape == Shape::view)
    for (const auto& row : view_options()) add_option(*sub, row, place.slots);
  place.app = sub;
}

static Result<Parsed> result_of(CLI::App& app, const std::deque<Place>& places,
                                const Slots& globals) {
  const auto typed =
      std::ranges::find_if(places, [](const Place& place) { return place.app->parsed(); });
  if (typed == places.end()) return Parsed{nullptr, {}, app.help()};
  Parsed parsed{typed->command, {}, {}};
  collect(globals, parsed.given);
  collect(typed->slots, parsed.given);
  return parsed;
}

// The option that an error of CLI11 is about: the first word with dashes, or the first one.
static std::string option_in(std::string_view message) {
  const auto dashes = message.find("--");
  auto word = message.substr(dashes == std::string_view::npos ? 0 : dashes);
  word = word.substr(0, word.find_first_of(" :,="));
  return std::string(word);
}

Result<Parsed> parse(std::span<const Noun> nouns, std::span<const Command> commands,
                     const std::vector<std::string>& arguments) {
  CLI::App app("riskflow: automation for insider-risk work", "riskflow");
  app.require_subcommand(0, 1)->footer(std::string(exit_codes));
  app.set_version_flag("--version", std::string(RISKFLOW_VERSION));
  Slots globals;
  for (const auto& row : global_options()) add_option(app, row, globals);
  std::deque<Place> places;
  for (const auto& command : commands) {
    places.push_back({&command, nullptr, {}});
    add_command(app, nouns, places.back());
  }
  try {
    app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // it takes them from the back
    return result_of(app, places, globals);
  } catch (const CLI::CallForHelp&) {
    return Parsed{nullptr, {}, app.help()};
  } catch (const CLI::CallForVersion&) {
    return Parsed{nullptr, {}, RISKFLOW_VERSION "\n"};
  } catch (const CLI::ParseError& wrong) {
    return fail(Errc::invalid, wrong.what(), option_in(wrong.what()));
  }
}

}  // namespace riskflow::cli
