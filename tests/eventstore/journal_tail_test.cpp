// What a power cut may leave at the end of the write-ahead log is cut off; what it cannot have left
// is damage.

#include <fstream>
#include <set>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

// A log with three commits that lie in one journal.
class ATornTail : public LogTest {
 protected:
  ATornTail() {
    for (std::uint64_t n = 1; n <= 3; ++n) {
      must_append(frame(n, "a", Expected::any(), std::string(50'000, 'x')));
      ends_.push_back(fs::file_size(journal()));
    }
    log_.reset();
  }

  fs::path journal() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(folder_ / "log"))
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    return newest;
  }

  // Other bytes there, as a sector has them that was never written.
  void overwrite(std::uint64_t at, std::string_view with) {
    std::fstream file(journal(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at));
    file << with;
  }

  void expect_refusal() {
    const auto refused = Log::open(options());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::corrupt);
  }

  std::vector<std::uint64_t> ends_;  // of the journal, after each commit
};

TEST_F(ATornTail, IsCutOffWhereSectorsOfTheNewestCommitAreMissing) {
  overwrite(ends_[1] + 512, std::string(512, '\0'));
  overwrite(ends_[2] - 600, std::string(512, '\0'));
  open();
  EXPECT_EQ(log_->head(), Position{2});
  EXPECT_EQ(must_append(frame(3, "a", Expected::any())).first, Position{2});
}

TEST_F(ATornTail, IsCutOffWhereTheNewestCommitWasNeverWritten) {
  overwrite(ends_[1], std::string(ends_[2] - ends_[1], '\0'));
  open();
  EXPECT_EQ(log_->head(), Position{2});
}

TEST_F(ATornTail, IsCutOffWhereThereIsNothingButSpace) {
  fs::resize_file(journal(), ends_[2] + 8192);
  open();
  EXPECT_EQ(log_->head(), Position{3});
}

TEST_F(ATornTail, IsDamageWhenACommitFollowsIt) {
  overwrite(ends_[0] + 512, std::string(512, '\0'));
  expect_refusal();
}

// RocksDB would take the end for a record that was being written.
TEST_F(ATornTail, IsDamageWhenALengthLeadsPastTheEnd) {
  open();
  must_append(frame(4, "a", Expected::any()));
  const auto end = fs::file_size(journal());
  must_append(frame(5, "a", Expected::any()));
  must_append(frame(6, "a", Expected::any()));
  log_.reset();
  overwrite(end + 5, "\x7f");
  expect_refusal();
}

// RocksDB's list of files ends in a change that was never synced.
TEST_F(ATornTail, OfTheListOfFilesIsCutOff) {
  std::string list;
  std::getline(std::ifstream(folder_ / "log" / "CURRENT"), list);
  std::ofstream(folder_ / "log" / list, std::ios::app | std::ios::binary)
      << std::string(7, '\x5a') + std::string(40, 'x');
  open();
  EXPECT_EQ(log_->head(), Position{3});
}

// ---- more journals than one ----

// A log whose process was killed while several of its journals held what lies nowhere else.
class SeveralJournals : public LogTest {
 protected:
  SeveralJournals() {
    const fs::path live = folder_ / "log";
    while (journals_in(live).size() < 4)
      must_append(frame(++commits_, "a", Expected::any(), std::string(200'000, 'x')));
    fs::copy(live, killed(), fs::copy_options::recursive);
    log_.reset();
    fs::remove_all(live);
    fs::rename(killed(), live);
  }

  fs::path killed() const { return folder_ / "killed"; }
  // The oldest first.
  static std::vector<fs::path> journals_in(const fs::path& folder) {
    std::set<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".log") found.insert(entry.path());
    return {found.begin(), found.end()};
  }
  std::vector<fs::path> journals() const { return journals_in(folder_ / "log"); }

  void expect_refusal_of(const fs::path& journal) {
    const auto refused = Log::open(options());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::corrupt);
    EXPECT_NE(refused.error().message.find(journal.filename().string()), std::string::npos)
        << refused.error().message;
  }

  std::uint64_t commits_ = 0;
};

TEST_F(SeveralJournals, AreReadToTheEndOfTheLast) {
  open();
  EXPECT_EQ(log_->head(), Position{commits_});
  EXPECT_TRUE(log_->scrub());
}

// RocksDB takes the end of any journal for what was being written, and drops it in silence.
TEST_F(SeveralJournals, AreRefusedWhereOneButTheLastEndsEarly) {
  const auto cut = journals().at(2);
  fs::resize_file(cut, fs::file_size(cut) - 1'000);
  expect_refusal_of(cut);
}

TEST_F(SeveralJournals, AreRefusedWhereOneEndsBetweenTwoRecords) {
  const auto cut = journals().at(2);
  fs::resize_file(cut, 0);
  expect_refusal_of(journals().at(3));
}

TEST_F(SeveralJournals, AreRefusedWhereOneIsMissing) {
  fs::remove(journals().at(2));
  expect_refusal_of(journals().at(2));
}

}  // namespace riskflow::eventstore
