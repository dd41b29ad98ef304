// The root of the keys in escrow: without it a backup's pages open to nobody, with it to all but
// those who were erased since.

#include <fstream>
#include <set>
#include <thread>

#include "domain/core/big_endian.hpp"
#include "eventstore/crypto.hpp"
#include "eventstore/unlock_key.hpp"
#include "tests/eventstore/safe_log.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

class KeyEscrow : public SafeLog {
 protected:
  KeyEscrow() {
    EXPECT_TRUE(make_unlock_key(escrow_key()));
    for (std::uint8_t n = 1; n <= 4; ++n) {
      SubjectRef one;
      one.bytes.fill(n);
      people_.push_back(one);
    }
  }

  fs::path escrow_key() const { return folder_ / "escrow.key"; }
  fs::path artefact() const { return folder_ / "root.escrow"; }
  fs::path list() const { return folder_ / "erasures"; }

  static std::string leaf_of(const Keyring& ring, const SubjectRef& person) {
    const auto leaf = ring.leaf(person, Purpose::identity);
    return leaf ? hex(view_of(leaf->bytes())) : std::string();
  }

  void put_root_in_escrow() {
    const EscrowTerms terms{log_->id(), 0, erased_.size(), at_second(0), at_second(1'000)};
    std::ofstream(artefact(), std::ios::binary)
        << keys_->seal_root(terms, read_unlock_key(escrow_key()).value()).value();
  }
  void write_list() {
    std::ofstream(list()) << notary_->sign(ErasureList{origin_of(log_->origin()), 0, erased_});
  }
  void erase(const SubjectRef& person) {
    ASSERT_TRUE(keys_->erase(std::array{person}));
    erased_.push_back(person);
    write_list();
  }

  Result<RestoredKeys> restore_them(Instant now = at_second(10)) {
    return restore_keys(
        {restored(), artefact(), escrow_key(), list(), restored() / "unlock.key", now});
  }
  std::unique_ptr<Keyring> restored_ring() {
    auto ring = Keyring::open(restored() / "keys", restored() / "unlock.key");
    EXPECT_TRUE(ring) << ring.error().message;
    return std::move(*ring);
  }

  std::vector<SubjectRef> people_;
  std::vector<SubjectRef> erased_;
};

TEST_F(KeyEscrow, OpensABackupToAllButThoseWhoWereErasedAfterIt) {
  const auto first = leaf_of(*keys_, people_[0]);
  erase(people_[3]);
  put_root_in_escrow();
  const auto backup = must_back_up().backup.folder;
  erase(people_[1]);
  erase(people_[2]);
  must_restore(backup, NewLog{});
  const auto done = restore_them();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->erased, 2U);
  const auto ring = restored_ring();
  EXPECT_EQ(leaf_of(*ring, people_[0]), first);
  for (std::size_t n = 1; n < 4; ++n)
    EXPECT_EQ(ring->leaf(people_[n], Purpose::casework).error().code, Errc::erased) << n;
  EXPECT_FALSE(fs::exists(restored() / "keys.backup")) << "their root could open them";
}

// The roots that lie in a draft of a key folder, as they come and go.
class RootWatch {
 public:
  explicit RootWatch(fs::path data) : data_(std::move(data)) {}
  std::set<std::string> seen() {
    watcher_.request_stop();
    watcher_.join();
    return seen_;
  }

 private:
  void look(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::error_code gone;
      for (fs::directory_iterator entry(data_, gone); entry != fs::end(entry);
           entry.increment(gone))
        if (entry->path().filename().string().starts_with("keys.draft-"))
          note(text_in(entry->path() / "root"));
    }
  }
  // A file that is just being written is a part of what it will be.
  void note(const std::string& root) {
    if (!root.empty()) seen_.insert(root);
  }

  fs::path data_;
  std::set<std::string> seen_;
  std::jthread watcher_{[this](const std::stop_token& stop) { look(stop); }};
};

// Killed at any moment, no file is left that opens the erased.
TEST_F(KeyEscrow, WritesNoRootThatOpensWhoIsToBeForgotten) {
  put_root_in_escrow();
  const auto backup = must_back_up().backup.folder;
  for (std::uint64_t n = 0; n < 300; ++n) {
    SubjectRef one;
    random_bytes(one.bytes);
    erased_.push_back(one);
  }
  write_list();
  must_restore(backup, NewLog{});
  RootWatch watch(restored());
  const auto done = restore_them();
  const auto seen = watch.seen();
  ASSERT_TRUE(done) << done.error().message;
  const auto last = text_in(restored() / "keys" / "root");
  for (const auto& root : seen) EXPECT_EQ(root, last) << "others open everybody, or some of them";
}

