// Personal<T>: code that would look into one does not compile, and printing shows nothing.

#include "domain/personal.hpp"

#include <sstream>

#include <cereal/archives/portable_binary.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <gtest/gtest.h>

#include "domain/subject.hpp"

namespace riskflow::domain {
namespace {

// Each says what an outsider might try; the static_asserts below say that it is no expression.
template <class P>
concept CanBeDereferenced = requires(P p) { *p; } || requires(P p) { p.operator->(); };
template <class P>
concept HasAnAccessor = requires(P p) { p.value(); } || requires(P p) {
  p.get();
} || requires(P p) { p.text(); } || requires(P p) { p.open(); } || requires(P p) { p(); };
template <class P>
concept ShowsItsMembers =
    requires(P p) { p.fresh_; } || requires(P p) { p.ref_; } || requires { typename P::Fresh; };
template <class P>
concept IsComparedToItsValue = requires(P p, typename P::value_type v) { p == v; } ||
                               requires(P p, typename P::value_type v) { v == p; } ||
                               requires(P p, typename P::value_type v) { p < v; };
template <class P>
concept IsOrdered = requires(P a, P b) { a < b; };
template <class P>
concept IsHashed = requires(P p) { std::hash<P>{}(p); };
template <class From, class To>
concept TurnsInto = std::is_convertible_v<From, To> || std::is_constructible_v<To, From> ||
                    std::is_assignable_v<To&, From>;
template <class P, class Archive>
concept IsWritten = cereal::traits::is_output_serializable<P, Archive>::value;
template <class P, class Archive>
concept IsRead = cereal::traits::is_input_serializable<P, Archive>::value;

template <class P>
constexpr bool is_closed() {
  static_assert(!CanBeDereferenced<P>);
  static_assert(!HasAnAccessor<P>);
  static_assert(!ShowsItsMembers<P>);
  static_assert(!IsComparedToItsValue<P>);
  static_assert(!IsOrdered<P>);
  static_assert(!IsHashed<P>);
  static_assert(!TurnsInto<P, typename P::value_type>);
  static_assert(!TurnsInto<P, std::string> && !TurnsInto<P, std::string_view> &&
                !TurnsInto<P, bool>);
  static_assert(!std::is_convertible_v<typename P::value_type, P>,
                "made by naming who it is about only");
  static_assert(!fmt::is_formattable<P>::value);
  static_assert(!IsWritten<P, cereal::PortableBinaryOutputArchive>);
  static_assert(!IsRead<P, cereal::PortableBinaryInputArchive>);
  static_assert(!Described<P>, "a walk over fields must stop here");
  static_assert(!std::is_aggregate_v<P> && !std::is_trivially_copyable_v<P>,
                "its bytes are not for copying");
  return true;
}

// The same questions about types that do answer them: so the concepts can tell.
static_assert(CanBeDereferenced<std::optional<std::string>> &&
              HasAnAccessor<std::optional<std::string>>);
static_assert(IsComparedToItsValue<std::optional<std::string>> && IsHashed<std::string> &&
              IsOrdered<std::string>);
static_assert(TurnsInto<const char*, std::string> && fmt::is_formattable<std::string>::value);
static_assert(IsWritten<int, cereal::PortableBinaryOutputArchive> &&
              IsRead<int, cereal::PortableBinaryInputArchive>);

TEST(APersonalValue, CannotBeLookedIntoByAnyCodeThatCompiles) {
  EXPECT_TRUE(is_closed<PersonalText>());
  EXPECT_TRUE(is_closed<Personal<subject::Identity>>());
  EXPECT_TRUE(is_closed<Personal<int>>());
}

SubjectRef person(std::uint8_t n) {
  SubjectRef who;
  who.bytes.fill(n);
  return who;
}
PersonalText about(std::uint8_t n, std::string text) {
  return PersonalText::about(person(n), Purpose::casework, std::move(text));
}

TEST(APersonalValue, IsPrintedAsPersonalWhateverItHolds) {
  const PersonalText values[] = {about(1, "Mira Koval"), PersonalText{},
                                 PersonalText::sealed_at({Position{7}, 1})};
  for (const auto& value : values) {
    std::ostringstream out;
    out << value;
    EXPECT_EQ(out.str(), "[personal]");
    EXPECT_EQ(testing::PrintToString(value), "[personal]");
  }
}

TEST(APersonalValue, IsFreshSealedOrAbsent) {
  EXPECT_TRUE(PersonalText{}.is_absent());
  EXPECT_FALSE(PersonalText{}.ref());
  EXPECT_FALSE(about(1, "").is_absent());
  EXPECT_FALSE(about(1, "x").ref());
  const auto sealed = PersonalText::sealed_at({Position{7}, 1});
  EXPECT_FALSE(sealed.is_absent());
  EXPECT_EQ(sealed.ref(), (PersonalRef{Position{7}, 1}));
}

TEST(APersonalValue, EqualsAnotherAboutTheSamePeopleWithTheSameValue) {
  EXPECT_EQ(about(1, "x"), about(1, "x"));
  EXPECT_NE(about(1, "x"), about(1, "y"));
  EXPECT_NE(about(1, "x"), about(2, "x"));
  EXPECT_NE(about(1, ""), PersonalText{});
  EXPECT_EQ(PersonalText{}, PersonalText{});
  EXPECT_EQ(PersonalText::sealed_at({Position{7}, 1}), PersonalText::sealed_at({Position{7}, 1}));
  EXPECT_NE(PersonalText::sealed_at({Position{7}, 1}), PersonalText::sealed_at({Position{7}, 2}));
  EXPECT_NE(PersonalText::sealed_at({Position{7}, 1}), about(1, "x"));
}

TEST(APersonalValue, OfAnotherPurposeIsAnotherValue) {
  EXPECT_NE(about(1, "x"), PersonalText::about(person(1), Purpose::identity, "x"));
}

TEST(APersonalValue, IsAboutASetOfPeople) {
  const auto of = [](std::vector<SubjectRef> people) {
    return PersonalText::about(std::move(people), Purpose::casework, "x");
  };
  EXPECT_EQ(of({person(2), person(1), person(2)}), of({person(1), person(2)}));
  EXPECT_EQ(of({person(1)}), about(1, "x"));
  EXPECT_NE(of({person(1), person(2)}), about(1, "x"));
}

}  // namespace
}  // namespace riskflow::domain
