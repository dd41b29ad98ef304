// The commands of one word that ask: me, query, doctor, version.

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

using http::ExitCode;

static Result<http::Request> me(const Given&) { return get({"me"}); }

static constexpr std::array<std::string_view, 7> views{"alerts", "cases", "users", "policies",
                                                       "flows",  "runs",  "audit"};

static Result<http::Request> query(const Given& given) {
  const auto& view = given.text("view");
  if (std::ranges::find(views, view) == views.end())
    return fail(Errc::invalid,
                "no such view: ask for alerts, cases, users, policies, flows, runs or audit",
                "view");
  return get({view});
}

static constexpr std::array check_columns{Column{"state", "STATE"}, Column{"name", "CHECK"},
                                          Column{"message", "FOUND"}, Column{"fix", "WHAT TO DO"}};

static bool has_failed(const boost::json::value& check) {
  const auto* fields = check.if_object();
  const auto* state = fields ? fields->if_contains("state") : nullptr;
  return state && state->is_string() && state->get_string() == "failed";
}

static constexpr std::array doctor_options{
    flag("--scrub",
         "read the whole log first, and build every view anew to compare; takes a while"),
    flag("--rebuild-views",
         "build every view anew from the log first, and compare; takes a while")};

static void tell_of_views(const boost::json::value& answer, Session& session) {
  const auto* fields = answer.if_object();
  const auto* hash = fields ? fields->if_contains("stateHash") : nullptr;
  if (hash && hash->is_string())
    session.world().err << fmt::format("The views equal a rebuild; their state hash is {}.\n",
                                       std::string_view(hash->get_string()));
}

static Status scrub(Session& session) {
  const auto done = session.ask(post({"doctor", "scrub"}));
  if (!done) return fail(done.error());
  const auto* fields = done->if_object();
  const auto* events = fields ? fields->if_contains("events") : nullptr;
  const auto* root = fields ? fields->if_contains("rootHash") : nullptr;
  if (events && root && root->is_string())
    session.world().err << fmt::format("The log is sound: {} events were read; their root is {}.\n",
                                       short_text(*events), std::string_view(root->get_string()));
  if (const auto* pages = fields ? fields->if_contains("keyPages") : nullptr)
    session.world().err << fmt::format("The keys are sound: {} of their pages were opened.\n",
                                       short_text(*pages));
  tell_of_views(*done, session);
  const auto* skipped = fields ? fields->if_contains("skipped") : nullptr;
  if (skipped && skipped->is_string())
    session.world().err << "riskflow: warning: " << one_line(skipped->get_string()) << '\n';
  return {};
}

static Status rebuild_views(Session& session) {
  const auto rebuilt = session.ask(post({"doctor", "rebuildViews"}));
  if (!rebuilt) return fail(rebuilt.error());
  tell_of_views(*rebuilt, session);
  return {};
}

static Result<ExitCode> doctor(const Given& given, Session& session) {
  if (given.has("--scrub"))
    if (auto sound = scrub(session); !sound) return fail(sound.error());
  if (given.has("--rebuild-views"))
    if (auto equal = rebuild_views(session); !equal) return fail(equal.error());
  const auto answer = session.ask(get({"doctor"}));
  if (!answer) return fail(answer.error());
  const auto* whole = answer->if_object();
  const auto* checks = whole ? whole->if_contains("checks") : nullptr;
  if (checks == nullptr || !checks->is_array())
    return fail(Errc::unavailable, "the answer has no checks: is this a riskflow server?",
                "server");
  const auto& list = checks->get_array();
  print_list(session.world().out, list, check_columns, session.format());
  return std::ranges::any_of(list, has_failed) ? ExitCode::verification : ExitCode::ok;
}

static Result<ExitCode> version(const Given&, Session& session) {
  const boost::json::object fields{{"version", RISKFLOW_VERSION}};
  if (session.format() == Format::table)
    session.world().out << "riskflow " RISKFLOW_VERSION "\n";
  else
    print_thing(session.world().out, fields, {}, session.format());
  return ExitCode::ok;
}

static constexpr std::array query_options{
    argument("view", "alerts, cases, users, policies, flows, runs or audit")};

static constexpr std::array rows{
    Command{.noun = "query",
            .verb = "",
            .summary = "Ask a view, with every field it has",
            .examples = {"riskflow query alerts --filter \"severity eq 'High'\" --top 5",
                         "riskflow query cases --orderby \"openedDateTime desc\" -o json",
                         "riskflow query users --all -o csv"},
            .options = query_options,
            .ask = query,
            .show = {.shape = Shape::view}},
    Command{.noun = "doctor",
            .verb = "",
            .summary = "Check that everything is in order; exit code 3 when a check fails",
            .examples = {"riskflow doctor", "riskflow doctor --data data --scrub --rebuild-views",
                         "riskflow doctor -o json"},
            .options = doctor_options,
            .act = doctor,
            .patience = Patience::a_day},
    Command{
        .noun = "me",
        .verb = "",
        .summary = "Show who you are here, and what you may do",
        .examples = {"riskflow me", "riskflow me -o json", "riskflow me --token-file jane.token"},
        .ask = me},
    Command{.noun = "version",
            .verb = "",
            .summary = "Print the version",
            .examples = {"riskflow version", "riskflow version -o json", "riskflow --version"},
            .act = version},
};

std::span<const Command> single_commands() { return rows; }

}  // namespace riskflow::cli
