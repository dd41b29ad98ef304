#include "tools/riskflow/posted_intake.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"

namespace riskflow::cli {

namespace json = boost::json;
using runtime::BatchOutcome;
using runtime::ImportTotals;
using runtime::RawBatch;

// A wider gap between two rows begins a new piece.
constexpr std::uint64_t blank_lines_max = 1000;

// The header line that gives each known column its place.  A layout tells where a column stands
// only by the cell it finds there: so it is asked about a row whose cells say their own number.
static std::string header_of(const formats::HrLayout& layout) {
  std::vector<std::string> names, row;
  for (std::size_t i = 0; i < layout.width(); ++i) {
    row.push_back(fmt::format("{}", i));
    names.push_back(fmt::format("Unknown column {}", i + 1));
  }
  for (std::size_t i = 0; i < formats::hr_column_names.size(); ++i) {
    const auto column = static_cast<formats::HrColumn>(i);
    if (!layout.has(column)) continue;
    const auto cell = layout.cell(row, column);
    std::size_t place = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), place);
    names.at(place) = to_text(column);
  }
  return fmt::format("{}\n", fmt::join(names, std::string(1, layout.separator())));
}

static std::vector<Piece> csv_pieces(const RawBatch& batch) {
  const auto header = header_of(batch.layout);
  std::vector<Piece> pieces;
  std::uint64_t line = 0;  // the next one of the piece
  for (const auto& record : batch.records) {
    if (pieces.empty() || record.number > line + blank_lines_max) {
      pieces.push_back({record.number - 1, header});  // never in line 1: that is the header's
      line = record.number;
    }
    auto& body = pieces.back().body;
    if (record.number > line) body.append(record.number - line, '\n');
    body += record.text;
    if (!record.text.ends_with('\n')) body += '\n';
    const auto breaks = std::ranges::count(record.text, '\n');
    line = record.number + static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(breaks, 1));
  }
  return pieces;
}

static std::vector<Piece> json_pieces(const RawBatch& batch) {
  std::vector<Piece> pieces;
  std::uint64_t next = 0;
  for (const auto& record : batch.records) {
    if (!pieces.empty() && record.number == next) {
      pieces.back().body += ',';
    } else {
      if (!pieces.empty()) pieces.back().body += "]}";
      pieces.push_back({record.number, R"({"value":[)"});
    }
    pieces.back().body += record.text;
    next = record.number + 1;
  }
  if (!pieces.empty()) pieces.back().body += "]}";
  return pieces;
}

std::vector<Piece> pieces_of(const RawBatch& batch) {
  return batch.kind == formats::Kind::hr_csv ? csv_pieces(batch) : json_pieces(batch);
}

static std::uint64_t count_at(const json::object& totals, std::string_view name) {
  const auto* value = totals.if_contains(name);
  if (value == nullptr || !value->is_number()) return 0;
  json::error_code ec;
  return value->to_number<std::uint64_t>(ec);
}

static std::string text_at(const json::object& entry, std::string_view name) {
  const auto* value = entry.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// What the file calls a column that the server knows by our header's name.
static std::string field_in_file(const RawBatch& batch, std::string field) {
  const auto known = std::ranges::find(formats::hr_column_names, field);
  if (batch.kind != formats::Kind::hr_csv || known == formats::hr_column_names.end()) return field;
  const auto column = static_cast<formats::HrColumn>(known - formats::hr_column_names.begin());
  return std::string(batch.layout.name_of(column));
}

static Status add_answer(const RawBatch& batch, std::string_view body, BatchOutcome& outcome) {
  json::error_code ec;
  const auto answer = json::parse({body.data(), body.size()}, ec);
  const auto* whole = ec ? nullptr : answer.if_object();
  const auto* totals = whole ? whole->if_contains("totals") : nullptr;
  if (totals == nullptr || !totals->is_object())
    return fail(Errc::unavailable,
                "the server's answer to a batch is not what we know: is it newer?",
                "imports/batch");
  const auto& counts = totals->get_object();
  outcome.totals.read += count_at(counts, "read");
  outcome.totals.added += count_at(counts, "added");
  outcome.totals.changed += count_at(counts, "changed");
  outcome.totals.unchanged += count_at(counts, "unchanged");
  outcome.totals.skipped += count_at(counts, "skipped");
  const auto* skipped = whole->if_contains("skipped");
  if (skipped == nullptr || !skipped->is_array()) return {};
  for (const auto& entry : skipped->get_array())
    if (const auto* fields = entry.if_object())
      outcome.skipped.push_back({batch.file, text_at(*fields, "place"),
                                 field_in_file(batch, text_at(*fields, "field")),
                                 text_at(*fields, "reason")});
  return {};
}

Result<BatchOutcome> PostedIntake::take(const RawBatch& batch) {
  BatchOutcome outcome;
  for (auto& piece : pieces_of(batch)) {
    // The name without its folders: where a file lies here is nobody's business there.
    auto request = post({"imports", "batch"});
    request.query = {{"file", std::filesystem::path(batch.file).filename().string()},
                     {"first", fmt::format("{}", piece.first)},
                     {"source", std::string(formats::to_text(batch.kind))}};
    request.headers.set("Content-Type", "application/octet-stream");
    request.body = std::move(piece.body);
    const auto response = channel_.send(request);
    if (!response) return fail(response.error());
    if (auto ok = add_answer(batch, response->body, outcome); !ok) return fail(ok.error());
  }
  const std::scoped_lock lock(mutex_);
  sources_.emplace(formats::to_text(batch.kind));
  return outcome;
}

Status PostedIntake::finish(const ImportTotals& all) {
  const json::object totals{{"read", all.read},
                            {"added", all.added},
                            {"changed", all.changed},
                            {"unchanged", all.unchanged},
                            {"skipped", all.skipped}};
  const std::scoped_lock lock(mutex_);
  const json::array sources(sources_.begin(), sources_.end());
  auto request = post({"imports", "finish"});
  request.body = json::serialize(json::object{{"totals", totals}, {"sources", sources}});
  const auto response = channel_.send(request);
  if (!response) return fail(response.error());
  return {};
}

}  // namespace riskflow::cli
