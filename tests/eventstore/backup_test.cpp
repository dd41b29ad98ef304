// Backups: that they hold all that was durable, made while the log runs, and that what is not what
// was signed is told.

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

#include <sys/stat.h>

#include "tests/eventstore/failing_files.hpp"
#include "tests/eventstore/safe_log.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

class BackingUp : public SafeLog {
 protected:
  static std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) out.insert(entry.path().lexically_relative(folder).string());
    return out;
  }
  static fs::path file_in(const fs::path& folder, std::string_view ending) {
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().string().ends_with(ending)) return entry.path();
    ADD_FAILURE() << "no file " << ending;
    return {};
  }
};

TEST_F(BackingUp, HoldsEveryEventUnderACheckpointOfJustThese) {
  append_some(300);
  const auto made = must_back_up();
  EXPECT_EQ(made.tree, log_->tree(to_number(log_->head())).value());
  EXPECT_EQ(made.backup.events, to_number(log_->head()));
  EXPECT_EQ(made.backup.log, log_->id());
  const auto note = text_in(made.backup.folder / "checkpoint");
  const auto checkpoint = proof::verify_checkpoint(note, std::array{notary_->keys().front()});
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->tree, made.tree);
}

TEST_F(BackingUp, OfAnEmptyLogIsOneToo) {
  const auto made = must_back_up();
  EXPECT_EQ(made.backup.events, 0U);
  EXPECT_TRUE(verify_backup(made.backup.folder));
}