TEST_F(KeyEscrow, OverwritesWhatARestoreThatWasKilledLeftBehind) {
  put_root_in_escrow();
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  const auto draft = restored() / "keys.draft-0123456789abcdef";
  fs::create_directories(draft);
  std::ofstream(draft / "root") << "a root";
  fs::create_hard_link(draft / "root", restored() / "block of the disk");
  ASSERT_TRUE(restore_them());
  EXPECT_FALSE(fs::exists(draft));
  EXPECT_NE(text_in(restored() / "block of the disk"), "a root");
}

// The root of now opens nothing that an erasure has replaced.
TEST_F(KeyEscrow, OfALaterRootOpensNoEarlierBackup) {
  const auto backup = must_back_up().backup.folder;
  erase(people_[0]);
  put_root_in_escrow();
  must_restore(backup, NewLog{});
  const auto refused = restore_them();
  ASSERT_FALSE(refused);
  EXPECT_EQ(detail(refused.error(), "reason"), "another_generation");
  EXPECT_FALSE(fs::exists(restored() / "keys"));
}

TEST_F(KeyEscrow, ThatWasReplacedCountsUntilItsTimeAndNoLonger) {
  put_root_in_escrow();
  erased_.push_back(people_[0]);
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  EXPECT_EQ(restore_them(at_second(1'000)).error().code, Errc::expired);
  EXPECT_FALSE(fs::exists(restored() / "keys"));
  EXPECT_TRUE(restore_them(at_second(999)));
}

// A loss may be noticed late, and it opens nobody who was erased.
TEST_F(KeyEscrow, ThatWasNeverReplacedCountsWhateverItsTime) {
  put_root_in_escrow();
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  EXPECT_TRUE(restore_them(at_second(1'000'000)));
}

// An erasure puts the new root in escrow before it is certified: the list has one more than the
// root counts, whom it opens as little as the others.
TEST_F(KeyEscrow, ThatCountsFewerErasuresThanItHasDoneCountsWhateverItsTime) {
  ASSERT_TRUE(keys_->erase(std::array{people_[0]}));
  put_root_in_escrow();
  erased_.push_back(people_[0]);
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  const auto done = restore_them(at_second(1'000'000));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->erased, 0U);
}

// However the list is ordered, and whatever the root says of itself.
TEST_F(KeyEscrow, ForgetsEverybodyOnTheListWhomTheRootOpens) {
  erase(people_[0]);
  put_root_in_escrow();
  const auto backup = must_back_up().backup.folder;
  erased_.insert(erased_.begin(), people_[1]);
  write_list();
  must_restore(backup, NewLog{});
  EXPECT_EQ(restore_them().value().erased, 1U);
  const auto ring = restored_ring();
  for (const auto& person : erased_)
    EXPECT_EQ(ring->leaf(person, Purpose::identity).error().code, Errc::erased);
}

// Whom the log beside it erased is on no list of this one.
TEST_F(KeyEscrow, OfALogThatAnotherGoesOnFromCountsUntilItsTimeAndNoLonger) {
  put_root_in_escrow();
  write_list();
  const auto own = folder_ / "escrow" / to_text(log_->origin());
  const auto other = folder_ / "escrow" / "0123456789abcdef0123456789abcdef";
  for (const auto& place : {own, other}) fs::create_directories(place);
  fs::copy_file(artefact(), other / "root-1.escrow");
  fs::copy_file(artefact(), own / "root-1.escrow");
  must_restore(must_back_up().backup.folder, NewLog{});
  KeyRestoreOrder order{restored(), own / "root-1.escrow",     escrow_key(),
                        list(),     restored() / "unlock.key", at_second(1'000)};
  const auto refused = restore_keys(order);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::expired);
  EXPECT_NE(refused.error().message.find(other.string()), std::string::npos)
      << refused.error().message;
  fs::remove_all(other);
  EXPECT_TRUE(restore_keys(order)) << "whom nobody else erased";
}

// So that no key folder of before, of this log or of the one it comes from, is taken for it.
TEST_F(KeyEscrow, MakesKeysOfAGenerationAboveAllRootsThatLieThere) {
  put_root_in_escrow();
  const auto backup = must_back_up().backup.folder;
  const auto first = folder_ / "first";
  fs::rename(artefact(), first);
  erase(people_[0]);
  erase(people_[1]);
  put_root_in_escrow();
  fs::rename(artefact(), folder_ / "third.escrow");
  fs::rename(first, artefact());
  must_restore(backup, NewLog{});
  const auto done = restore_them();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(keys_->generation(), 3U);
  EXPECT_EQ(done->generation, 4U);
  EXPECT_EQ(restored_ring()->generation(), 4U);
}

TEST_F(KeyEscrow, RaisesTheGenerationAlsoWhereNobodyIsForgotten) {
  put_root_in_escrow();
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  EXPECT_EQ(restore_them().value().generation, 2U);
  EXPECT_EQ(restored_ring()->generation(), 2U);
}

TEST_F(KeyEscrow, RemembersWhomItForgotAgainUntilThatIsOnRecord) {
  put_root_in_escrow();
  const auto backup = must_back_up().backup.folder;
  erase(people_[0]);
  must_restore(backup, NewLog{});
  ASSERT_TRUE(restore_them());
  const auto keys = restored() / "keys";
  const ErasureList expected{origin_of(log_->origin()), 0, {people_[0]}};
  EXPECT_EQ(forgotten_again(keys).value(), expected);
  ASSERT_TRUE(put_on_record(keys));
  EXPECT_EQ(forgotten_again(keys).value(), std::nullopt);
}

TEST_F(KeyEscrow, NeedsAListThatIsNoOlderThanTheRoot) {
  write_list();
  const auto old = text_in(list());
  erase(people_[0]);
  put_root_in_escrow();
  must_restore(must_back_up().backup.folder, NewLog{});
  std::ofstream(list()) << old;
  EXPECT_EQ(restore_them().error().code, Errc::rejected);
  write_list();
  EXPECT_TRUE(restore_them());
}

TEST_F(KeyEscrow, BelievesNoListThatTheLogDidNotSign) {
  put_root_in_escrow();
  must_restore(must_back_up().backup.folder, NewLog{});
  const auto other = proof::SigningKey::generate(notary_->keys().front().name);
  const ErasureList forged{notary_->keys().front().name, 0, {}};
  std::ofstream(list()) << proof::sign_note(text_of(forged), std::array{&other});
  EXPECT_EQ(restore_them().error().code, Errc::corrupt);
  write_list();
  auto text = text_in(list());
  flip_byte(list(), text.find("erasures\n") + 9);
  EXPECT_FALSE(restore_them());
  std::ofstream(list()) << text;
  EXPECT_TRUE(restore_them());
}

// Whoever restores gives the newest audit.pub: the backup knows the old key only.
TEST_F(KeyEscrow, OpensABackupFromBeforeTheSigningKeyWasReplaced) {
  put_root_in_escrow();
  must_restore(must_back_up().backup.folder, NewLog{});
  const auto old_key = notary_->keys().front();
  ASSERT_TRUE(notary_->add_key());
  ASSERT_TRUE(notary_->retire_key(old_key.id));
  erase(people_[0]);
  const auto refused = restore_them();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("--key"), std::string::npos) << refused.error().message;
  KeyRestoreOrder order{restored(),   artefact(), escrow_key(), list(), restored() / "unlock.key",
                        at_second(10)};
  order.keys = notary_->keys();
  EXPECT_EQ(restore_keys(order).value().erased, 1U);
}

// A signed checkpoint is not a list, and a list is not a checkpoint.
TEST_F(KeyEscrow, TellsAListFromACheckpoint) {
  EXPECT_FALSE(verify_erasures(notary_->sign().value(), notary_->keys()));
  write_list();
  EXPECT_FALSE(proof::verify_checkpoint(text_in(list()), std::array{notary_->keys().front()}));
}

TEST_F(KeyEscrow, OpensWithItsOwnKeyOnlyAndSaysWhoseItIs) {
  put_root_in_escrow();
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  const auto mine = text_in(escrow_key());
  std::ofstream(escrow_key()) << std::string(64, 'a') << '\n';
  EXPECT_EQ(restore_them().error().code, Errc::corrupt);
  std::ofstream(escrow_key()) << mine;
  const auto terms = escrow_terms(text_in(artefact())).value();
  EXPECT_EQ(terms.log, log_->id());
  EXPECT_EQ(terms.until, at_second(1'000));
  flip_byte(artefact(), 60);  // its date
  EXPECT_FALSE(restore_them());
}

TEST_F(KeyEscrow, OfANewerFormatIsRefusedWithItsFormat) {
  put_root_in_escrow();
  auto bytes = text_in(artefact());
  bytes[16] = 9;
  const auto terms = escrow_terms(bytes);
  ASSERT_FALSE(terms);
  EXPECT_NE(terms.error().message.find("format 9"), std::string::npos) << terms.error().message;
}

TEST_F(KeyEscrow, NeverReplacesKeysThatAreThere) {
  put_root_in_escrow();
  write_list();
  must_restore(must_back_up().backup.folder, NewLog{});
  ASSERT_TRUE(restore_them());
  EXPECT_EQ(restore_them().error().code, Errc::conflict);
  EXPECT_NE(keys_may_be_restored(restored()).error().message.find("is there already"),
            std::string::npos);
}

}  // namespace riskflow::eventstore
