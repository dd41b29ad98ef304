#include "runtime/formats/parse.hpp"

#include <array>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/core/ensure.hpp"
#include "runtime/formats/csv_row.hpp"
#include "runtime/formats/json_records.hpp"

namespace riskflow::formats {

namespace json = boost::json;

// What is kept between records, so that a usual record takes no memory from the heap.
struct RecordParser::Memory {
  explicit Memory(char separator) : row(separator) {}

  std::array<unsigned char, std::size_t{64} << 10> space;
  std::array<unsigned char, std::size_t{4} << 10> parser_space;
  json::parser parser{{}, {}, parser_space.data(), parser_space.size()};
  CsvRow row;
};

RecordParser::RecordParser(Kind kind, HrLayout layout)
    : kind_(kind),
      layout_(std::move(layout)),
      memory_(std::make_unique<Memory>(layout_.separator())) {}
RecordParser::~RecordParser() = default;
RecordParser::RecordParser(RecordParser&&) noexcept = default;
RecordParser& RecordParser::operator=(RecordParser&&) noexcept = default;

Result<Record> RecordParser::parse(BytesView raw) {
  return kind_ == Kind::hr_csv ? parse_csv(raw) : parse_json(raw);
}

template <class ARecord>
static Result<Record> as_record(Result<ARecord> parsed) {
  if (!parsed) return fail(std::move(parsed.error()));
  return Record{std::move(*parsed)};
}

static Result<Record> parse_object(Kind kind, const json::object& object) {
  switch (kind) {
    case Kind::graph_alerts: return as_record(parse_graph_alert(object));
    case Kind::graph_users: return as_record(parse_graph_user(object));
    case Kind::graph_groups: return as_record(parse_graph_group(object));
    case Kind::office365: return as_record(parse_office365_alert(object));
    case Kind::hr_csv: break;
  }
  ensure(false, "an HR row is no JSON object");
  std::unreachable();
}

static Result<Record> parse_in(json::memory_resource& resource, json::parser& parser, Kind kind,
                               BytesView raw) {
  parser.reset(&resource);
  json::error_code ec;
  const auto read = parser.write(raw.data(), raw.size(), ec);
  if (ec)
    return fail(Errc::invalid, fmt::format("not JSON: {}", ec.message()), "(record)",
                {{"offset_in_record", fmt::format("{}", read)}});
  const auto value = parser.release();
  if (!value.is_object()) return fail(Errc::invalid, "not a JSON object", "(record)");
  return parse_object(kind, value.get_object());
}

Result<Record> RecordParser::parse_json(BytesView raw) {
  // A new one each time: release() of Boost 1.81 keeps the size of the next block, which doubles
  // with each record that outgrows `space`, without end.
  json::monotonic_resource resource{memory_->space.data(), memory_->space.size()};
  auto parsed = parse_in(resource, memory_->parser, kind_, raw);
  // The parser outlives the resource: it lets go of what a broken record left.
  memory_->parser.reset();
  return parsed;
}

Result<Record> RecordParser::parse_csv(BytesView raw) {
  if (memory_->row.read(raw) != CsvRow::State::complete)
    return fail(Errc::invalid, "not one row of CSV", "(record)");
  return as_record(parse_hr_row(memory_->row.cells(), layout_));
}

}  // namespace riskflow::formats
