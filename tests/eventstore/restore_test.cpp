// Restoring a backup: whole or to the past, and that no key ever signs two histories.

#include "eventstore/restore.hpp"

#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "eventstore/ack_ledger.hpp"
#include "tests/eventstore/safe_log.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

class Restoring : public SafeLog {
 protected:
  // The old data folder as a server left it: notary's files beside the log.
  fs::path old_data() const { return data(); }
};

TEST_F(Restoring, ToNowBringsBackEveryEventAndGoesOnAsTheSameLog) {
  append_some(300);
  const auto before = everything();
  const auto key = notary_->keys().front();
  const auto backup = must_back_up().backup.folder;
  close();
  const auto done = must_restore(backup, SameLog{old_data()});
  EXPECT_EQ(done.kept, done.from.tree);
  const auto log = open_restored();
  EXPECT_EQ(everything_in(*log), before);
  const auto notary = Notary::open(*log, restored());
  ASSERT_TRUE(notary) << notary.error().message;
  EXPECT_EQ((*notary)->keys().front(), key);
  ASSERT_TRUE(log->append_and_wait(frame(1'000'000, "d", Expected::no_stream())));
  EXPECT_TRUE((*notary)->sign());
  EXPECT_FALSE(fs::exists(old_data() / "audit.key")) << "one key, one history";
}

TEST_F(Restoring, KnowsRepeatedRequestsAsBefore) {
  append_some(10);
  const auto first = must_append(frame(77, "c", Expected::any()));
  const auto backup = must_back_up().backup.folder;
  must_restore(backup, NewLog{});
  const auto log = open_restored();
  const auto again = log->append_and_wait(frame(77, "c", Expected::any()));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->outcome, Outcome::repeated);
  EXPECT_EQ(again->first, first.first);
}

// The disk was lost: what came after the backup may have been signed, and is gone.
TEST_F(Restoring, AfterALossGoesOnAsANewLogThatNamesTheOld) {
  append_some(50);
  const auto old_key = notary_->keys().front();
  const auto made = must_back_up();
  append_some(5);
  ASSERT_TRUE(notary_->sign());
  close();
  fs::remove_all(data());
  const auto done = must_restore(made.backup.folder, NewLog{});
  EXPECT_NE(done.origin, made.backup.origin);
  const auto log = open_restored();
  const auto first = log->commit_at(Position{made.tree.size}).value();
  EXPECT_EQ(first.events.front().stream, "safekeeping");
  EXPECT_EQ(first.events.front().payload, made.backup.origin);
  EXPECT_EQ(log->id(), made.backup.log) << "what is sealed is bound to it";
  EXPECT_EQ(log->tree(made.tree.size).value(), made.tree) << "the old checkpoint still holds";
  const auto notary = Notary::open(*log, restored()).value();
  EXPECT_EQ(notary->keys().front().name, done.origin);
  EXPECT_NE(notary->keys().front().public_key, old_key.public_key);
  EXPECT_GT(notary->signed_size(), made.tree.size);
}

TEST_F(Restoring, RefusesToGoOnAsALogThatSignedMore) {
  append_some(20);
  const auto backup = must_back_up().backup.folder;
  append_some(1);
  ASSERT_TRUE(notary_->sign());
  close();
  const auto refused = restore(backup, SameLog{old_data()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "reason"), "below_floor");
  EXPECT_NE(refused.error().message.find("--new-log"), std::string::npos);
  EXPECT_FALSE(fs::exists(restored())) << "nothing half-done";
  EXPECT_TRUE(fs::exists(old_data() / "audit.key"));
}

// Another process that has a file locked until it is killed.
class LockHolder {
 public:
  explicit LockHolder(const fs::path& file) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    child_ = ::fork();
    if (child_ == 0) {
      struct ::flock whole{};
      whole.l_type = F_WRLCK;
      const int fd = ::open(file.c_str(), O_RDWR | O_CREAT, 0600);
      if (::fcntl(fd, F_SETLK, &whole) == 0 && ::write(ready[1], "x", 1) == 1) ::pause();
      ::_exit(0);
    }
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~LockHolder() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

