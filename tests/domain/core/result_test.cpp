// Errors: the codes' wire text, and what travels in a Result.

#include "domain/core/result.hpp"

#include <set>

#include <gtest/gtest.h>

namespace riskflow {
namespace {

constexpr std::array all_codes{Errc::invalid,   Errc::unauthenticated, Errc::forbidden,
                               Errc::not_found, Errc::conflict,        Errc::rejected,
                               Errc::too_large, Errc::expired,         Errc::erased,
                               Errc::corrupt,   Errc::unavailable,     Errc::internal};

// The switch names every enumerator, so a new code does not compile until it stands here.
constexpr std::size_t place_of(Errc code) {
  switch (code) {
    case Errc::invalid:
    case Errc::unauthenticated:
    case Errc::forbidden:
    case Errc::not_found:
    case Errc::conflict:
    case Errc::rejected:
    case Errc::too_large:
    case Errc::expired:
    case Errc::erased:
    case Errc::corrupt:
    case Errc::unavailable:
    case Errc::internal: return static_cast<std::size_t>(code);
  }
  return 0;
}

TEST(ErrorCodes, AreTwelveAtMostAndAllListedHere) {
  static_assert(all_codes.size() <= 12);
  std::set<std::size_t> places;
  for (const auto code : all_codes) places.insert(place_of(code));
  EXPECT_EQ(places.size(), all_codes.size());
  EXPECT_EQ(*places.begin(), 1U);
  EXPECT_EQ(*places.rbegin(), all_codes.size());
}

TEST(ErrorCodes, KeepTheirWireTextThereAndBack) {
  std::set<std::string_view> texts;
  for (const auto code : all_codes) {
    EXPECT_EQ(errc_from_text(to_text(code)), code);
    texts.insert(to_text(code));
  }
  EXPECT_EQ(texts.size(), all_codes.size());
}

TEST(ErrorCodes, OfUnknownTextAreInternal) {
  EXPECT_EQ(errc_from_text("no_such_code"), Errc::internal);
  EXPECT_EQ(errc_from_text(""), Errc::internal);
  EXPECT_EQ(errc_from_text("NOT_FOUND"), Errc::internal);
}

TEST(AResult, HoldsTheErrorItWasMadeFrom) {
  const Result<int> bad = fail(Errc::too_large, "at most 5", "size", {{"limit", "5"}});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error(), (Error{Errc::too_large, "at most 5", "size", {{"limit", "5"}}}));
}

TEST(AResult, PassesItsErrorOnToAnotherType) {
  const Result<int> bad = fail(Errc::expired, "too late");
  const Status passed = fail(bad.error());
  ASSERT_FALSE(passed);
  EXPECT_EQ(passed.error(), bad.error());
}

TEST(AResult, HoldsAValueOrNothingAtAll) {
  const Result<int> five = 5;
  const Status done;
  EXPECT_EQ(five.value(), 5);
  EXPECT_TRUE(done);
}

TEST(AnErrorsDetail, IsFoundByNameOrEmpty) {
  const Error error{Errc::conflict, "", "", {{"actual_version", "7"}, {"reason", "moved"}}};
  EXPECT_EQ(detail(error, "reason"), "moved");
  EXPECT_EQ(detail(error, "actual_version"), "7");
  EXPECT_EQ(detail(error, "nothing"), "");
}

}  // namespace
}  // namespace riskflow
