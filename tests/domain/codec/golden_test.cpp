// The stored form of every event, pinned: tests/golden/events/<name>@<version>.hex has the bytes,
// .json the same event for people.  UPDATE_GOLDEN=1 writes them anew.  A golden file of a released
// version is never changed: its bytes lie in somebody's log.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "domain/codec/codec.hpp"
#include "tests/domain/filling.hpp"
#include "tests/domain/plain_sealer.hpp"
#include "tests/domain/printing.hpp"

namespace riskflow::domain::tests {

namespace fs = std::filesystem;

static const fs::path golden_folder = fs::path(RISKFLOW_SOURCE_DIR) / "tests" / "golden" / "events";

static bool updating() { return std::getenv("UPDATE_GOLDEN") != nullptr; }

// 16 bytes a line, in hexadecimal and as the ASCII among them.
static std::string hex_lines(BytesView bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    const auto line = bytes.substr(at, 16);
    const auto digits = hex(line);
    for (std::size_t i = 0; i < 32; i += 2)
      out += i < digits.size() ? digits.substr(i, 2) + ' ' : "   ";
    out += ' ';
    for (const char c : line) out += c >= 0x20 && c < 0x7f ? c : '.';
    out += '\n';
  }
  return out;
}

static Bytes bytes_of(const std::string& lines) {
  Bytes bytes;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);)
    for (std::size_t i = 0; i < 48 && i + 1 < line.size() && line[i] != ' '; i += 3)
      bytes += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
  return bytes;
}

static std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

static void compare(const fs::path& file, const std::string& now) {
  if (updating()) {
    fs::create_directories(golden_folder);
    std::ofstream(file, std::ios::binary) << now;
  }
  ASSERT_TRUE(fs::exists(file))
      << file.filename() << " is missing: a new event needs its golden file (UPDATE_GOLDEN=1)";
  EXPECT_EQ(contents(file), now)
      << file.filename()
      << " differs: the stored form of this event has changed.  A form that was released "
         "is kept; the new one is a new version";
}

template <class Row>
static fs::path file_of(const Row& row, std::string_view ending) {
  return golden_folder /
         (std::string(row.name) + "@" + std::to_string(row.version) + std::string(ending));
}

TEST(TheStoredFormOfEveryEvent, IsWhatItsGoldenFileSays) {
  for_each_event_type([]<class E>() {
    const AnyEvent event = sample<E>();
    PlainSealer sealer;
    const auto encoded = codec::encode(event, 3, sealer);
    ASSERT_TRUE(encoded) << encoded.error().message;
    compare(file_of(facts_of(event), ".hex"), hex_lines(encoded->payload));
  });
}

TEST(TheGoldenBytesOfEveryEvent, AreReadAsTheirTextSays) {
  for (const auto& row : registry_rows()) {
    const auto stored = bytes_of(contents(file_of(row, ".hex")));
    const auto read = codec::decode(row.name, row.version, stored, Position{7});
    ASSERT_TRUE(read) << read.error().message;
    const auto fields = std::visit([](const auto& e) { return as_json(e); }, *read);
    compare(file_of(row, ".json"), fields + "\n");
  }
}

// Nobody writes these bytes any more, so their files are never written anew.
TEST(TheGoldenBytesOfEveryEarlierForm, AreReadAsTheEventOfToday) {
  for (const auto& form : earlier_forms()) {
    const auto stored = bytes_of(contents(file_of(form, ".hex")));
    const auto read = codec::decode(form.name, form.version, stored, Position{7});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(facts_of(*read).name, form.name);
    const auto fields = std::visit([](const auto& e) { return as_json(e); }, *read);
    compare(file_of(form, ".json"), fields + "\n");
  }
}

TEST(EveryGoldenFile, BelongsToARowOfTheRegistry) {
  std::set<fs::path> expected;
  for (const auto* ending : {".hex", ".json"}) {
    for (const auto& row : registry_rows()) expected.insert(file_of(row, ending).filename());
    for (const auto& form : earlier_forms()) expected.insert(file_of(form, ending).filename());
  }
  for (const auto& entry : fs::directory_iterator(golden_folder))
    EXPECT_TRUE(expected.contains(entry.path().filename()))
        << entry.path().filename()
        << ": no row reads these bytes any more, but a log may hold them";
}

}  // namespace riskflow::domain::tests
