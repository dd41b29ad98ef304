// Envelopes: what one key sealed for one place opens there and nowhere else.

#include "eventstore/envelope.hpp"

#include <algorithm>

#include "eventstore/envelope_bytes.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class EnvelopeTest : public ::testing::Test {
 protected:
  EnvelopeTest() {
    auto opened = Keyring::open(folder_ / "keys", folder_ / "unlock");
    EXPECT_TRUE(opened);
    keys_ = std::move(*opened);
    ann_.bytes[0] = 1;
    ben_.bytes[0] = 2;
    cem_.bytes[0] = 3;
    place_.log.bytes[0] = 9;
  }

  Bytes sealed(std::vector<SubjectRef> subjects, std::string_view plaintext = "a name") {
    auto out = seal(*keys_, subjects, Purpose::identity, place_, plaintext);
    EXPECT_TRUE(out);
    return std::move(*out);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Keyring> keys_;
  SubjectRef ann_;
  SubjectRef ben_;
  SubjectRef cem_;
  Place place_{.log = {}, .request = request(1), .ordinal = 2, .event = "user.seen", .field = 3};
};

TEST_F(EnvelopeTest, OpensToWhatWasSealedAlsoWhenThatWasNothing) {
  for (const std::string& plaintext :
       {std::string("a name"), std::string(), std::string(70'000, 'x')})
    EXPECT_EQ(open(*keys_, place_, sealed({ann_}, plaintext)), plaintext);
}

TEST_F(EnvelopeTest, NamesItsSubjectsWithoutBeingOpened) {
  const auto about = about_of(sealed({ann_, ben_}));
  ASSERT_TRUE(about);
  EXPECT_EQ(about->subjects, (std::vector{ann_, ben_}));
  EXPECT_EQ(about->purpose, Purpose::identity);
  EXPECT_EQ(about_of("nonsense").error().code, Errc::corrupt);
}

TEST_F(EnvelopeTest, OfTheSameWordsLooksDifferentEachTimeAndHidesThem) {
  const Bytes one = sealed({ann_});
  const Bytes two = sealed({ann_});
  EXPECT_NE(one, two);
  EXPECT_EQ(one.find("a name"), Bytes::npos);
}

TEST_F(EnvelopeTest, MovedToAnotherPlaceDoesNotOpen) {
  const Bytes envelope = sealed({ann_});
  std::vector<Place> elsewhere(5, place_);
  elsewhere[0].log.bytes[0] = 8;
  elsewhere[1].request = request(2);
  elsewhere[2].ordinal = 3;
  elsewhere[3].event = "user.left";
  elsewhere[4].field = 4;
  for (const Place& place : elsewhere)
    EXPECT_EQ(open(*keys_, place, envelope).error().code, Errc::corrupt);
  EXPECT_TRUE(open(*keys_, place_, envelope));
}

TEST_F(EnvelopeTest, ThatWasPurgedIsErasedAndNotDamaged) {
  const Bytes left = Bytes(1, '\0') + Bytes(32, 'h');
  EXPECT_EQ(open(*keys_, place_, left).error().code, Errc::erased);
  EXPECT_EQ(about_of(left).error().code, Errc::erased);
  EXPECT_EQ(about_of(left + "x").error().code, Errc::corrupt);
}

TEST_F(EnvelopeTest, WithAnyFlippedBitDoesNotOpen) {
  const Bytes envelope = sealed({ann_, ben_});
  for (std::size_t at = 0; at < envelope.size(); ++at)
    for (const int bit : {0, 7}) {
      Bytes flipped = envelope;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_EQ(open(*keys_, place_, flipped).error().code, Errc::corrupt) << at << " " << bit;
    }
}

TEST_F(EnvelopeTest, CutShortAnywhereDoesNotOpen) {
  const Bytes envelope = sealed({ann_});
  for (std::size_t size = 0; size < envelope.size(); ++size)
    EXPECT_EQ(open(*keys_, place_, envelope.substr(0, size)).error().code, Errc::corrupt) << size;
}

TEST_F(EnvelopeTest, AboutSeveralPeopleNeedsTheKeysOfAllOfThem) {
  const std::vector subjects{ann_, ben_, cem_};
  const Bytes envelope = sealed(subjects);
  EXPECT_TRUE(open(*keys_, place_, envelope));
  std::vector<Key> leaves;
  for (const SubjectRef& subject : subjects)
    leaves.push_back(*keys_->leaf(subject, Purpose::identity));
  EXPECT_TRUE(open_under(leaves, place_, envelope));
  for (std::size_t without = 0; without < leaves.size(); ++without) {
    std::vector<Key> some;
    for (std::size_t i = 0; i < leaves.size(); ++i)
      if (i != without) some.push_back(leaves[i]);
    EXPECT_FALSE(open_under(some, place_, envelope)) << without;
    std::vector<Key> wrong = leaves;
    wrong[without] = Key();
    EXPECT_FALSE(open_under(wrong, place_, envelope)) << without;
  }
}

TEST_F(EnvelopeTest, OfOnePurposeDoesNotOpenAsAnother) {
  Bytes envelope = sealed({ann_});
  envelope[1] = static_cast<char>(Purpose::casework);
  EXPECT_EQ(open(*keys_, place_, envelope).error().code, Errc::corrupt);
}

TEST_F(EnvelopeTest, ForNoKnownPurposeOrWithSubjectsOutOfOrderIsDamaged) {
  Bytes no_purpose = sealed({ann_}), out_of_order = sealed({ann_, ben_});
  no_purpose[1] = 4;
  std::swap(out_of_order[3], out_of_order[3 + 16]);
  for (const auto& envelope : {no_purpose, out_of_order}) {
    const auto about = about_of(envelope);
    ASSERT_FALSE(about);
    EXPECT_EQ(about.error().code, Errc::corrupt);
  }
}

TEST_F(EnvelopeTest, IsNotSealedForNobodyNorForSubjectsOutOfOrder) {
  const auto code = [&](std::vector<SubjectRef> subjects) {
    return seal(*keys_, subjects, Purpose::identity, place_, "x").error().code;
  };
  EXPECT_EQ(code({}), Errc::invalid);
  EXPECT_EQ(code({ben_, ann_}), Errc::invalid);
  EXPECT_EQ(code({ann_, ann_}), Errc::invalid);
}

}  // namespace riskflow::eventstore
