#include "runtime/formats/csv_splitter.hpp"

#include <utility>

#include <fmt/format.h>

namespace riskflow::formats {

CsvSplitter::CsvSplitter(ByteWindow window, SplitLimits limits, std::uint64_t line, char separator)
    : window_(std::move(window)), limits_(limits), row_(separator), line_(line) {}

Result<std::optional<RawRecord>> CsvSplitter::next() {
  window_.drop(std::exchange(pos_, 0));
  line_ += std::exchange(lines_in_record_, 0);
  if (!skip_blank_lines()) {
    if (fault_) return fail(*std::exchange(fault_, std::nullopt));
    return std::nullopt;
  }
  row_.restart();
  auto state = CsvRow::State::open;
  BytesView line;
  while (state == CsvRow::State::open) {
    if (pos_ > limits_.record_bytes_max) break;
    if (!read_line(line)) break;
    ++lines_in_record_;
    state = row_.add_line(line);
  }
  if (pos_ > limits_.record_bytes_max)
    return give_up_on_line(Errc::too_large,
                           lines_in_record_ == 1
                               ? "the line is too long"
                               : "a quote opened here is not closed, or the record is too large");
  switch (state) {
    case CsvRow::State::complete: return RawRecord{line_, window_.unread().substr(0, pos_)};
    case CsvRow::State::open:
      return give_up_on_line(Errc::invalid, "a quote opened here is never closed");
    case CsvRow::State::malformed: break;
  }
  return give_up_on_line(Errc::invalid,
                         "wrong quotes: quote the whole cell and double each quote inside it");
}

// Finds the line that begins at pos_ and steps over it; false at the end of the file.  Of a line
// over the limit only a part is read, and pos_ is then over the limit too.
bool CsvSplitter::read_line(BytesView& line) {
  std::size_t searched = pos_;
  for (;;) {
    const auto text = window_.unread();
    const auto line_break = text.find('\n', searched);
    if (line_break != BytesView::npos || at_end_ || text.size() - pos_ > limits_.record_bytes_max) {
      const auto end = line_break == BytesView::npos ? text.size() : line_break + 1;
      line = text.substr(pos_, end - pos_);
      pos_ = end;
      return !line.empty();
    }
    searched = text.size();
    auto more = window_.more();
    if (!more) fault_ = std::move(more.error());
    at_end_ = !more || !*more;
  }
}

bool CsvSplitter::skip_blank_lines() {
  BytesView line;
  while (read_line(line)) {
    if (line.find_first_not_of(" \t\r\n") != BytesView::npos) {
      pos_ = 0;
      return true;
    }
    window_.drop(std::exchange(pos_, 0));
    ++line_;
  }
  return false;
}

// Reports the record's first line and sets the place behind it.
std::unexpected<Error> CsvSplitter::give_up_on_line(Errc code, std::string_view reason) {
  auto error = Error{code,
                     std::string{reason},
                     fmt::format("line {}", line_),
                     {{"offset", fmt::format("{}", window_.offset())}}};
  pos_ = 0;
  BytesView line;
  // A line longer than the limit comes in several parts.
  while (read_line(line) && !line.ends_with('\n')) window_.drop(std::exchange(pos_, 0));
  lines_in_record_ = 1;
  return fail(std::move(error));
}

}  // namespace riskflow::formats
