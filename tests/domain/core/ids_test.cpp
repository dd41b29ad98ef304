// Ids as text, the time in a request id, and the kinds of streams.

#include "domain/core/ids.hpp"

#include <unordered_set>

#include <gtest/gtest.h>

namespace riskflow {
namespace {

using namespace std::chrono;

constexpr CaseId counted() {
  CaseId id;
  for (std::size_t i = 0; i < 16; ++i) id.bytes[i] = static_cast<std::uint8_t>(i * 17);
  return id;
}
constexpr std::string_view counted_text = "00112233445566778899aabbccddeeff";

TEST(AnId, IsThirtyTwoLowerCaseHexDigits) { EXPECT_EQ(to_text(counted()), counted_text); }

TEST(AnId, IsReadFromEveryTextFormItHas) {
  const std::pair<const char*, std::string_view> forms[] = {
      {"plain", counted_text},
      {"upper case", "00112233445566778899AABBCCDDEEFF"},
      {"UUID", "00112233-4455-6677-8899-aabbccddeeff"},
      {"UUID in upper case", "00112233-4455-6677-8899-AABBCCDDEEFF"},
  };
  for (const auto& [name, text] : forms) {
    const auto id = id_from_text<CaseId>(text);
    ASSERT_TRUE(id) << name;
    EXPECT_EQ(*id, counted()) << name;
  }
}

TEST(AnId, IsNotReadFromAnyOtherText) {
  const std::pair<const char*, std::string_view> wrong[] = {
      {"empty", ""},
      {"a digit short", "00112233445566778899aabbccddeef"},
      {"a digit long", "00112233445566778899aabbccddeeff0"},
      {"not a digit", "00112233445566778899aabbccddeefg"},
      {"space around", " 0112233445566778899aabbccddeeff"},
      {"dashes without a UUID", "0011-2233445566778899aabbccddeeff"},
      {"braces", "{00112233-4455-6677-8899-aabbccddeeff}"},
      {"only dashes", "------------------------------------"},
      {"36 digits", "00112233445566778899aabbccddeeff0011"},
      {"dashes in the wrong places", "0011-22334455-6677-8899-aabbccddeeff"},
      {"dashes at the end", "00112233445566778899aabbccddeeff----"},
  };
  for (const auto& [name, text] : wrong) {
    const auto id = id_from_text<CaseId>(text, "caseId");
    ASSERT_FALSE(id) << name;
    EXPECT_EQ(id.error().code, Errc::invalid) << name;
    EXPECT_EQ(id.error().target, "caseId") << name;
    EXPECT_NE(id.error().message.find("32 hexadecimal digits"), std::string::npos) << name;
  }
}

TEST(AnId, IsNoneWhenItIsZero) {
  EXPECT_FALSE(bool(CaseId{}));
  EXPECT_TRUE(bool(counted()));
}

template <class From, class To>
concept TurnsInto = std::is_convertible_v<From, To> || std::is_assignable_v<To&, From> ||
                    requires(From a, To b) { a == b; };

TEST(AnId, OfOneKindIsNoIdOfAnother) {
  static_assert(!TurnsInto<CaseId, AlertId>);
  static_assert(!TurnsInto<SubjectRef, OperatorRef>);
  static_assert(!std::is_convertible_v<CaseId, bool> &&
                !std::is_convertible_v<CaseId, std::string>);
  static_assert(!std::is_convertible_v<std::uint64_t, Position> && !TurnsInto<Position, Version>);
}

TEST(AnId, HashesByItsBytesAlone) {
  const std::unordered_set<CaseId> ids{CaseId{}, counted(), counted()};
  EXPECT_EQ(ids.size(), 2U);
  EXPECT_TRUE(ids.contains(counted()));
}

TEST(HexText, HasTwoDigitsForEachByte) {
  EXPECT_EQ(hex(""), "");
  EXPECT_EQ(hex(BytesView("\x00\x0f\xf0\xff", 4)), "000ff0ff");
}

TEST(ARequestId, CarriesItsTimeToTheMillisecond) {
  const auto at = Instant{sys_days{2026y / January / 12} + 8h + 30min + 123'456us};
  EXPECT_EQ(time_of(request_id(at, {})), floor<milliseconds>(at));
}

TEST(ARequestId, IsAVersionSevenUuid) {
  std::array<std::uint8_t, 10> ones;
  ones.fill(0xff);
  const auto id = request_id(Instant{sys_days{2026y / January / 12}}, ones);
  EXPECT_EQ(id.bytes[6] >> 4, 7);     // RFC 9562, 5.7: the version
  EXPECT_EQ(id.bytes[8] >> 6, 0b10);  // ... and the variant
  EXPECT_EQ(to_text(id), "019baf809c007fffbfffffffffffffff");
}

TEST(ARequestId, KeepsSeventyFourBitsOfTheRest) {
  std::unordered_set<RequestId> ids;
  for (std::size_t byte = 0; byte < 10; ++byte)
    for (int bit = 0; bit < 8; ++bit) {
      std::array<std::uint8_t, 10> rest{};
      rest[byte] = static_cast<std::uint8_t>(1 << bit);
      ids.insert(request_id(Instant{}, rest));
    }
  EXPECT_EQ(ids.size(), 74U + 1U);  // the six bits of version and variant all give the same id
}

TEST(RequestIds, SortAsTheirTimesDo) {
  std::array<std::uint8_t, 10> ones;
  ones.fill(0xff);
  const Instant now{sys_days{2026y / January / 12}};
  EXPECT_LT(request_id(now, ones), request_id(now + 1ms, {}));
}

TEST(AStream, IsOfTheKindBeforeItsId) {
  const std::string id = "-" + std::string(counted_text);
  const std::pair<std::string, std::string_view> kinds[] = {
      {"$store", "$store"},
      {"settings", "settings"},
      {"privacy", "privacy"},
      {"roles", "roles"},
      {"directory", "directory"},
      {"imports", "imports"},
      {"case-register", "case-register"},
      {"policy-register", "policy-register"},
      {"subject" + id, "subject"},
      {"pseudonym-anonis8-988", "pseudonym"},
      {"policy" + id, "policy"},
      {"flow" + id, "flow"},
      {"connection" + id, "connection"},
      {"template" + id, "template"},
      {"reveal" + id, "reveal"},
      {"alert" + id, "alert"},
      {"case" + id, "case"},
      {"run" + id, "run"},
      {"run" + id + ".12", "run"},
      {"operator" + id, "operator"},
      {"token" + id, "token"},
      {"reads" + id + "-2026-01-12", "reads"},
      {"blob" + id, "blob"},
      {"work-63", "work"},
  };
  for (const auto& [name, kind] : kinds) {
    const StreamId stream{name};
    EXPECT_EQ(kind_of(stream), kind) << name;
  }
}

TEST(APosition, CountsOnAndHasANumber) {
  EXPECT_EQ(to_number(Position{40} + 2), 42U);
  EXPECT_EQ(to_number(Version{} + 1), 1U);
  EXPECT_LT(Position{1}, Position{2});
}

}  // namespace
}  // namespace riskflow