TEST_F(BackingUp, GoesOnBesideAppendsAndHoldsAllThatWereAcknowledgedBefore) {
  append_some(50);
  std::atomic<bool> done{false};
  std::jthread writer([&] {
    for (std::uint64_t n = 100'000; !done; ++n)
      EXPECT_TRUE(append(frame(n, "c-" + std::to_string(n), Expected::no_stream())));
  });
  for (int n = 0; n < 5; ++n) {
    const auto before = to_number(log_->head());
    EXPECT_GE(must_back_up().backup.events, before);
  }
  done = true;
  writer.join();
  const auto all = backups_in(collection()).value();
  ASSERT_EQ(all.size(), 5U);
  for (const auto& one : all) EXPECT_TRUE(verify_backup(one.folder)) << one.folder;
}

TEST_F(BackingUp, LeavesNothingInTheDataFolder) {
  append_some(5);
  const auto before = names_in(data());
  must_back_up();
  EXPECT_EQ(names_in(data()), before);
  EXPECT_FALSE(fs::exists(folder_ / "log.staged"));
}

TEST_F(BackingUp, ShowsItsFilesToNobodyElseWhileItIsMade) {
  append_some(5);
  ASSERT_TRUE(log_->stage([](const fs::path& files) -> Status {
    EXPECT_TRUE(fs::exists(files / "CURRENT"));
    EXPECT_EQ(fs::status(files.parent_path()).permissions(), fs::perms::owner_all);
    return {};
  }));
}

TEST_F(BackingUp, ThatWasKilledLeavesNothingOnceTheLogIsOpened) {
  append_some(5);
  close();
  fs::create_directories(folder_ / "log.staged" / "log");
  std::ofstream(folder_ / "log.staged" / "log" / "000026.sst") << "an envelope";
  open();
  EXPECT_FALSE(fs::exists(folder_ / "log.staged"));
}

TEST_F(BackingUp, HoldsNoKeyThatOpensOrSigns) {
  append_some(1);
  for (const auto& name : names_in(must_back_up().backup.folder)) {
    EXPECT_EQ(name.find("root"), std::string::npos) << name;
    EXPECT_EQ(name.find("unlock"), std::string::npos) << name;
    EXPECT_EQ(name.find("audit.key"), std::string::npos) << name;
  }
}

TEST_F(BackingUp, LinksToFilesThatAnEarlierBackupHas) {
  append_some(200);
  const auto first = must_back_up().backup.folder;
  append_some(10);
  const auto second = must_back_up().backup.folder;
  const auto file = file_in(first / "log", ".sst");
  EXPECT_TRUE(fs::equivalent(file, second / "log" / file.filename()));
  fs::remove_all(first);
  EXPECT_TRUE(verify_backup(second)) << "each stands by itself";
}

// Hard links do not reach there.
TEST_F(BackingUp, GoesToAnotherFileSystemToo) {
  struct ::stat here{};
  struct ::stat there{};
  const fs::path other = "/dev/shm";
  if (::stat(data().c_str(), &here) != 0 || ::stat(other.c_str(), &there) != 0 ||
      here.st_dev == there.st_dev)
    GTEST_SKIP() << "there is one file system only";
  append_some(100);
  const auto elsewhere = other / ("riskflow-test-" + to_text(log_->id()));
  const auto made = make_backup({*log_, *notary_, *keys_}, elsewhere, at_second(1));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(verify_backup(made->backup.folder));
  must_restore(made->backup.folder, NewLog{});
  EXPECT_EQ(open_restored()->tree(300).value(), made->tree);
  fs::remove_all(elsewhere);
}

TEST_F(BackingUp, ThatCannotFlushTheLogLeavesNothing) {
  FailingFiles files;
  close();
  open({.limits = {}, .env = files.env()});
  open_parts();
  append_some(3);
  files.fail_syncs();
  EXPECT_FALSE(back_up());
  files.heal();
  EXPECT_TRUE(!fs::exists(collection()) || fs::is_empty(collection()));
  EXPECT_FALSE(fs::exists(folder_ / "log.staged"));
  close();
}

TEST_F(BackingUp, SharesNoFileWithTheLogItself) {
  append_some(200);
  const auto made = must_back_up().backup.folder;
  for (const auto& entry : fs::directory_iterator(folder_ / "log"))
    if (fs::exists(made / "log" / entry.path().filename()))
      EXPECT_FALSE(fs::equivalent(entry.path(), made / "log" / entry.path().filename()));
}

// What an earlier backup has may have rotted on its disk since.
TEST_F(BackingUp, CopiesAnewWhatHasRottedInAnEarlierOne) {
  append_some(200);
  const auto first = must_back_up().backup.folder;
  flip_byte(file_in(first / "log", ".sst"), 100);
  const auto second = must_back_up().backup.folder;
  EXPECT_FALSE(verify_backup(first));
  EXPECT_TRUE(verify_backup(second));
}

// RocksDB 7.8.3 may put a wrong list of files beside what it stages.
TEST_F(BackingUp, IsMadeOnceMoreWhereTheListOfStagedFilesIsWrong) {
  FailingFiles files;
  close();
  open({.limits = {}, .env = files.env()});
  open_parts();
  append_some(20);
  files.lose_next(".tmp/MANIFEST");
  EXPECT_EQ(must_back_up().tree, log_->tree(to_number(log_->head())).value());
  EXPECT_TRUE(files.has_lost());
  close();
}

TEST_F(BackingUp, IsRefusedWhereOneOfThatNameIs) {
  must_back_up();
  --second_;
  const auto again = back_up();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(BackingUp, ThatFailsLeavesNothing) {
  append_some(5);
  fs::remove(data() / "keys" / "root");
  EXPECT_FALSE(back_up());
  EXPECT_TRUE(!fs::exists(collection()) || fs::is_empty(collection()));
}

TEST_F(BackingUp, RemovesWhatACrashLeftOfAnEarlierTry) {
  append_some(5);
  const auto unnamed = "." + to_text(log_->id());
  for (const auto& name : {unnamed, unnamed + ".draft-0123456789abcdef"}) {
    fs::create_directories(collection() / name / "log");
    std::ofstream(collection() / name / "log" / "CURRENT") << "cut";
  }
  fs::create_directories(folder_ / "log.staged");
  const auto made = must_back_up();
  EXPECT_EQ(std::distance(fs::directory_iterator(collection()), {}), 1);
  EXPECT_TRUE(verify_backup(made.backup.folder));
}

TEST_F(BackingUp, IsListedOldestFirstBesideWhatIsNone) {
  must_back_up();
  append_some(2);
  must_back_up();
  fs::create_directories(collection() / "lost+found");
  const auto all = backups_in(collection()).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].events, 0U);
  EXPECT_EQ(all[1].events, to_number(log_->head()));
  EXPECT_LT(all[0].made, all[1].made);
}

