#pragma once
// Cuts CSV files into records.  A record may run over several lines inside quotes; blank lines are
// left out.  When a quote is wrong or never closed only the line it is on is lost: reading goes on
// at the next line.  Memory: the largest record and a few chunks.

#include "runtime/formats/byte_window.hpp"
#include "runtime/formats/csv_row.hpp"
#include "runtime/formats/splitter.hpp"

namespace riskflow::formats {

class CsvSplitter final : public Splitter {
 public:
  // `window` stands behind a byte order mark, on line `line` of the file.
  CsvSplitter(ByteWindow window, SplitLimits limits, std::uint64_t line, char separator);

  Result<std::optional<RawRecord>> next() override;
  std::uint64_t bytes_read() const override { return window_.offset() + pos_; }
  std::optional<std::uint64_t> size() const override { return window_.size(); }

 private:
  bool read_line(BytesView& line);
  bool skip_blank_lines();
  std::unexpected<Error> give_up_on_line(Errc code, std::string_view reason);

  ByteWindow window_;
  SplitLimits limits_;
  CsvRow row_;
  std::size_t pos_ = 0;  // in window_.unread(): the end of the lines read
  std::uint64_t line_;   // of the first unread byte
  std::uint64_t lines_in_record_ = 0;
  bool at_end_ = false;
  std::optional<Error> fault_;
};

}  // namespace riskflow::formats
