#include "tools/riskflow/import_report.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/cell.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using http::ExitCode;

ImportReport::ImportReport(Session& session, Progress& progress, SkippedShown shown)
    : session_(session), progress_(progress), shown_(shown) {}

void ImportReport::skipped(const runtime::SkippedRecord& record) {
  ++skipped_;
  if (keeps()) return kept_.push_back(record);
  if (shown_ == SkippedShown::first_ones && skipped_ > lines_max) return;
  progress_.clear();
  auto line = record.file + ": " + record.place;
  if (!record.field.empty()) line += ": " + record.field;
  session_.world().err << one_line(line + ": " + record.reason) << '\n';
}

ExitCode ImportReport::finish(const runtime::ImportTotals& totals) {
  progress_.clear();
  auto& world = session_.world();
  if (!keeps() && shown_ == SkippedShown::first_ones && skipped_ > lines_max)
    world.err << fmt::format("... and {} more were skipped: --all shows them\n",
                             skipped_ - lines_max);
  json::object counts{{"read", totals.read},
                      {"added", totals.added},
                      {"changed", totals.changed},
                      {"unchanged", totals.unchanged},
                      {"skipped", totals.skipped}};
  if (keeps()) {
    json::array list;
    for (const auto& record : kept_)
      list.push_back(json::object{{"file", record.file},
                                  {"place", record.place},
                                  {"field", record.field},
                                  {"reason", record.reason}});
    print_thing(world.out, {{"totals", counts}, {"skipped", list}}, {}, Format::json);
  } else {
    print_thing(world.out, counts, {}, session_.format());
  }
  return totals.skipped > 0 ? ExitCode::partial : ExitCode::ok;
}

}  // namespace riskflow::cli