TEST_F(BackingUp, CanBeReadByChecksumsOfCoreutils) {
  append_some(20);
  const auto folder = must_back_up().backup.folder;
  const auto command = "cd '" + folder.string() + "' && sha256sum --quiet -c SHA256SUMS";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

// ---- verifying ----

TEST_F(BackingUp, IsFoundDamagedWhicheverFileIs) {
  append_some(100);
  const auto folder = must_back_up().backup.folder;
  for (const auto& name : names_in(folder)) {
    const auto file = folder / name;
    if (fs::file_size(file) == 0) continue;
    const auto at = fs::file_size(file) / 2;
    flip_byte(file, at);
    EXPECT_FALSE(verify_backup(folder)) << name;
    flip_byte(file, at);
  }
  EXPECT_TRUE(verify_backup(folder));
}

TEST_F(BackingUp, IsFoundDamagedWhenAFileIsMissingOrTooMuch) {
  append_some(10);
  const auto folder = must_back_up().backup.folder;
  std::ofstream(folder / "log" / "extra") << "x";
  EXPECT_EQ(verify_backup(folder).error().code, Errc::corrupt);
  fs::remove(folder / "log" / "extra");
  fs::remove(folder / "keys" / "pages" / "0");
  EXPECT_EQ(verify_backup(folder).error().target, "keys/pages/0");
}

// Somebody who changes the log can make the list of files anew, but not the signature.
TEST_F(BackingUp, IsFoundForgedByTheCheckpoint) {
  append_some(10);
  const auto folder = must_back_up().backup.folder;
  append_some(1);
  const auto later = must_back_up().backup.folder;
  fs::remove_all(folder / "log");
  fs::copy(later / "log", folder / "log", fs::copy_options::recursive);
  const auto sums = "cd '" + folder.string() +
                    "' && find . -type f ! -name SHA256SUMS -printf '%P\\0' | "
                    "xargs -0 sha256sum > SHA256SUMS";
  ASSERT_EQ(std::system(sums.c_str()), 0);
  const auto found = verify_backup(folder);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().target, "checkpoint") << found.error().message;
}

TEST_F(BackingUp, IsHeldAgainstTheKeyThatTheAuditorHas) {
  append_some(3);
  const auto folder = must_back_up().backup.folder;
  EXPECT_TRUE(verify_backup(folder, notary_->keys()));
  const auto other = proof::SigningKey::generate(notary_->keys().front().name);
  EXPECT_FALSE(verify_backup(folder, std::array{other.verifier()}));
}

TEST_F(BackingUp, OfANewerRiskflowIsRefusedWithItsFormat) {
  const auto folder = must_back_up().backup.folder;
  auto facts = text_in(folder / "backup");
  facts.replace(facts.find("backup 1"), 8, "backup 2");
  std::ofstream(folder / "backup") << facts;
  const auto read = read_backup(folder);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("format 2"), std::string::npos) << read.error().message;
}

TEST_F(BackingUp, CanBeVerifiedWhereNothingCanBeWritten) {
  append_some(10);
  const auto folder = must_back_up().backup.folder;
  const auto before = names_in(folder);
  for (const auto& one : {folder, folder / "log"}) ASSERT_EQ(::chmod(one.c_str(), 0500), 0);
  EXPECT_TRUE(verify_backup(folder));
  for (const auto& one : {folder, folder / "log"}) ASSERT_EQ(::chmod(one.c_str(), 0700), 0);
  EXPECT_EQ(names_in(folder), before);
}

}  // namespace riskflow::eventstore
