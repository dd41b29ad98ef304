// Checkpoints of a log: what they vouch for, and what a log is refused for that does not keep to
// them.

#include "eventstore/notary.hpp"

#include <fstream>

#include <sys/stat.h>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Signing : public LogTest {
 protected:
  Signing() { fs::create_directories(notary_folder()); }

  fs::path notary_folder() const { return folder_ / "notary"; }

  Result<std::unique_ptr<Notary>> notary() const { return Notary::open(*log_, notary_folder()); }

  void append_some(std::uint64_t number) {
    must_append(frame(request(number), {part("a", Expected::any(), {event("x"), event("y")})}));
  }

  // The log as it is now, laid aside, and put back.
  void lay_aside() {
    log_.reset();
    fs::copy(folder_ / "log", folder_ / "aside", fs::copy_options::recursive);
    open();
  }
  void put_back() {
    log_.reset();
    fs::remove_all(folder_ / "log");
    fs::rename(folder_ / "aside", folder_ / "log");
    open();
  }
};

TEST_F(Signing, VouchesForAllDurableEventsWithAKeyThatAuditorsAreGiven) {
  append_some(1);
  const auto signer = notary().value();
  const auto note = signer->sign().value();
  const auto key = content_of(notary_folder() / "audit.pub");
  const auto verifier = proof::verifier_key_from_text(key.substr(0, key.size() - 1));
  ASSERT_TRUE(verifier) << key;
  const auto checkpoint = proof::verify_checkpoint(note, std::array{*verifier});
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->origin, "riskflow/" + to_text(log_->id()));
  EXPECT_EQ(checkpoint->tree, log_->tree(2).value());
  EXPECT_EQ(content_of(notary_folder() / "checkpoint"), note);
}

TEST_F(Signing, KeepsItsKeyToItselfAndForGood) {
  const auto first = notary().value()->keys().front();
  EXPECT_EQ(notary().value()->keys().front(), first);
  struct stat about{};
  ASSERT_EQ(::stat((notary_folder() / "audit.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(Signing, SaysTheSameUntilThereIsSomethingNew) {
  const auto signer = notary().value();
  const auto of_none = signer->sign().value();
  EXPECT_EQ(signer->sign().value(), of_none);
  append_some(1);
  EXPECT_NE(signer->sign().value(), of_none);
  EXPECT_EQ(signer->signed_size(), 2U);
}

TEST_F(Signing, GoesOnFromTheNewestCheckpoint) {
  append_some(1);
  const auto note = notary().value()->sign().value();
  const auto again = notary().value();
  EXPECT_EQ(again->signed_size(), 2U);
  EXPECT_EQ(again->sign().value(), note);
}

TEST_F(Signing, RefusesALogThatLostWhatWasSigned) {
  append_some(1);
  lay_aside();
  append_some(2);
  ASSERT_TRUE(notary().value()->sign());
  put_back();
  const auto refused = notary();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::corrupt);
  EXPECT_EQ(detail(refused.error(), "reason"), "below_floor");
  EXPECT_NE(refused.error().message.find("positions 2 to 3"), std::string::npos)
      << refused.error().message;
}

TEST_F(Signing, RefusesALogWithAnotherHistory) {
  append_some(1);
  lay_aside();
  append_some(2);
  ASSERT_TRUE(notary().value()->sign());
  put_back();
  append_some(3);
  append_some(4);
  EXPECT_EQ(detail(notary().error(), "reason"), "another_history");
}

TEST_F(Signing, TakesALogThatIsLongerThanTheCheckpoint) {
  append_some(1);
  ASSERT_TRUE(notary().value()->sign());
  append_some(2);
  EXPECT_TRUE(notary());
}

TEST_F(Signing, RefusesKeysAndCheckpointsThatAreDamagedForeignOrMissing) {
  append_some(1);
  ASSERT_TRUE(notary().value()->sign());
  const auto key = content_of(notary_folder() / "audit.key");
  const auto note = content_of(notary_folder() / "checkpoint");

  std::ofstream(notary_folder() / "audit.key") << key.substr(1);
  EXPECT_EQ(notary().error().target, "audit.key");
  auto other = key;
  other[5] = other[5] == '0' ? '1' : '0';
  std::ofstream(notary_folder() / "audit.key") << other;
  EXPECT_EQ(notary().error().target, "audit.key");
  fs::remove(notary_folder() / "audit.key");
  EXPECT_EQ(notary().error().target, "audit.key");
  EXPECT_FALSE(fs::exists(notary_folder() / "audit.key"));

  std::ofstream(notary_folder() / "audit.key") << key;
  std::ofstream(notary_folder() / "checkpoint") << note.substr(0, note.size() - 2);
  EXPECT_EQ(notary().error().target, "checkpoint");
  std::ofstream(notary_folder() / "checkpoint") << note;
  EXPECT_TRUE(notary());
}

// An attempt with a wrong key must leave everything to go on with the right one.
TEST_F(Signing, TakesTheRightKeyAgainAfterAnAttemptWithAWrongOne) {
  append_some(1);
  ASSERT_TRUE(notary().value()->sign());
  const auto key = content_of(notary_folder() / "audit.key");
  const auto published = content_of(notary_folder() / "audit.pub");
  auto wrong = key;
  wrong[10] = wrong[10] == '0' ? '1' : '0';
  std::ofstream(notary_folder() / "audit.key") << wrong;
  const auto floor = signed_floor(notary_folder());
  ASSERT_FALSE(floor);
  EXPECT_EQ(floor.error().target, "audit.key") << floor.error().message;
  EXPECT_EQ(notary().error().target, "audit.key");
  EXPECT_EQ(content_of(notary_folder() / "audit.pub"), published);

  std::ofstream(notary_folder() / "audit.key") << key;
  EXPECT_TRUE(signed_floor(notary_folder()));
  EXPECT_TRUE(notary());
}

// Earlier versions wrote it before they knew.
TEST_F(Signing, BelievesTheSecretsMoreThanAVerifierKeyThatIsWrong) {
  append_some(1);
  ASSERT_TRUE(notary().value()->sign());
  const auto published = content_of(notary_folder() / "audit.pub");
  const auto other = proof::SigningKey::generate(origin_of(log_->origin()));
  std::ofstream(notary_folder() / "audit.pub") << to_text(other.verifier()) << '\n';
  EXPECT_TRUE(signed_floor(notary_folder()));
  const auto signer = notary().value();
  ASSERT_TRUE(signer->publish());
  EXPECT_EQ(content_of(notary_folder() / "audit.pub"), published);
}

// ---- a key that is lost ----

TEST_F(Signing, BeginsAnewWhereTheOldKeyAndAllThatItSignedAreGone) {
  append_some(1);
  const auto old_key = notary().value()->keys().front();
  ASSERT_TRUE(notary().value()->sign());
  ASSERT_TRUE(notary().value()->confirm_new_key());
  fs::remove(notary_folder() / "audit.key");
  EXPECT_EQ(notary().error().target, "audit.key") << "never by the loss of a file";
  fs::remove(notary_folder() / "audit.pub");
  EXPECT_FALSE(notary());
  fs::remove(notary_folder() / "checkpoint");
  const auto signer = notary().value();
  EXPECT_TRUE(signer->begins_anew());
  EXPECT_NE(signer->keys().front(), old_key);
  EXPECT_TRUE(notary().value()->begins_anew()) << "until it is on record";
  ASSERT_TRUE(signer->confirm_new_key());
  EXPECT_FALSE(notary().value()->begins_anew());
}

TEST_F(Signing, GoesOnWithANewBeginningThatWasCutOff) {
  append_some(1);
  const auto signer = notary().value();
  ASSERT_TRUE(signer->begins_anew()) << "there were events before there was a key";
  fs::remove(notary_folder() / "checkpoint");
  const auto again = notary();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->keys(), signer->keys());
  EXPECT_EQ((*again)->signed_size(), 2U);
}

TEST_F(Signing, BeginsNothingAnewInALogWithoutEvents) {
  EXPECT_FALSE(notary().value()->begins_anew());
}

// ---- replacing the key ----

TEST_F(Signing, SignsWithBothKeysWhileOneIsBeingReplaced) {
  append_some(1);
  const auto signer = notary().value();
  const auto old_key = signer->keys();
  ASSERT_TRUE(signer->sign());
  ASSERT_TRUE(signer->add_key());
  const auto both = signer->keys();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both.back(), old_key.front());
  EXPECT_EQ(proof::verifier_keys_from_text(content_of(notary_folder() / "audit.pub")).value(),
            both);
  const auto note = signer->sign().value();
  for (const auto& key : both) EXPECT_TRUE(proof::verify_checkpoint(note, std::array{key}));
  EXPECT_EQ(notary().value()->keys(), both) << "also after a restart";
}

