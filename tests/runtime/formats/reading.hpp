#pragma once
// The words of the import tests: a file with a given text, and everything that reading it yields.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/formats/parse.hpp"
#include "runtime/formats/source.hpp"

namespace riskflow::formats {

// A folder of its own for each test, gone with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

// All that a file yields, in order.
struct Reading {
  std::optional<Kind> kind;
  std::optional<Error> refused;  // why it was not opened
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  std::vector<Record> records;
  std::vector<Error> split_errors;  // of the source
  std::vector<Error> parse_errors;  // of records
};

Reading read_file(const std::filesystem::path& path, const ColumnMap& columns = {},
                  SplitLimits limits = {});
Reading read_text(std::string_view text, const ColumnMap& columns = {}, SplitLimits limits = {});

// The one record of a text, or the one error.  The test fails when there is not exactly one.
Result<Record> read_one(std::string_view text);

// Replaces the first `from` in `text`; the test fails when it is not there.
std::string with(std::string text, std::string_view from, std::string_view to);

// 2026-01-12T08:30:00Z as an Instant.
Instant at(std::string_view text);

}  // namespace riskflow::formats
