#include "runtime/formats/csv_row.hpp"

#include <new>

#include <csv.h>

namespace riskflow::formats {

struct CsvRow::Reader {
  explicit Reader(char separator) {
    if (csv_init(&parser, CSV_STRICT) != 0) throw std::bad_alloc{};
    csv_set_delim(&parser, static_cast<unsigned char>(separator));
    csv_set_blk_size(&parser, 4096);
    // A carriage return is taken off with its line feed; alone it ends nothing.
    csv_set_term_func(&parser, [](unsigned char c) { return c == '\n' ? 1 : 0; });
  }
  ~Reader() { csv_free(&parser); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Makes room for a cell without giving up the memory of those of earlier records.
  void add_cell(BytesView text) {
    if (count == cells.size()) cells.emplace_back();
    cells[count++].assign(text);
  }

  static void on_cell(void* text, std::size_t size, void* self) {
    static_cast<Reader*>(self)->add_cell({static_cast<const char*>(text), size});
  }
  static void on_end(int, void* self) { static_cast<Reader*>(self)->ended = true; }

  bool feed(BytesView text) {
    return csv_parse(&parser, text.data(), text.size(), on_cell, on_end, this) == text.size();
  }

  csv_parser parser{};
  std::vector<std::string> cells;  // the first `count` belong to this record
  std::size_t count = 0;
  bool ended = false;
};

CsvRow::CsvRow(char separator) : reader_(std::make_unique<Reader>(separator)) {}
CsvRow::~CsvRow() = default;
CsvRow::CsvRow(CsvRow&&) noexcept = default;
CsvRow& CsvRow::operator=(CsvRow&&) noexcept = default;

void CsvRow::restart() {
  // Ends what is unfinished or wrong, and keeps the memory.
  csv_fini(&reader_->parser, nullptr, nullptr, nullptr);
  reader_->count = 0;
  reader_->ended = false;
}

CsvRow::State CsvRow::add_line(BytesView line) {
  if (reader_->ended) restart();
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!reader_->feed(line) || !reader_->feed("\n")) return State::malformed;
  return reader_->ended ? State::complete : State::open;
}

CsvRow::State CsvRow::read(BytesView record) {
  restart();
  State state = State::open;
  while (!record.empty() && state == State::open) {
    const auto line_break = record.find('\n');
    const auto size = line_break == BytesView::npos ? record.size() : line_break + 1;
    state = add_line(record.substr(0, size));
    record.remove_prefix(size);
  }
  return record.empty() ? state : State::malformed;
}

std::span<const std::string> CsvRow::cells() const {
  return {reader_->cells.data(), reader_->count};
}

}  // namespace riskflow::formats
