#pragma once
// Reads one CSV record at a time, line by line (RFC 4180, strict about quotes; blanks around
// unquoted cells do not count).  The one place that knows the quoting rules: the splitter uses it
// to find where a record ends, the parser to get at the cells.  One thread.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"

namespace riskflow::formats {

class CsvRow {
 public:
  enum class State {
    open,       // the line ended inside quotes: the record goes on
    complete,   // the record is read
    malformed,  // text behind a closing quote, or a quote inside an unquoted cell
  };

  // `separator` stands between cells.
  explicit CsvRow(char separator = ',');
  ~CsvRow();
  CsvRow(CsvRow&&) noexcept;
  CsvRow& operator=(CsvRow&&) noexcept;

  // Forgets what was read: the next line begins a record.
  void restart();

  // Adds a line, with or without its line break.  A line break inside quotes becomes "\n".
  State add_line(BytesView line);

  // Reads a whole record.  `open` when its last quote is not closed.
  State read(BytesView record);

  // The cells, once the record is complete; valid until the next call.
  std::span<const std::string> cells() const;

 private:
  struct Reader;  // hides csv.h
  std::unique_ptr<Reader> reader_;
};

}  // namespace riskflow::formats
