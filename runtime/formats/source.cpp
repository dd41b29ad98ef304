#include "runtime/formats/source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/formats/byte_window.hpp"
#include "runtime/formats/csv_row.hpp"
#include "runtime/formats/csv_splitter.hpp"
#include "runtime/formats/json_splitter.hpp"
#include "runtime/formats/shape.hpp"

namespace riskflow::formats {

// Records skipped in search of the first that tells the kind.
constexpr std::size_t skipped_max = 100;

// Reads until `count` bytes are there or the file ends.
static Status read_at_least(ByteWindow& window, std::size_t count) {
  while (window.unread().size() < count) {
    const auto more = window.more();
    if (!more) return fail(more.error());
    if (!*more) break;
  }
  return {};
}

static Status skip_byte_order_mark(ByteWindow& window) {
  if (auto read = read_at_least(window, 3); !read) return read;
  const auto start = window.unread();
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff"))
    return fail(Errc::invalid, "the file is UTF-16: save it as UTF-8");
  if (start.starts_with("\xef\xbb\xbf")) window.drop(3);
  return {};
}

// Where the content of a file begins.
struct Beginning {
  char first_byte = 0;  // 0: there is nothing but blanks
  std::uint64_t line = 1;
  bool follows_tab = false;  // in its line
};

// Takes in that these blanks stand before the content.
static void pass(Beginning& beginning, BytesView blanks) {
  beginning.line += static_cast<std::uint64_t>(std::ranges::count(blanks, '\n'));
  const auto line_break = blanks.rfind('\n');
  if (line_break != BytesView::npos) beginning.follows_tab = false;
  const auto line = line_break == BytesView::npos ? blanks : blanks.substr(line_break);
  if (line.find('\t') != BytesView::npos) beginning.follows_tab = true;
}

static Result<Beginning> skip_blanks(ByteWindow& window) {
  Beginning beginning;
  for (;;) {
    const auto text = window.unread();
    const auto blanks = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    pass(beginning, text.substr(0, blanks));
    if (blanks < text.size()) beginning.first_byte = text[blanks];
    window.drop(blanks);
    if (beginning.first_byte != 0) return beginning;
    const auto more = window.more();
    if (!more) return fail(more.error());
    if (!*more) return beginning;
  }
}

// What stands between the cells of a header: a comma when it has one, else a semicolon (Excel where
// numbers have a comma) or a tab.  Text in quotes does not count.
static Result<char> separator_of(ByteWindow& window, std::size_t header_bytes_max) {
  std::size_t read = 0;
  bool in_quotes = false;
  char found = 0;
  while (read < header_bytes_max) {
    if (read == window.unread().size()) {
      const auto more = window.more();
      if (!more) return fail(more.error());
      if (!*more) break;
    }
    const char c = window.unread()[read++];
    if (c == '"') in_quotes = !in_quotes;
    if (in_quotes) continue;
    if (c == '\n' || c == ',') return c == ',' || found == 0 ? ',' : found;
    if (c == ';' || (c == '\t' && found == 0)) found = c;
  }
  return found == 0 ? ',' : found;
}

// The place inside the file goes into the message.
static std::unexpected<Error> naming_file(Error error, const std::filesystem::path& path) {
  if (!error.target.empty() && error.target != path.string())
    error.message = error.target + ": " + error.message;
  error.target = path.string();
  return fail(std::move(error));
}

Result<std::unique_ptr<RecordSource>> RecordSource::open(const std::filesystem::path& path,
                                                         const ColumnMap& columns,
                                                         SplitLimits limits,
                                                         std::optional<Kind> told) {
  auto window = ByteWindow::open(path, limits.chunk_bytes);
  if (!window) return fail(window.error());
  if (auto skipped = skip_byte_order_mark(*window); !skipped)
    return naming_file(skipped.error(), path);
  const auto beginning = skip_blanks(*window);
  if (!beginning) return fail(beginning.error());
  if (beginning->first_byte == 0) return fail(Errc::invalid, "the file is empty", path.string());
  std::unique_ptr<RecordSource> source{new RecordSource};
  Status opened;
  if (beginning->first_byte == '{' || beginning->first_byte == '[') {
    opened = source->open_json(std::make_unique<JsonSplitter>(std::move(*window), limits), told);
  } else {
    const auto separator = separator_of(*window, limits.record_bytes_max);
    if (!separator) return naming_file(separator.error(), path);
    // Passed over as a blank it would move every cell by one column.
    if (beginning->follows_tab && *separator == '\t')
      return fail(Errc::invalid,
                  fmt::format("line {}: the header begins with a tab, so that its first column has "
                              "no name: name that column, or take it out",
                              beginning->line),
                  path.string());
    opened = source->open_csv(
        std::make_unique<CsvSplitter>(std::move(*window), limits, beginning->line, *separator),
        columns, *separator);
  }
  if (!opened) return naming_file(opened.error(), path);
  return source;
}

// The kind of the first record that tells it, by itself or by its page; those before are skipped.
std::optional<Kind> RecordSource::find_kind(JsonSplitter& json) {
  while (skipped_.size() < skipped_max) {
    const auto raw = json.next();
    if (!raw) {
      skipped_.push_back(raw.error());
      continue;
    }
    const auto of_page = kind_of_context(json.context());
    if (!*raw) return of_page;
    auto seen = kind_of_record((*raw)->text);
    if (seen || of_page) {
      waiting_ = **raw;
      return seen ? *seen : of_page;
    }
    seen.error().target = fmt::format("record {}", (*raw)->number);
    skipped_.push_back(std::move(seen.error()));
  }
  return kind_of_context(json.context());
}

Status RecordSource::open_json(std::unique_ptr<JsonSplitter> json, std::optional<Kind> told) {
  const auto kind = told && *told != Kind::hr_csv ? told : find_kind(*json);
  if (!kind) {
    const auto is_told = [](const Error& error) {
      return error.code != Errc::too_large && error.message != not_recognised;
    };
    const auto reason = std::ranges::find_if(skipped_, is_told);
    if (reason != skipped_.end()) return fail(*reason);
    const bool all_too_large = std::ranges::all_of(
        skipped_, [](const Error& error) { return error.code == Errc::too_large; });
    if (!all_too_large) return fail(Errc::invalid, std::string{not_recognised});
    if (skipped_.size() == skipped_max) return fail(skipped_.front());
  }
  kind_ = kind.value_or(kind_);
  splitter_ = std::move(json);
  return {};
}

Status RecordSource::open_csv(std::unique_ptr<CsvSplitter> csv, const ColumnMap& columns,
                              char separator) {
  splitter_ = std::move(csv);
  const auto header = splitter_->next();
  if (!header) return fail(header.error());
  CsvRow row(separator);
  if (!*header || row.read((*header)->text) != CsvRow::State::complete ||
      !names_hr_columns(row.cells(), columns))
    return fail(Errc::invalid, std::string{not_recognised});
  auto layout = HrLayout::of_header(row.cells(), columns, separator);
  if (!layout) return fail(layout.error());
  kind_ = Kind::hr_csv;
  layout_ = std::move(*layout);
  return {};
}

Result<std::optional<RawRecord>> RecordSource::next() {
  if (!skipped_.empty()) {
    auto error = std::move(skipped_.front());
    skipped_.erase(skipped_.begin());
    return fail(std::move(error));
  }
  if (waiting_) return std::exchange(waiting_, std::nullopt);
  return splitter_->next();
}

}  // namespace riskflow::formats
