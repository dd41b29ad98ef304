// The rules of repeats as a table over a past of plain maps: no disk, no threads.

#include "eventstore/verdict.hpp"

#include <map>

#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class PlainPast final : public Past {
 public:
  Result<Version> version_of(std::string_view stream) override {
    if (broken) return fail(Errc::unavailable, "the disk is gone");
    return Version{makers[std::string(stream)].size()};
  }
  Result<Acceptance> maker_of(std::string_view stream, Version version) override {
    return makers[std::string(stream)].at(to_number(version) - 1);
  }
  Result<std::optional<Acceptance>> remembered(const RequestId& request) override {
    const auto found = window.find(request);
    if (found == window.end()) return std::nullopt;
    return found->second;
  }
  Instant edge() const override { return edge_at; }

  std::map<std::string, std::vector<Acceptance>> makers;
  std::map<RequestId, Acceptance> window;
  Instant edge_at = Instant::min();
  bool broken = false;
};

class VerdictTest : public ::testing::Test {
 protected:
  Verdict judged(Frame given, std::int64_t stamp = 50) {
    const auto draft = make_draft(std::move(given), {});
    EXPECT_TRUE(draft) << draft.error().message;
    auto verdict = judge(*draft, at_second(stamp), tail_, past_);
    EXPECT_TRUE(verdict);
    return std::move(*verdict);
  }

  Acceptance accepted(Frame given, std::uint64_t first) {
    const auto draft = make_draft(std::move(given), {});
    return {draft->request, draft->fingerprint,
            Receipt{Position{first}, draft->events, at_second(1), Outcome::appended}};
  }

  PlainPast past_;
  Tail tail_{Position{7}, at_second(40)};
};

TEST_F(VerdictTest, OfANewFrameIsTheHeadAndTheLaterOfStampAndLastRecorded) {
  const Verdict later = judged(frame(1, "a", Expected::no_stream()), 50);
  EXPECT_EQ(later.kind, Verdict::Kind::accepted);
  EXPECT_EQ(later.answer, (Receipt{Position{7}, 1, at_second(50), Outcome::appended}));
  const Verdict earlier = judged(frame(1, "a", Expected::no_stream()), 30);
  EXPECT_EQ(earlier.answer->recorded, at_second(40));
}

TEST_F(VerdictTest, HoldsTheVersionOfEveryPartInOrder) {
  past_.makers["b"].resize(3);
  const Verdict verdict =
      judged(frame(request(1), {part("a", Expected::no_stream(), {event("t")}),
                                part("b", Expected::exactly(Version{3}), {event("t")}),
                                check("c", Expected::any())}));
  EXPECT_EQ(verdict.before, (std::vector{Version{0}, Version{3}, Version{0}}));
}

TEST_F(VerdictTest, OnAnExactPartAsksWhoMadeTheEventAfterTheExpectedVersion) {
  const Frame mine = frame(2, "a", Expected::exactly(Version{1}));
  past_.makers["a"] = {accepted(frame(1, "a", Expected::no_stream()), 0), accepted(mine, 5),
                       accepted(frame(3, "a", Expected::exactly(Version{2})), 6)};
  const Verdict repeat = judged(mine);
  EXPECT_EQ(repeat.kind, Verdict::Kind::answered);
  EXPECT_EQ(repeat.answer, (Receipt{Position{5}, 1, at_second(1), Outcome::repeated}));
  EXPECT_EQ(judged(frame(3, "a", Expected::exactly(Version{1}))).answer.error().code,
            Errc::conflict);
}

TEST_F(VerdictTest, ARepeatComesBeforeAConflictOfAnotherPart) {
  const Frame mine = frame(request(2), {part("a", Expected::no_stream(), {event("t")}),
                                        check("roles", Expected::exactly(Version{0}))});
  past_.makers["a"] = {accepted(mine, 5)};
  past_.makers["roles"].resize(4);
  EXPECT_EQ(judged(mine).answer->outcome, Outcome::repeated);
}

TEST_F(VerdictTest, ACheckAtAnExactVersionIsNoPartARepeatIsKnownBy) {
  const Frame mine = frame(request(2), {check("a", Expected::exactly(Version{0})),
                                        part("b", Expected::any(), {event("t")})});
  past_.makers["a"] = {accepted(mine, 5)};
  EXPECT_EQ(detail(judged(mine).answer.error(), "reason"), "conflict");
  past_.window[request(2)] = accepted(mine, 5);
  EXPECT_EQ(judged(mine).answer->outcome, Outcome::repeated);
}

TEST_F(VerdictTest, OfTheWindowCountsARequestAsOldAsTheEdgeAsExpired) {
  past_.edge_at = at_second(20);
  const auto any = [](std::int64_t second) {
    return frame(request(9, second), {part("a", Expected::any(), {event("t")})});
  };
  EXPECT_EQ(judged(any(20)).answer.error().code, Errc::expired);
  EXPECT_EQ(judged(any(21)).kind, Verdict::Kind::accepted);
}

TEST_F(VerdictTest, OfChecksOnlyNeverExpires) {
  past_.edge_at = at_second(20);
  const Verdict verdict = judged(frame(request(9, 1), {check("a", Expected::any())}));
  EXPECT_EQ(verdict.kind, Verdict::Kind::answered);
  EXPECT_EQ(verdict.answer->events, 0u);
}

TEST_F(VerdictTest, IsNotGivenWhenThePastCannotBeRead) {
  past_.broken = true;
  const auto draft = make_draft(frame(1, "a", Expected::any()), {});
  EXPECT_FALSE(judge(*draft, at_second(0), tail_, past_));
}

}  // namespace riskflow::eventstore
