#include "tests/runtime/formats/reading.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace riskflow::formats {

Folder::Folder() {
  auto name = (std::filesystem::temp_directory_path() / "riskflow-import-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

std::filesystem::path Folder::write(std::string_view name, std::string_view text) const {
  const auto path = path_ / name;
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

Reading read_file(const std::filesystem::path& path, const ColumnMap& columns, SplitLimits limits) {
  Reading reading;
  auto source = RecordSource::open(path, columns, limits);
  if (!source) {
    reading.refused = source.error();
    return reading;
  }
  reading.kind = (*source)->kind();
  RecordParser parser{(*source)->kind(), (*source)->layout()};
  for (;;) {
    auto raw = (*source)->next();
    if (!raw) {
      reading.split_errors.push_back(raw.error());
      continue;
    }
    if (!*raw) break;
    reading.texts.emplace_back((*raw)->text);
    reading.numbers.push_back((*raw)->number);
    auto record = parser.parse((*raw)->text);
    if (record)
      reading.records.push_back(std::move(*record));
    else
      reading.parse_errors.push_back(record.error());
  }
  const auto size = (*source)->size();
  EXPECT_TRUE(size.has_value());
  EXPECT_LE((*source)->bytes_read(), size.value_or(0));
  return reading;
}

Reading read_text(std::string_view text, const ColumnMap& columns, SplitLimits limits) {
  const Folder folder;
  return read_file(folder.write("input", text), columns, limits);
}

Result<Record> read_one(std::string_view text) {
  auto reading = read_text(text);
  EXPECT_FALSE(reading.refused) << reading.refused->message;
  EXPECT_EQ(reading.records.size() + reading.parse_errors.size(), 1U);
  EXPECT_TRUE(reading.split_errors.empty());
  if (!reading.records.empty()) return reading.records.front();
  if (!reading.parse_errors.empty()) return fail(reading.parse_errors.front());
  return fail(Errc::internal, "nothing was read");
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  if (place != std::string::npos) text.replace(place, from.size(), to);
  return text;
}

Instant at(std::string_view text) {
  const auto instant = instant_from_text(text);
  EXPECT_TRUE(instant.has_value()) << text;
  return instant.value_or(Instant{});
}

}  // namespace riskflow::formats
