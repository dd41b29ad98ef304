#include "tools/riskflow/audit_export.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/json_text.hpp"
#include "tools/riskflow/log_page.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

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
Result<ExitCode> export_events(const Given& given, Session& session) {
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

}  // namespace riskflow::cli
