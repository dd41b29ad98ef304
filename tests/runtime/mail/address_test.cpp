#include "runtime/mail/address.hpp"

#include <gtest/gtest.h>

namespace riskflow::mail {
namespace {

TEST(MailAddress, ListsOfPowerAutomateAreReadEntryByEntry) {
  const auto list = parse_addresses(
      R"(ann@example.org; Bob B. <bob@example.org>;;"Doe, \"J\"; Jane" <jane@sub.example.org>, <c@d.org>; )");
  ASSERT_TRUE(list) << list.error().message;
  const std::vector<Address> expected{{"", "ann@example.org"},
                                      {"Bob B.", "bob@example.org"},
                                      {"Doe, \"J\"; Jane", "jane@sub.example.org"},
                                      {"", "c@d.org"}};
  EXPECT_EQ(*list, expected);
}

struct BadList {
  const char* name;
  std::string text;
  const char* entry;
};

class BadAddressLists : public testing::TestWithParam<BadList> {};

TEST_P(BadAddressLists, AreRefusedByEntryNumberAndNeverQuoted) {
  const auto list = parse_addresses(GetParam().text, "cc");
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Errc::invalid);
  EXPECT_EQ(list.error().target, "cc");
  EXPECT_EQ(detail(list.error(), "entry"), GetParam().entry);
  EXPECT_FALSE(list.error().message.contains("example"));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadAddressLists,
    testing::Values(BadList{"Nobody", "", ""}, BadList{"SeparatorsOnly", " ; , ", ""},
                    BadList{"NoAt", "ann@example.org;bob", "2"},
                    BadList{"TwoAts", "a@b@example.org", "1"},
                    BadList{"EmptyLocalPart", "@example.org", "1"},
                    BadList{"EmptyDomain", "ann@", "1"},
                    BadList{"DoubleDot", "a..b@example.org", "1"},
                    BadList{"TrailingDot", "ann@example.org.", "1"},
                    BadList{"HyphenAtTheEdge", "ann@-example.org", "1"},
                    BadList{"BlankInside", "ann smith@example.org", "1"},
                    BadList{"UnquotedComma", "Doe, Jane <jane@example.org>", "1"},
                    BadList{"TwoMailboxesInOne", "<a@example.org> <b@example.org>", "1"},
                    BadList{"AddressAsUnquotedName", "boss@example.org <eve@example.net>", "1"},
                    BadList{"OpenQuote", "\"Jane <jane@example.org>", "1"},
                    BadList{"EscapedClosingQuote", "\"Jane\\\" <jane@example.org>", "1"},
                    BadList{"OpenBracket", "Jane <jane@example.org", "1"},
                    BadList{"LineBreakInName", "\"Jane\r\nBcc: eve\" <jane@example.org>", "1"},
                    BadList{"LineBreakInMailbox", "jane@exa\r\nmple.org", "1"},
                    BadList{"NulInMailbox", std::string{"jane\0@example.org", 17}, "1"},
                    BadList{"NotAscii", "jörg@example.org", "1"},
                    BadList{"NotUtf8", "\xFF <j@example.org>", "1"},
                    BadList{"AddressLiteral", "ann@[127.0.0.1]", "1"}),
    [](const auto& row) { return row.param.name; });

TEST(MailAddress, AListOverItsLimitIsTooLarge) {
  const auto list = parse_addresses(std::string(max_address_list_bytes + 1, ';'));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Errc::too_large);
}

TEST(MailAddress, LengthLimitsOfTheStandardHold) {
  const std::string label(63, 'a');
  EXPECT_TRUE(is_mailbox(std::string(64, 'x') + "@" + label + ".org"));
  EXPECT_FALSE(is_mailbox(std::string(65, 'x') + "@" + label + ".org"));
  EXPECT_FALSE(is_mailbox("x@" + label + "a.org"));
  EXPECT_FALSE(is_domain(label + "." + label + "." + label + "." + label));
}

}  // namespace
}  // namespace riskflow::mail
