#include "projections/scalar.hpp"

#include <random>

#include <gtest/gtest.h>

namespace riskflow::projections::testing {

static Bytes ordered(const Scalar& value) {
  Bytes out;
  append_ordered(out, value);
  return out;
}

static Scalar any_scalar(std::mt19937_64& chance, std::vector<std::string>& texts) {
  static constexpr std::string_view letters{"aAbZ\0\1\xff", 7};
  switch (chance() % 6) {
    case 0: return {};
    case 1: return chance() % 2 == 0;
    case 2: return static_cast<std::int64_t>(chance()) >> chance() % 64;
    case 3: return Instant{std::chrono::microseconds{static_cast<std::int64_t>(chance()) >> 10}};
    case 4:
      return IdBytes{static_cast<std::uint8_t>(chance()), static_cast<std::uint8_t>(chance())};
    default: break;
  }
  std::string text(chance() % 5, ' ');
  for (auto& c : text) c = letters[chance() % letters.size()];
  texts.push_back(std::move(text));
  return std::string_view(texts.back());
}

TEST(Scalar, BytesSortAsValuesCompare) {
  std::mt19937_64 chance(7);
  std::vector<std::string> texts;
  texts.reserve(100'000);  // views into it must stay
  for (int i = 0; i < 20'000; ++i) {
    const Scalar a = any_scalar(chance, texts), b = any_scalar(chance, texts);
    EXPECT_EQ(compare(a, b) < 0, ordered(a) < ordered(b));
    EXPECT_EQ(compare(a, b) == 0, ordered(a) == ordered(b));
  }
}

TEST(Scalar, BytesOfOneAreNeverTheBeginningOfAnother) {
  std::mt19937_64 chance(8);
  std::vector<std::string> texts;
  texts.reserve(100'000);
  for (int i = 0; i < 20'000; ++i) {
    const Bytes a = ordered(any_scalar(chance, texts)), b = ordered(any_scalar(chance, texts));
    EXPECT_TRUE(a == b || !b.starts_with(a));
  }
}

TEST(Scalar, TextsCompareWithoutRegardToCase) {
  EXPECT_TRUE(compare(std::string_view("Data LEAKS"), std::string_view("data leaks")) == 0);
  EXPECT_TRUE(starts_with("Data leaks", "dATA"));
  EXPECT_TRUE(contains("Data leaks", "A L"));
  EXPECT_FALSE(contains("Data leaks", "leakss"));
  EXPECT_FALSE(starts_with("Data", "Data leaks"));
}

TEST(Scalar, IdOfZerosIsNothing) {
  EXPECT_TRUE(is_null(scalar_of(CaseId{})));
  EXPECT_FALSE(is_null(scalar_of(CaseId{{1}})));
}

}  // namespace riskflow::projections::testing
