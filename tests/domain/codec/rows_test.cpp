// The rows of views as bytes.

#include "domain/codec/rows.hpp"

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

struct SampleRow {
  CaseId id;
  std::int64_t score = 0;
  Severity severity{};
  Instant opened;
  std::optional<PersonalRef> name;
  std::vector<std::string> labels;
  subject::HrFacts nested;
  bool open = false;
  bool operator==(const SampleRow&) const = default;
};
RISKFLOW_DESCRIBE(SampleRow, id, score, severity, opened, name, labels, nested, open)

static SampleRow sample_row() {
  return {miras_case,        -5,  Severity::high, noon(), PersonalRef{Position{9}, 1}, {"a", ""},
          {"r", "", "", ""}, true};
}

TEST(ARow, ComesBackAsItWas) {
  const auto back = codec::decode_row<SampleRow>(codec::encode_row(sample_row()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, sample_row());
  SampleRow empty;
  empty.severity = Severity::low;
  EXPECT_EQ(codec::decode_row<SampleRow>(codec::encode_row(empty)).value(), empty);
}

TEST(ARow, CutOffOrWithBytesLeftOverIsCorrupt) {
  const auto bytes = codec::encode_row(sample_row());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto read = codec::decode_row<SampleRow>(bytes.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().code, Errc::corrupt) << length;
  }
  EXPECT_FALSE(codec::decode_row<SampleRow>(bytes + "x"));
}

}  // namespace riskflow::domain::tests
