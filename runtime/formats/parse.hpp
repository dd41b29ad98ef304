#pragma once
// Turns the raw text of a record into a typed record.

#include <memory>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "runtime/formats/hr_row.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::formats {

// Parses records of one file.  Keeps its memory from record to record: one parser for each thread.
class RecordParser {
 public:
  // `layout` is that of the file (RecordSource::layout); only HR files have one.
  explicit RecordParser(Kind kind, HrLayout layout = {});
  ~RecordParser();
  RecordParser(RecordParser&&) noexcept;
  RecordParser& operator=(RecordParser&&) noexcept;

  // The record in `raw`.  Error: invalid; its target is the field or column that is wrong, or
  // "(record)" when it cannot be read at all, and its message never quotes what a person wrote.
  // Cost: some microseconds a KiB.
  Result<Record> parse(BytesView raw);

 private:
  struct Memory;
  Result<Record> parse_json(BytesView raw);
  Result<Record> parse_csv(BytesView raw);

  Kind kind_;
  HrLayout layout_;
  std::unique_ptr<Memory> memory_;
};

}  // namespace riskflow::formats
