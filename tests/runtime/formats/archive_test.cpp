// Zip archives in memory, also those that were made to do harm.

#include "runtime/formats/archive.hpp"

#include <gtest/gtest.h>

namespace riskflow::formats {
namespace {

bool any(std::string_view) { return true; }

Bytes archive_of(const std::vector<PackedFile>& files) {
  auto bytes = packed(files);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return bytes ? *std::move(bytes) : Bytes{};
}

TEST(Archives, GiveBackTheFilesThatWerePacked) {
  const std::vector<PackedFile> files{
      {"manifest.json", "{}"}, {"a/b/größe.json", std::string(100'000, 'x')}, {"empty", ""}};
  const auto bytes = archive_of(files);
  EXPECT_TRUE(is_archive(bytes));
  EXPECT_LT(bytes.size(), 2000U);
  const auto read = unpacked(bytes, any);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ((*read)[i].path, files[i].path);
    EXPECT_EQ((*read)[i].bytes, files[i].bytes);
  }
}

TEST(Archives, OfTheSameFilesAreTheSameBytes) {
  const std::vector<PackedFile> files{{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(archive_of(files), archive_of(files));
}

TEST(Archives, UnpackOnlyWhatIsWanted) {
  const auto bytes = archive_of({{"a.json", "1"}, {"large.bin", std::string(5000, 'x')}});
  const auto read = unpacked(bytes, [](std::string_view path) { return path.ends_with(".json"); },
                             {.file_bytes_max = 10});
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().path, "a.json");
}

TEST(Archives, UnderstandPathsOfWindows) {
  const auto read = unpacked(archive_of({{"Microsoft.Flow\\flows\\x.json", "1"}}), any);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().path, "Microsoft.Flow/flows/x.json");
}

struct Bomb {
  const char* name;
  std::vector<PackedFile> files;
  UnpackLimits limits;
  const char* target;
};

TEST(Archives, ThatUnpackToTooMuchAreRefused) {
  const std::string zeros(1'000'000, '\0');
  const Bomb bombs[] = {
      {"a large file", {{"a", zeros}}, {.file_bytes_max = 999'999}, "a"},
      {"many files", {{"a", zeros}, {"b", zeros}}, {.total_bytes_max = 1'999'999}, "b"},
      {"many names", {{"a", ""}, {"b", ""}, {"c", ""}}, {.files_max = 2}, "archive"},
  };
  for (const auto& [name, files, limits, target] : bombs) {
    const auto read = unpacked(archive_of(files), any, limits);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().code, Errc::too_large) << name;
    EXPECT_EQ(read.error().target, target) << name;
  }
}

TEST(Archives, ThatLieAboutTheirSizesAreRefused) {
  const std::string zeros(1'000'000, '\0');
  auto bytes = archive_of({{"a", zeros}});
  const auto directory = bytes.rfind("PK\x01\x02");
  ASSERT_NE(directory, Bytes::npos);
  bytes[directory + 24] = 1;  // the unpacked size: 16'777'216 is not what it is, nor is 1
  for (const auto i : {25U, 26U, 27U}) bytes[directory + i] = 0;
  EXPECT_FALSE(unpacked(bytes, any, {.file_bytes_max = 1000}));
}

TEST(Archives, ThatAreDamagedAreNoArchives) {
  const auto sound = archive_of({{"a.json", "{\"some\": \"text\"}"}, {"b.json", "{}"}});
  for (std::size_t size = 0; size < sound.size(); ++size)
    EXPECT_FALSE(unpacked(BytesView(sound).substr(0, size), any)) << size;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    auto flipped = sound;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x41);
    const auto read = unpacked(flipped, any);  // whatever it says, it ends and keeps its limits
    if (!read) EXPECT_FALSE(read.error().message.empty());
  }
}

}  // namespace
}  // namespace riskflow::formats
