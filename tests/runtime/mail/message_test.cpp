#include "runtime/mail/message.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "runtime/mail/reading.hpp"
#include "tests/runtime/mail/sample_mail.hpp"

namespace riskflow::mail {
namespace {

ReadMail composed_and_read(const MailMessage& message) {
  const auto bytes = compose(message);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return bytes ? read_mail(*bytes) : ReadMail{};
}

TEST(MailMessageBytes, UnicodeSurvivesTheWayThroughTheHeaders) {
  const auto mail = composed_and_read(sample_mail());
  EXPECT_EQ(mail.subject, sample_mail().subject);
  EXPECT_EQ(header(mail, "To"), "Jörg Müller-Lüdenscheidt <joerg@example.org>");
  EXPECT_EQ(header(mail, "From"), "riskflow <riskflow@example.org>");
  EXPECT_EQ(header(mail, "Reply-To"), "irm@example.org");
}

TEST(MailMessageBytes, MachinesAreToldNotToAnswer) {
  const auto mail = composed_and_read(sample_mail());
  EXPECT_EQ(header(mail, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(header(mail, "X-Auto-Response-Suppress"), "All");
  EXPECT_EQ(header(mail, "Importance"), "high");
  EXPECT_EQ(header(mail, "X-Priority"), "1");
  EXPECT_EQ(header(mail, "Date"), "Mon, 12 Jan 2026 08:30:00 +0000");
  EXPECT_EQ(header(mail, "Message-ID"), "<" + sample_mail().message_id + ">");
  EXPECT_EQ(header(mail, "MIME-Version"), "1.0");
  EXPECT_TRUE(header(mail, "Content-Type").starts_with("multipart/alternative"));
}

TEST(MailMessageBytes, NormalImportanceIsNotMentioned) {
  auto message = sample_mail();
  message.importance = Importance::normal;
  const auto mail = composed_and_read(message);
  EXPECT_EQ(header(mail, "Importance"), "");
  EXPECT_EQ(header(mail, "X-Priority"), "");
}

TEST(MailMessageBytes, TheTextIsMadeFromTheHtmlWhenThereIsNone) {
  const auto mail = composed_and_read(sample_mail());
  EXPECT_EQ(mail.text, "Grüße & mehr\n\nFall | 4711\n");
  EXPECT_EQ(mail.html, sample_mail().html + "\n");
}

TEST(MailMessageBytes, AGivenTextStandsBesideTheHtml) {
  auto message = sample_mail();
  message.text = "Eigener Text\r\n.\r\n.. Punkte\rund\nEnde ";
  const auto mail = composed_and_read(message);
  EXPECT_EQ(mail.text, "Eigener Text\n.\n.. Punkte\nund\nEnde \n");
  EXPECT_EQ(mail.html, message.html + "\n");
}

TEST(MailMessageBytes, AMailWithoutHtmlIsPlainText) {
  auto message = sample_mail();
  message.html.clear();
  message.text = "nur Text";
  const auto mail = composed_and_read(message);
  EXPECT_TRUE(header(mail, "Content-Type").starts_with("text/plain"));
  EXPECT_EQ(mail.text, "nur Text\n");
  EXPECT_EQ(mail.html, "");
}

TEST(MailMessageBytes, TheSameMessageGivesTheSameBytes) {
  EXPECT_EQ(*compose(sample_mail()), *compose(sample_mail()));
}

TEST(MailMessageBytes, LinesAreShortSevenBitAndEndInCrlf) {
  auto message = sample_mail();
  message.html = std::string(100'000, 'x') + "<p>" + std::string(5'000, '.') + "\n.\nFrom here\n";
  message.subject = std::string(255, 'S');
  message.from.name = std::string(256, 'n');
  for (int i = 0; i < 49; ++i)
    message.cc.push_back({"Wörter " + std::string(200, 'w'), "a@b.example"});
  const auto bytes = compose(message);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_TRUE(check_lines(*bytes));
  EXPECT_TRUE(std::ranges::all_of(*bytes, [](char c) {
    return c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c <= '~');
  }));
  const auto mail = read_mail(*bytes);
  EXPECT_EQ(mail.subject, message.subject);
  EXPECT_EQ(mail.html, message.html);
}

TEST(MailMessageBytes, TextThatLooksEncodedIsShownAsItWasWritten) {
  auto message = sample_mail();
  message.subject = "=?utf-8?q?Bcc=3A_eve?= =?utf-8?q?=0D=0AX:?=";
  message.to[0].name = "=?utf-8?q?eve=40evil.example?=";
  const auto mail = composed_and_read(message);
  EXPECT_EQ(mail.subject, message.subject);
  EXPECT_EQ(header(mail, "To"), message.to[0].name + " <joerg@example.org>");
}

TEST(MailMessageBytes, SpecialCharactersInANameStayInTheName) {
  auto message = sample_mail();
  message.to[0].name = "Doe, Jane \"J\\\" <eve@evil.example>; (x)";
  const auto bytes = *compose(message);
  const auto mail = read_mail(bytes);
  EXPECT_TRUE(header(mail, "To").ends_with(" <joerg@example.org>"));
  const auto back = parse_addresses(header(mail, "To"));
  ASSERT_TRUE(back) << header(mail, "To");
  EXPECT_EQ(*back, message.to);
}

struct Injection {
  const char* name;
  std::function<void(MailMessage&, const std::string&)> put;
  const char* target;
};

class HeaderInjections : public testing::TestWithParam<Injection> {};

TEST_P(HeaderInjections, AreRefusedWithTheNameOfTheField) {
  const std::string attacks[]{"x\r\nBcc: eve@evil.example",
                              "x\nBcc: eve@evil.example",
                              "x\rBcc: eve",
                              "x\r\n\r\n<html>",
                              {"x\0y", 3},
                              "x\ty",
                              "x\x1By",
                              "x\x7Fy",
                              "x\xC2\x85y",
                              "x\xE2\x80\xA8y",
                              "x\xE2\x80\xA9y",
                              "x\xFFy",
                              "\r\n",
                              "x\n"};
  for (const auto& attack : attacks) {
    auto message = sample_mail();
    GetParam().put(message, attack);
    const auto bytes = compose(message);
    ASSERT_FALSE(bytes) << testing::PrintToString(attack);
    EXPECT_EQ(bytes.error().code, Errc::invalid);
    EXPECT_EQ(bytes.error().target, GetParam().target);
    EXPECT_FALSE(bytes.error().message.contains("eve"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, HeaderInjections,
    testing::Values(
        Injection{"Subject", [](auto& m, auto& text) { m.subject = text; }, "subject"},
        Injection{"FromName", [](auto& m, auto& text) { m.from.name = text; }, "from"},
        Injection{"FromMailbox", [](auto& m, auto& text) { m.from.mailbox = text + "@x.org"; },
                  "from"},
        Injection{"ToName", [](auto& m, auto& text) { m.to[0].name = text; }, "to"},
        Injection{"ToMailbox", [](auto& m, auto& text) { m.to[0].mailbox = "a@x.org" + text; },
                  "to"},
        Injection{"CcName", [](auto& m, auto& text) { m.cc = {{text, "a@x.org"}}; }, "cc"},
        Injection{"ReplyTo", [](auto& m, auto& text) { m.reply_to = Address{text, "a@x.org"}; },
                  "reply_to"},
        Injection{"MessageId", [](auto& m, auto& text) { m.message_id = text + "@x.org"; },
                  "message_id"}),
    [](const auto& row) { return row.param.name; });

struct Refusal {
  const char* name;
  std::function<void(MailMessage&)> change;
  Errc code;
  const char* target;
};

class RefusedMessages : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedMessages, NameTheFieldThatIsWrong) {
  auto message = sample_mail();
  GetParam().change(message);
  const auto bytes = compose(message);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, GetParam().code);
  EXPECT_EQ(bytes.error().target, GetParam().target);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedMessages,
    testing::Values(
        Refusal{"Nobody", [](auto& m) { m.to.clear(); }, Errc::invalid, "to"},
        Refusal{"NoSender", [](auto& m) { m.from = {}; }, Errc::invalid, "from"},
        Refusal{"NothingToSay", [](auto& m) { m.html.clear(); }, Errc::invalid, "text"},
        Refusal{"NoMessageId", [](auto& m) { m.message_id.clear(); }, Errc::invalid, "message_id"},
        Refusal{"TooManyRecipients", [](auto& m) { m.cc.assign(50, {"", "a@x.org"}); },
                Errc::too_large, "to"},
        Refusal{"LongSubject", [](auto& m) { m.subject.assign(256, 's'); }, Errc::too_large,
                "subject"},
        Refusal{"LongBody", [](auto& m) { m.html.assign(max_body_bytes + 1, 'x'); },
                Errc::too_large, "html"},
        Refusal{"NulInBody", [](auto& m) { m.text.assign(3, '\0'); }, Errc::invalid, "text"},
        Refusal{"BodyNotUtf8", [](auto& m) { m.html = "<p>\xE4</p>"; }, Errc::invalid, "html"}),
    [](const auto& row) { return row.param.name; });

TEST(MailMessageId, IsTheSameForARetryAndDifferentForEveryOtherSend) {
  const RunId run{{1}};
  const auto id = message_id_for(run, "Send", "example.org");
  EXPECT_EQ(id, message_id_for(run, "Send", "example.org"));
  EXPECT_NE(id, message_id_for(run, "Send_2", "example.org"));
  EXPECT_NE(id, message_id_for(RunId{{2}}, "Send", "example.org"));
  EXPECT_EQ(id.size(), 32 + std::string{"@example.org"}.size());
  EXPECT_FALSE(message_id_for(run, "ann", "example.org").contains("ann"));
}

TEST(MailEnvelope, HoldsEveryMailboxOnce) {
  auto message = sample_mail();
  message.cc = {{"", "b@x.org"}, {"Other name", "joerg@example.org"}};
  EXPECT_EQ(recipients_of(message), (std::vector<std::string>{"joerg@example.org", "b@x.org"}));
}

TEST(MailImportance, IsReadAsPowerAutomateWritesIt) {
  EXPECT_EQ(*importance_from_text("High"), Importance::high);
  EXPECT_EQ(*importance_from_text("low"), Importance::low);
  EXPECT_EQ(*importance_from_text(""), Importance::normal);
  EXPECT_FALSE(importance_from_text("urgent"));
}

TEST(MailLines, BytesThatCouldSmuggleAMailAreRefused) {
  EXPECT_TRUE(check_lines("a: b\r\n\r\n.\r\nc\r\n"));
  for (const std::string bytes :
       {"", "a", "a\n", "a\r", "a\n.\r\n", "a\r.\r\n", "a\r\r\n", "a\n\r\n", "a\r\n.\n"})
    EXPECT_FALSE(check_lines(bytes)) << testing::PrintToString(bytes);
  EXPECT_FALSE(check_lines(std::string{"a\0\r\n", 4}));
  EXPECT_TRUE(check_lines(std::string(998, 'x') + "\r\n"));
  EXPECT_FALSE(check_lines(std::string(999, 'x') + "\r\n"));
}

}  // namespace
}  // namespace riskflow::mail
