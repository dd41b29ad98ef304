#include "tools/riskflow/audit_replay.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/log_page.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

constexpr std::size_t sentence_width = 74;        // a line of it; with what stands before, 120
constexpr std::size_t sentence_column = 46;       // where its lines begin
constexpr std::string_view page_events = "1000";  // events asked for at a time

static std::string text_at(const json::object& entry, std::string_view field) {
  const auto* value = entry.if_contains(field);
  return value ? short_text(*value) : std::string();
}

// `text` in lines of `sentence_width`, broken between words; a word that is longer stays whole.
static std::string wrapped(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    const auto width = width_of(word);
    const bool fits = column == 0 || column + 1 + width <= sentence_width;
    if (!fits) out += '\n' + std::string(sentence_column, ' ');
    if (fits && column > 0) out += ' ';
    out += word;
    column = (fits && column > 0 ? column + 1 : 0) + width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// "   42  2026-01-12 08:30:00Z  jane           Confirmed the alert"
static void print_event(std::ostream& out, const json::object& event) {
  auto sentence = text_at(event, "sentence");
  if (sentence.empty()) sentence = text_at(event, "activity");
  out << fmt::format("{:>6}  {}  {:14}  {}\n", text_at(event, "position"), text_at(event, "time"),
                     text_at(event, "actor"), wrapped(sentence));
}

// What a replay brought: of a case, its events and state; of the whole log, page by page.
static json::array events_in(json::object& replay) {
  for (const std::string_view field : {"events", "value"})
    if (auto* events = replay.if_contains(field); events && events->is_array())
      return std::move(events->get_array());
  return {};
}

static void show_events(const json::array& events, Session& session) {
  auto& out = session.world().out;
  if (session.format() != Format::table) return print_list(out, events, {}, session.format());
  for (const auto& event : events)
    if (const auto* fields = event.if_object()) print_event(out, *fields);
}

static Result<json::object> ask_replay(const http::Request& request, Session& session) {
  auto answer = session.ask(request);
  if (!answer) return fail(answer.error());
  if (!answer->is_object()) return fail(Errc::unavailable, "the answer is not a replay", "server");
  return std::move(answer->get_object());
}

// Numbers by name as a person reads them: "NeedsReview 198, Confirmed 2".
static std::string text_of_counts(const json::object& counts) {
  std::string out;
  for (const auto& [name, count] : counts)
    out +=
        fmt::format("{}{} {}", out.empty() ? "" : ", ", std::string_view(name), short_text(count));
  return out;
}

static void show_state(const json::object& replay, Session& session) {
  const auto* state = replay.if_contains("state");
  if (session.format() != Format::table || state == nullptr || !state->is_object()) return;
  auto plain = state->get_object();
  for (auto& [name, value] : plain)
    if (const auto* object = value.if_object(); object != nullptr && !has_name(*object))
      value = text_of_counts(json::object(*object));
  session.world().out << "\nSTATE\n";
  print_thing(session.world().out, plain, {}, Format::table);
}

static Result<ExitCode> replay_case(http::Request request, const std::string& of_case,
                                    Session& session) {
  auto& out = session.world().out;
  request.query.push_back({"case", of_case});
  auto replay = ask_replay(request, session);
  if (!replay) return fail(replay.error());
  if (session.format() == Format::json) {
    out << indented(*replay);
    return ExitCode::ok;
  }
  show_events(events_in(*replay), session);
  show_state(*replay, session);
  return ExitCode::ok;
}

// What was gathered from all pages.
static void show_whole(json::array events, const json::object& last_page, Session& session) {
  if (session.format() != Format::json) return show_events(events, session);
  json::object whole{{"value", std::move(events)}};
  if (const auto* state = last_page.if_contains("state")) whole["state"] = *state;
  session.world().out << indented(whole);
}

// With --top one page, else all of them; as JSON and CSV, all in one list.
static Result<ExitCode> replay_log(const http::Request& asked, const Given& given,
                                   Session& session) {
  const bool gathers = session.format() == Format::json || session.format() == Format::csv;
  json::array all;
  auto from = std::stoll(given.find("--from").value_or("0"));
  while (true) {
    auto request = asked;
    request.query.push_back({"from", fmt::format("{}", from)});
    request.query.push_back({"top", given.find("--top").value_or(std::string(page_events))});
    auto page = ask_replay(request, session);
    if (!page) return fail(page.error());
    auto events = events_in(*page);
    if (gathers)
      all.insert(all.end(), events.begin(), events.end());
    else
      show_events(events, session);
    const auto next = next_in(*page);
    if (next && *next > from && !given.has("--top")) {
      from = *next;
      continue;
    }
    if (gathers) show_whole(std::move(all), *page, session);
    show_state(*page, session);
    return ExitCode::ok;
  }
}

Result<ExitCode> replay(const Given& given, Session& session) {
  auto request = get({"audit", "replay"});
  if (auto value = given.find("--as-of")) request.query.push_back({"asOf", *value});
  if (const auto of_case = given.find("--case")) return replay_case(request, *of_case, session);
  return replay_log(request, given, session);
}

}  // namespace riskflow::cli