 private:
  ::pid_t child_ = 0;
};

// Strict durability acknowledges before a checkpoint is signed.
TEST_F(Restoring, RefusesToGoOnAsALogThatAcknowledgedMore) {
  append_some(20);
  const auto backup = must_back_up().backup.folder;
  auto acknowledged = log_->tree(to_number(log_->head())).value();
  ++acknowledged.size;
  close();
  ASSERT_TRUE(AckLedger::open(old_data() / "log.acks", acknowledged));
  const auto refused = restore(backup, SameLog{old_data()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "reason"), "below_floor");
  EXPECT_TRUE(fs::exists(old_data() / "audit.key")) << "it goes on where it is";
}

// Never two folders that sign: where the key cannot leave, the new folder is not there.
TEST_F(Restoring, MakesNoFolderWhoseKeyCannotLeaveTheOld) {
  append_some(20);
  const auto backup = must_back_up().backup.folder;
  close();
  fs::create_directories(old_data() / "audit.key.moving" / "in the way");
  EXPECT_FALSE(restore(backup, SameLog{old_data()}));
  EXPECT_FALSE(fs::exists(restored()));
  EXPECT_TRUE(fs::exists(old_data() / "audit.key"));
}

TEST_F(Restoring, GoesOnWithAMoveOfTheKeyThatWasCutOff) {
  append_some(20);
  const auto backup = must_back_up().backup.folder;
  close();
  must_restore(backup, SameLog{old_data()});
  fs::rename(restored() / "audit.key", old_data() / "audit.key.moving");
  EXPECT_FALSE(Notary::open(*open_restored(), restored())) << "neither folder signs";
  must_restore(backup, SameLog{old_data()});
  EXPECT_TRUE(Notary::open(*open_restored(), restored()));
  EXPECT_FALSE(fs::exists(old_data() / "audit.key.moving"));
  EXPECT_EQ(restore(backup, SameLog{old_data()}).error().code, Errc::conflict);
}