TEST_F(Signing, VouchesWithTheNewKeyAloneOnceTheOldOneIsRetired) {
  append_some(1);
  const auto signer = notary().value();
  const auto old_key = signer->keys().front();
  const auto old_secret = content_of(notary_folder() / "audit.key");
  ASSERT_TRUE(signer->add_key());
  ASSERT_TRUE(signer->retire_key(old_key.id));
  const auto left = signer->keys();
  ASSERT_EQ(left.size(), 1U);
  const auto note = content_of(notary_folder() / "checkpoint");
  EXPECT_TRUE(proof::verify_checkpoint(note, left));
  EXPECT_FALSE(proof::verify_checkpoint(note, std::array{old_key}));
  EXPECT_EQ(content_of(notary_folder() / "audit.key").find(old_secret), std::string::npos);
  EXPECT_EQ(notary().value()->keys(), left);
  EXPECT_TRUE(signed_floor(notary_folder()).value());
}

TEST_F(Signing, NeverHasMoreThanTwoKeysNorLessThanOne) {
  const auto signer = notary().value();
  const auto key = signer->keys().front();
  EXPECT_EQ(signer->retire_key(key.id).error().code, Errc::conflict);
  ASSERT_TRUE(signer->add_key());
  EXPECT_EQ(signer->add_key().error().code, Errc::conflict);
  EXPECT_EQ(signer->retire_key(key.id + 1).error().code, Errc::not_found);
}

TEST_F(Signing, BelievesAKeyOfAnotherLogInNothing) {
  const auto signer = notary().value();
  const auto other = proof::SigningKey::generate("riskflow/other");
  const auto text =
      to_text(proof::verify_checkpoint(signer->sign().value(), signer->keys()).value());
  const std::array signers{&other};
  const auto forged = proof::sign_note(text, signers);
  EXPECT_FALSE(
      proof::verify_checkpoint(forged, std::array{signer->keys().front(), other.verifier()}));
}

}  // namespace riskflow::eventstore
