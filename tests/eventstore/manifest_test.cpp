// RocksDB's own list of its files: CURRENT names a MANIFEST, which lists the tables that count.
// Where they are lost, damaged or old, a log is not opened with less than it had, nor is it begun
// anew, and once they are put back nothing is missing.

#include <algorithm>
#include <fstream>
#include <functional>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static fs::path manifest_in(const fs::path& folder) {
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("MANIFEST-"))
      newest = std::max(newest, entry.path());
  return newest;
}

static std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

static void put(const fs::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

// CURRENT, and the manifest that it names.
static void take_list(const fs::path& from, const fs::path& to) {
  for (const auto& file : {from / "CURRENT", manifest_in(from)})
    fs::copy_file(file, to / file.filename(), fs::copy_options::overwrite_existing);
}

// A log whose events lie in tables and in its journal, and what it was vouched to hold.
class AListOfFiles : public LogTest {
 protected:
  AListOfFiles() {
    append_some();
    lay_aside("older");
    open();
    append_some();
    lay_aside("newer");
  }

  fs::path log() const { return folder_ / "log"; }

  Result<std::unique_ptr<Log>> open_vouched() {
    auto there = options();
    there.floor = vouched_;
    return Log::open(there);
  }

  // As it was.
  void put_list_back() const {
    for (const auto& entry : fs::directory_iterator(log()))
      if (entry.path().filename().string().starts_with("MANIFEST-")) fs::remove(entry.path());
    take_list(folder_ / "newer", log());
  }

  proof::TreeHead vouched_;

 private:
  void append_some() {
    for (int i = 0; i < 40; ++i)
      must_append(frame(++number_, "a", Expected::any(), std::string(20'000, 'x')));
    vouched_ = log_->tree(number_).value();
  }
  void lay_aside(std::string_view name) {
    log_.reset();
    fs::copy(log(), folder_ / name, fs::copy_options::recursive);
  }

  std::uint64_t number_ = 0;
};

// A way in which the list is wrong.
struct Wrong {
  std::string_view name;
  std::function<void(const fs::path& log, const fs::path& older)> make;
};

static void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class AWrongListOfFiles : public AListOfFiles, public ::testing::WithParamInterface<Wrong> {};

TEST_P(AWrongListOfFiles, KeepsTheLogShutAndLosesNothing) {
  GetParam().make(log(), folder_ / "older");
  const auto refused = open_vouched();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::corrupt) << refused.error().message;
  put_list_back();
  const auto opened = open_vouched();
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)->tree(vouched_.size).value(), vouched_);
  EXPECT_TRUE((*opened)->scrub());
}

static void flip_bit_amid(const fs::path& file) {
  auto content = content_of(file);
  content[content.size() / 2] ^= 1;
  put(file, content);
}

INSTANTIATE_TEST_SUITE_P(
    Each, AWrongListOfFiles,
    ::testing::Values(
        Wrong{"current_is_missing", [](auto& log, auto&) { fs::remove(log / "CURRENT"); }},
        Wrong{"current_is_empty", [](auto& log, auto&) { put(log / "CURRENT", ""); }},
        Wrong{"current_is_cut",
              [](auto& log, auto&) { put(log / "CURRENT", manifest_in(log).filename().string()); }},
        Wrong{"current_names_none",
              [](auto& log, auto&) { put(log / "CURRENT", "MANIFEST-000999\n"); }},
        Wrong{"manifest_is_missing", [](auto& log, auto&) { fs::remove(manifest_in(log)); }},
        Wrong{"manifest_is_empty", [](auto& log, auto&) { put(manifest_in(log), ""); }},
        Wrong{"manifest_is_cut",
              [](auto& log, auto&) {
                fs::resize_file(manifest_in(log), fs::file_size(manifest_in(log)) / 2);
              }},
        Wrong{"manifest_is_damaged", [](auto& log, auto&) { flip_bit_amid(manifest_in(log)); }},
        Wrong{"list_is_older", [](auto& log, auto& older) { take_list(older, log); }}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace riskflow::eventstore
