// Personal fields in the stored form: what is sealed, for whom, and how an envelope is found again.

#include <gtest/gtest.h>

#include "domain/codec/codec.hpp"
#include "tests/domain/cast.hpp"
#include "tests/domain/filling.hpp"
#include "tests/domain/plain_sealer.hpp"

namespace riskflow::domain::tests {

static codec::Encoded encoded(const AnyEvent& event) {
  PlainSealer sealer;
  auto made = codec::encode(event, 3, sealer);
  if (!made) ADD_FAILURE() << made.error().message;
  return made ? *made : codec::Encoded{};
}

TEST(PersonalFields, AreSealedInOrderForTheirPeopleAndPurpose) {
  auto event = sample<run::StepSettled>();
  event.inputs.sealed = about_mira("in");
  event.outputs.sealed = PersonalText::about({oto, mira}, Purpose::identity, "out");
  PlainSealer sealer;
  ASSERT_TRUE(codec::encode(event, 5, sealer));
  EXPECT_EQ(sealer.asked(),
            (std::vector<PlainSealer::Asked>{{{mira},
                                              Purpose::casework,
                                              5,
                                              "run.step-settled",
                                              0,
                                              codec::personal_bytes(std::string("in"))},
                                             {{mira, oto},
                                              Purpose::identity,
                                              5,
                                              "run.step-settled",
                                              1,
                                              codec::personal_bytes(std::string("out"))}}));
}

TEST(AnAbsentPersonalField, IsNoEnvelopeButKeepsItsNumber) {
  auto event = sample<run::StepSettled>();
  event.inputs.sealed = {};
  PlainSealer sealer;
  const auto bytes = codec::encode(event, 0, sealer);
  ASSERT_TRUE(bytes);
  ASSERT_EQ(sealer.asked().size(), 1U);
  EXPECT_EQ(sealer.asked()[0].field, 1);
  const auto back = codec::decode(bytes->type, bytes->schema, bytes->payload, Position{7});
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::get<run::StepSettled>(*back).inputs.sealed.is_absent());
  EXPECT_EQ(std::get<run::StepSettled>(*back).outputs.sealed.ref(), (PersonalRef{Position{7}, 1}));
}

TEST(APersonalField, ThatWasReadIsNotWrittenAgain) {
  PlainSealer sealer;
  const AnyEvent read{as_read(sample<casework::Opened>(), Position{7})};
  const auto again = codec::encode(read, 0, sealer);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("written again"), std::string::npos);
  EXPECT_TRUE(sealer.asked().empty());
}

class RefusingSealer final : public codec::Sealer {
 public:
  Result<Bytes> seal(std::span<const SubjectRef>, Purpose, std::uint32_t, std::string_view,
                     std::uint16_t, BytesView) override {
    return fail(Errc::erased, "the person is erased", "subject");
  }
};

TEST(ASealersRefusal, IsTheErrorOfEncoding) {
  RefusingSealer sealer;
  const auto bytes = codec::encode(sample<casework::Opened>(), 0, sealer);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error(), (Error{Errc::erased, "the person is erased", "subject", {}}));
}

TEST(AnEnvelope, IsFoundByTheNumberOfItsField) {
  for_each_event_type([]<class E>() {
    PlainSealer sealer;
    const auto bytes = codec::encode(sample<E>(), 3, sealer);
    ASSERT_TRUE(bytes);
    for (const auto& asked : sealer.asked()) {
      const auto envelope =
          codec::envelope_of(bytes->type, bytes->schema, bytes->payload, asked.field);
      ASSERT_TRUE(envelope) << bytes->type;
      EXPECT_TRUE(envelope->ends_with(asked.plaintext)) << bytes->type;
      EXPECT_NE(envelope->find("field " + std::to_string(asked.field) + ":"), std::string::npos);
    }
    const auto beyond = static_cast<std::uint16_t>(sealer.asked().size());
    const auto none = codec::envelope_of(bytes->type, bytes->schema, bytes->payload, beyond);
    ASSERT_FALSE(none) << bytes->type;
    EXPECT_EQ(none.error().code, Errc::not_found);
  });
}

TEST(AnEnvelope, OfAnAbsentFieldIsNotFound) {
  const auto bytes = encoded(alert::Dismissed{first_alert, DismissalReason::other, {}});
  const auto none = codec::envelope_of(bytes.type, bytes.schema, bytes.payload, 0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::not_found);
}

TEST(AnEnvelope, InCorruptBytesIsNotLookedFor) {
  const auto bytes = encoded(sample<casework::Opened>());
  EXPECT_EQ(codec::envelope_of(bytes.type, bytes.schema, bytes.payload + "x", 0).error().code,
            Errc::corrupt);
  EXPECT_EQ(codec::envelope_of("case.reopened", 1, bytes.payload, 0).error().code, Errc::corrupt);
}

template <class T>
void expect_plaintext_there_and_back() {
  const auto value = sample<T>();
  const auto bytes = codec::personal_bytes(value);
  const auto back = codec::personal_from_bytes<T>(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, value);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(codec::personal_from_bytes<T>(bytes.substr(0, length))) << length;
  EXPECT_FALSE(codec::personal_from_bytes<T>(bytes + "x"));
}

TEST(ThePlaintextOfAPersonalValue, ComesBackAsItWas) {
  expect_plaintext_there_and_back<std::string>();
  expect_plaintext_there_and_back<subject::Identity>();
  expect_plaintext_there_and_back<subject::HrFacts>();
  expect_plaintext_there_and_back<alert::Text>();
}

}  // namespace riskflow::domain::tests
