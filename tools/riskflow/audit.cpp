// riskflow audit ...

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/session.hpp"
#include "tools/verify/verify.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

constexpr std::size_t sentence_width = 74;        // a line of it; with what stands before, 120
constexpr std::size_t sentence_column = 46;       // where its lines begin
constexpr std::string_view page_events = "1000";  // events asked for at a time

static Result<http::Request> list(const Given&) { return get({"audit"}); }

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

static std::optional<std::int64_t> next_in(const json::object& page) {
  const auto* next = page.if_contains("next");
  if (next == nullptr || !next->is_number()) return std::nullopt;
  json::error_code ec;
  const auto position = next->to_number<std::int64_t>(ec);
  return ec ? std::nullopt : std::optional(position);
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

static Result<ExitCode> replay(const Given& given, Session& session) {
  auto request = get({"audit", "replay"});
  if (auto value = given.find("--as-of")) request.query.push_back({"asOf", *value});
  if (const auto of_case = given.find("--case")) return replay_case(request, *of_case, session);
  return replay_log(request, given, session);
}

static std::unexpected<Error> unknown_answer() {
  return fail(Errc::unavailable, "the answer is not what we know: is the server newer?", "server");
}

static http::Request get_page(std::int64_t from, const std::string& to) {
  auto request = get({"audit", "export", "events"});
  request.query = {{"from", fmt::format("{}", from)}, {"to", to}};
  return request;
}

// Writes the lines of one page; where the next page begins, if there is one.
static Result<std::optional<std::int64_t>> write_lines(const json::value& page, std::ostream& out) {
  const auto* whole = page.if_object();
  const auto* lines = whole ? whole->if_contains("value") : nullptr;
  if (lines == nullptr || !lines->is_array()) return unknown_answer();
  for (const auto& line : lines->get_array()) {
    if (!line.is_string()) return unknown_answer();
    out << std::string_view(line.get_string()) << '\n';
  }
  return next_in(*whole);
}

// The line that proves the events, then the events as the server wrote them.  All pages are of the
// range that the first answer names: what is appended meanwhile is not in it.
static Result<ExitCode> export_events(const Given& given, Session& session) {
  if (given.find("--format").value_or("jsonl") != "jsonl")
    return fail(Errc::invalid,
                "--format must be jsonl, which riskflow-verify verifies; to read what happened, "
                "use riskflow audit replay",
                "--format");
  if (given.has("--output") && session.format() != Format::ndjson)
    return fail(Errc::invalid, "an export is one JSON record a line: leave -o out, or say ndjson",
                "--output");
  auto& out = session.world().out;
  auto request = get({"audit", "export"});
  for (const std::string_view name : {"from", "to", "since"})
    if (auto value = given.find(fmt::format("--{}", name)))
      request.query.push_back({std::string(name), *value});
  const auto begun = session.ask(std::move(request));
  if (!begun) return fail(begun.error());
  const auto* head = begun->if_object();
  if (head == nullptr || !head->contains("line") || !head->at("line").is_string())
    return unknown_answer();
  out << std::string_view(head->at("line").get_string()) << '\n';
  const auto to = short_text(head->at("to"));
  std::optional<std::int64_t> from = std::stoll(short_text(head->at("from")));
  while (from && out) {
    const auto page = session.ask(get_page(*from, to));
    if (!page) return fail(page.error());
    const auto next = write_lines(*page, out);
    if (!next) return fail(next.error());
    if (*next && **next <= *from) return unknown_answer();
    from = *next;
  }
  return out.flush() ? ExitCode::ok : ExitCode::failed;
}

// The same as the program riskflow-verify, which auditors have without riskflow.
static Result<ExitCode> verify_file(const Given& given, Session& session) {
  const auto verified = verify::verify_files(
      {given.text("--key"), given.find("--checkpoint"), given.text("EXPORT")}, session.world().in);
  if (!verified) return fail(verified.error());
  session.world().out << *verified;
  return ExitCode::ok;
}

// Prints one text of the answer as it is, for other programs to verify; the whole answer as JSON.
static Result<ExitCode> print_text(http::Request request, std::string_view field,
                                   Session& session) {
  auto answer = session.ask(std::move(request));
  if (!answer) return fail(answer.error());
  auto& out = session.world().out;
  if (session.format() != Format::table) {
    out << indented(*answer);
    return ExitCode::ok;
  }
  const auto* whole = answer->if_object();
  const auto* text = whole ? whole->if_contains(field) : nullptr;
  if (text == nullptr || !text->is_string()) return unknown_answer();
  out << std::string_view(text->get_string());
  return ExitCode::ok;
}

static Result<ExitCode> checkpoint(const Given&, Session& session) {
  return print_text(get({"audit", "checkpoint"}), "checkpoint", session);
}

static Result<ExitCode> prove(const Given& given, Session& session) {
  auto request = get({"audit", "proof"});
  request.query.push_back({"position", given.find("--position").value_or("")});
  return print_text(std::move(request), "proof", session);
}

static Result<ExitCode> receipt(const Given& given, Session& session) {
  auto request = get({"audit", "receipt"});
  request.query.push_back({"position", given.find("--position").value_or("")});
  return print_text(std::move(request), "receipt", session);
}

static Result<http::Request> list_keys(const Given&) { return get({"audit", "keys"}); }
static Result<http::Request> add_key(const Given&) { return post({"audit", "keys"}, Body()); }
static Result<http::Request> retire_key(const Given& given) {
  return del({"audit", "keys", given.text("KEY")});
}

static Result<http::Request> consistency(const Given& given) {
  auto request = get({"audit", "consistency"});
  request.query.push_back({"from", given.find("--from").value_or("")});
  if (const auto to = given.find("--to")) request.query.push_back({"to", *to});
  return request;
}

static constexpr std::array columns{
    Column{"position", "POSITION"}, Column{"recordedDateTime", "RECORDED"},
    Column{"performedBy", "BY"},    Column{"category", "CATEGORY"},
    Column{"activity", "ACTIVITY"}, Column{"count", "TIMES"},
    Column{"user", "USER"},
};

static constexpr std::array replay_options{
    option("--case", "CASE", "only what concerns this case, and its state"),
    option("--as-of", "WHEN", "up to a time or log position"),
    number("--from", "begin at this position"), number("--top", "at most so many events")};
static constexpr std::array key_columns{Column{"id", "ID"}, Column{"state", "STATE"},
                                        Column{"verifierKey", "KEY"}};
static constexpr std::array retire_options{
    argument("KEY", "its id: 8 digits, as riskflow audit keys prints them")};
static constexpr std::array prove_options{
    needed("--position", "POSITION", "of the event in the log")};
static constexpr std::array receipt_options{
    needed("--position", "POSITION", "of any event of the command")};
static constexpr std::array consistency_options{
    needed("--from", "SIZE", "the earlier size of the log"),
    number("--to", "the later size; the present one when not given")};
static constexpr std::array export_options{
    option("--format", "FORMAT", "jsonl: one event a line, which riskflow-verify verifies"),
    number("--from", "the first position; 0 when not given"),
    number("--to", "end before this position; at the newest when not given"),
    number("--since", "prove too that the log grew from a checkpoint of this size")};

static constexpr std::array verify_options{
    argument("EXPORT", "what riskflow audit export or receipt wrote; - for stdin"),
    needed("--key", "FILE", "the public key: audit.pub of the data folder"),
    option("--checkpoint", "FILE", "a checkpoint kept from earlier: finds rollback and fork")};

static constexpr std::array rows{
    Command{.noun = "audit",
            .verb = "list",
            .summary = "List what was done, newest first",
            .examples = {"riskflow audit list --top 20",
                         "riskflow audit list --filter \"category eq 'Privacy'\" --all",
                         "riskflow audit list --all -o csv"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "audit",
            .verb = "replay",
            .summary = "Tell what happened, event by event, and the state it led to",
            .examples = {"riskflow audit replay --case 17",
                         "riskflow audit replay --case 17 --as-of 2026-10-01",
                         "riskflow audit replay --from 1000 --top 50 -o ndjson"},
            .options = replay_options,
            .act = replay},
    Command{.noun = "audit",
            .verb = "export",
            .summary = "Write events and the proof that they are in the log; names stay sealed",
            .examples = {"riskflow audit export > audit.jsonl",
                         "riskflow audit export --from 1000 --to 2000 --since 500",
                         "riskflow audit export --format jsonl | gzip > audit.jsonl.gz"},
            .options = export_options,
            .act = export_events},
    Command{.noun = "audit",
            .verb = "verify",
            .summary = "Verify an export or a receipt: nothing was changed, dropped or inserted",
            .examples = {"riskflow audit verify audit.jsonl --key audit.pub",
                         "riskflow audit verify audit.jsonl --key audit.pub --checkpoint last.txt",
                         "riskflow audit export > audit.jsonl"},
            .options = verify_options,
            .act = verify_file},
    Command{
        .noun = "audit",
        .verb = "checkpoint",
        .summary = "Print the newest checkpoint: size and root of the log, signed",
        .examples = {"riskflow audit checkpoint > checkpoint.txt",
                     "riskflow audit checkpoint -o json", "riskflow audit checkpoint --data data"},
        .act = checkpoint},
    Command{.noun = "audit",
            .verb = "keys",
            .summary = "List the keys that sign checkpoints, and those that did",
            .examples = {"riskflow audit keys", "riskflow audit keys -o json",
                         "riskflow audit keys --data data"},
            .ask = list_keys,
            .show = {.shape = Shape::list, .columns = key_columns}},
    Command{.noun = "audit",
            .verb = "add-key",
            .summary = "Add a signing key; both sign until the old one is retired",
            .examples = {"riskflow audit add-key", "riskflow audit add-key -o json",
                         "riskflow audit add-key --data data"},
            .ask = add_key},
    Command{.noun = "audit",
            .verb = "retire-key",
            .summary = "Retire a signing key, once all who verify have the new one",
            .examples = {"riskflow audit retire-key 1f3a09bc",
                         "riskflow audit retire-key 1f3a09bc -o json", "riskflow audit keys"},
            .options = retire_options,
            .ask = retire_key,
            .show = {.shape = Shape::list, .columns = key_columns}},
    Command{.noun = "audit",
            .verb = "prove",
            .summary = "Print the proof that an event is in the log, with its checkpoint",
            .examples = {"riskflow audit prove --position 42 > event-42.tlog-proof",
                         "riskflow audit prove --position 42 -o json",
                         "riskflow audit prove --position 42 --data data"},
            .options = prove_options,
            .act = prove},
    Command{.noun = "audit",
            .verb = "receipt",
            .summary = "Print the receipt for a command: the proof of each of its events",
            .examples = {"riskflow audit receipt --position 42 > receipt.txt",
                         "riskflow audit receipt --position 42 -o json",
                         "riskflow audit verify receipt.txt --key audit.pub"},
            .options = receipt_options,
            .act = receipt},
    Command{.noun = "audit",
            .verb = "consistency",
            .summary = "Print the proof that the log began with what it was at an earlier size",
            .examples = {"riskflow audit consistency --from 1000",
                         "riskflow audit consistency --from 1000 --to 2000 -o json",
                         "riskflow audit consistency --from 1000 --data data"},
            .options = consistency_options,
            .ask = consistency},
};

std::span<const Command> audit_commands() { return rows; }

}  // namespace riskflow::cli
