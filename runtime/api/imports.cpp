#include <algorithm>

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/http/json_body.hpp"
#include "runtime/import/files.hpp"

namespace riskflow::runtime {

namespace js = boost::json;

static constexpr std::string_view known_sources =
    "must be graph-alerts, graph-users, graph-groups, office365 or hr-csv";

static js::object totals_json(const ImportTotals& totals) {
  return {{"read", totals.read},
          {"added", totals.added},
          {"changed", totals.changed},
          {"unchanged", totals.unchanged},
          {"skipped", totals.skipped}};
}

// One piece of a file: a page of records, or a header and rows; recognised by what is in it, like a
// file.
Handled post_import_batch(const http::Request& request, Call& call) {
  FilePiece piece{request.body, std::string(http::query_value(request, "file").value_or("upload"))};
  if (const auto text = http::query_value(request, "first")) {
    const auto number = number_from(*text, "first");
    if (!number) return fail(number.error());
    if (*number == 0) return fail(Errc::invalid, "the first record is 1", "first");
    piece.first = *number;
  }
  if (const auto text = http::query_value(request, "source")) {
    piece.kind = formats::kind_from_text(*text);
    if (!piece.kind) return fail(Errc::invalid, std::string(known_sources), "source");
  }
  Importer importer(import_parts(call.app), call.caller.actor, call.app.config.organisation);
  js::array skipped;
  const ImportWatch watch{[](const ImportProgress&) {},
                          [&](const SkippedRecord& one) {
                            skipped.push_back(js::object{{"file", one.file},
                                                         {"place", one.place},
                                                         {"field", one.field},
                                                         {"reason", one.reason}});
                          }};
  const auto totals =
      import_piece(piece, [&](const RawBatch& batch) { return importer.take(batch); }, watch);
  if (!totals) return fail(totals.error());
  return answer_json(js::object{{"totals", totals_json(*totals)}, {"skipped", std::move(skipped)}},
                     call.app.log->head());
}

static Result<std::uint64_t> count_of(const http::JsonBody& body, std::string_view name) {
  const auto number = body.whole_number(name);
  if (!number) return fail(number.error());
  if (*number < 0) return fail(Errc::invalid, "must not be negative", std::string(name));
  return static_cast<std::uint64_t>(*number);
}

// They stay in the log in clear: only words that riskflow knows get there.
static Result<std::vector<std::string>> sources_of(const http::JsonBody& body) {
  const auto sources = body.texts("sources");
  if (!sources) return fail(sources.error());
  std::vector<std::string> known;
  for (std::size_t i = 0; i < sources->size(); ++i) {
    const auto& source = (*sources)[i];
    if (!formats::kind_from_text(source))
      return fail(Errc::invalid, std::string(known_sources), "sources/" + std::to_string(i));
    if (std::ranges::find(known, source) == known.end()) known.push_back(source);
  }
  return known;
}

Handled post_import_finish(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"totals", "sources"}); !ok) return fail(ok.error());
  const auto totals = body->object("totals");
  if (!totals) return fail(totals.error());
  domain::imports::Ran ran;
  auto sources = sources_of(*body);
  if (!sources) return fail(sources.error());
  ran.sources = std::move(*sources);
  struct Count {
    std::string_view name;
    std::uint64_t domain::imports::Ran::* field;
  };
  for (const auto& [count_name, field] :
       {Count{"read", &domain::imports::Ran::read}, Count{"added", &domain::imports::Ran::added},
        Count{"changed", &domain::imports::Ran::changed},
        Count{"unchanged", &domain::imports::Ran::unchanged},
        Count{"skipped", &domain::imports::Ran::skipped}}) {
    const auto number = count_of(*totals, count_name);
    if (!number) return fail(number.error());
    ran.*field = *number;
  }
  return run_command(call, domain::imports::RecordRun{ran}, js::object{},
                     http::HttpStatus::created);
}

}  // namespace riskflow::runtime