TEST_F(Restoring, RefusesWhileTheOldFolderIsInUse) {
  append_some(2);
  const auto backup = must_back_up().backup.folder;
  close();
  fs::create_directories(old_data() / "log");
  const LockHolder server(old_data() / "log" / "LOCK");
  const auto refused = restore(backup, SameLog{old_data()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict) << refused.error().message;
}

TEST_F(Restoring, NeverTouchesAFilledFolder) {
  append_some(2);
  const auto backup = must_back_up().backup.folder;
  fs::create_directories(restored());
  std::ofstream(restored() / "precious") << "mine";
  EXPECT_EQ(restore(backup, NewLog{}).error().code, Errc::conflict);
  EXPECT_EQ(text_in(restored() / "precious"), "mine");
}

TEST_F(Restoring, OfADamagedBackupLeavesNothing) {
  append_some(30);
  const auto backup = must_back_up().backup.folder;
  flip_byte(backup / "checkpoint", 20);
  EXPECT_EQ(restore(backup, NewLog{}).error().code, Errc::corrupt);
  EXPECT_FALSE(fs::exists(restored()));
}

// ---- the past ----

TEST_F(Restoring, ToAPositionKeepsItsCommitWhole) {
  append_some(100);
  const auto all = everything();
  const auto backup = must_back_up().backup.folder;
  const auto done = must_restore(backup, ReadOnly{}, Position{151});  // of commit 150..152
  EXPECT_EQ(done.kept, log_->tree(153).value());
  const auto log = open_restored();
  EXPECT_EQ(to_number(log->head()), 153U);
  EXPECT_EQ(everything_in(*log), std::vector(all.begin(), all.begin() + 51));
  EXPECT_TRUE(log->scrub());
}

TEST_F(Restoring, ToATimeKeepsWhatWasRecordedByThen) {
  append_some(10);  // recorded at second 1, 4, 7, ... 28
  const auto backup = must_back_up().backup.folder;
  must_restore(backup, ReadOnly{}, at_second(8));
  EXPECT_EQ(to_number(open_restored()->head()), 9U);
}

TEST_F(Restoring, ToEachPastGivesTheTreeOfThatTime) {
  append_some(90);
  const auto backup = must_back_up().backup.folder;
  for (const std::uint64_t size : {3U, 255U, 258U, 270U}) {
    const auto done = must_restore(backup, NewLog{}, Position{size - 1});
    EXPECT_EQ(done.kept, log_->tree(size).value());
    EXPECT_TRUE(open_restored()->scrub()) << size;
    fs::remove_all(restored());
  }
}

TEST_F(Restoring, ForReadingOnlyTakesNoEventAndIsNeverSigned) {
  append_some(10);
  const auto backup = must_back_up().backup.folder;
  must_restore(backup, ReadOnly{});
  const auto log = open_restored();
  EXPECT_TRUE(log->is_read_only());
  const auto refused = log->append_and_wait(frame(1'000'000, "d", Expected::any()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "reason"), "read_only");
  EXPECT_FALSE(fs::exists(restored() / "audit.key"));
}

TEST_F(Restoring, ToThePastCannotGoOnAsTheSameLog) {
  append_some(10);
  const auto backup = must_back_up().backup.folder;
  close();
  EXPECT_EQ(restore(backup, SameLog{old_data()}, Position{5}).error().code, Errc::rejected);
  EXPECT_FALSE(fs::exists(restored()));
}

// Streams, versions and requests of what was cut off are gone too: it can happen again.
TEST_F(Restoring, ToThePastForgetsWhatCameAfter) {
  append_some(10);
  must_append(frame(500, "c", Expected::any()));
  const auto kept = log_->head();
  must_append(frame(501, "c", Expected::any()));
  must_append(frame(502, "late", Expected::no_stream()));
  const auto backup = must_back_up().backup.folder;
  must_restore(backup, NewLog{}, Position{to_number(kept) - 1});
  const auto log = open_restored();
  EXPECT_EQ(log->version_of({"c"}).value(), Version{1});
  EXPECT_EQ(log->version_of({"late"}).value(), Version{0});
  EXPECT_EQ(log->append_and_wait(frame(500, "c", Expected::any()))->outcome, Outcome::repeated);
  EXPECT_EQ(log->append_and_wait(frame(501, "c", Expected::any()))->outcome, Outcome::appended);
  EXPECT_TRUE(log->append_and_wait(frame(502, "late", Expected::no_stream())));
}

TEST_F(Restoring, PastTheEndOfTheBackupSaysWhereItEnds) {
  append_some(1);
  const auto backup = must_back_up().backup.folder;
  const auto refused = restore(backup, ReadOnly{}, Position{3});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::not_found);
  EXPECT_NE(refused.error().message.find("3 events"), std::string::npos);
}

// Hardly what anybody means: an empty log.
TEST_F(Restoring, BeforeTheFirstEventSaysWhenThatWas) {
  append_some(2);
  const auto backup = must_back_up().backup.folder;
  const auto first = log_->last_recorded();
  append_some(2);
  const auto refused = restore(backup, NewLog{}, at_second(-1'000'000));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::not_found);
  EXPECT_NE(refused.error().message.find("the first event of the backup was recorded at"),
            std::string::npos)
      << refused.error().message;
  EXPECT_FALSE(fs::exists(restored()));
  EXPECT_TRUE(restore(backup, NewLog{}, first));
}

// A new log can be backed up and restored in its turn, to its own past too.
TEST_F(Restoring, OfANewLogIsAsOfTheFirst) {
  append_some(10);
  const auto first = must_back_up().backup.folder;
  must_restore(first, NewLog{}, Position{5});
  close();
  fs::remove_all(folder_ / "log");
  fs::remove_all(data());
  fs::rename(restored(), data());
  fs::rename(data() / "log", folder_ / "log");
  open_parts();
  append_some(3);
  const auto origin = log_->origin();
  const auto second = must_back_up();
  EXPECT_EQ(second.backup.origin, origin_of(origin));
  must_restore(second.backup.folder, ReadOnly{});
  EXPECT_EQ(everything_in(*open_restored()), everything());
}

}  // namespace riskflow::eventstore
