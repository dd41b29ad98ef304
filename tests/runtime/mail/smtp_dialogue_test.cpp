#include "runtime/mail/smtp_dialogue.hpp"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace riskflow::mail {
namespace {

const std::string begun = "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n";

// A server side with what it took.
struct Side {
  explicit Side(DialogueLimits limits = {})
      : dialogue(limits, budget, [this](Incoming mail) -> Status {
          mails.push_back(std::move(mail));
          return {};
        }) {}

  // The reply codes to `bytes`, "250 354 ".
  std::string codes(std::string_view bytes) {
    const auto replies = dialogue.take(bytes);
    std::string codes;
    for (std::size_t at = 0; at < replies.size(); at = replies.find("\r\n", at) + 2)
      if (replies[at + 3] == ' ') codes += replies.substr(at, 4);
    return codes;
  }

  IncomingBudget budget;
  std::vector<Incoming> mails;
  SmtpDialogue dialogue;
};

TEST(SmtpDialogue, APipelinedSessionDeliversItsMailUnstuffed) {
  Side side;
  EXPECT_EQ(side.codes(begun + "Subject: x\r\n\r\n..dot\r\n.x\r\n\r\n.\r\nQUIT\r\n"),
            "250 250 250 354 250 221 ");
  ASSERT_EQ(side.mails.size(), 1U);
  EXPECT_EQ(side.mails[0].from, "a@x");
  EXPECT_EQ(side.mails[0].recipients, std::vector<std::string>{"b@x"});
  EXPECT_EQ(side.mails[0].raw, "Subject: x\r\n\r\n.dot\r\nx\r\n\r\n");
  EXPECT_TRUE(side.dialogue.over());
}

TEST(SmtpDialogue, BytesMayBeCutAnywhere) {
  Side side;
  std::string replies;
  for (const char c : begun + "a\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<@r,@s:c@x>\r\nDATA\r\n.\r\n")
    replies += side.codes({&c, 1});
  EXPECT_EQ(replies, "250 250 250 354 250 250 250 354 250 ");
  ASSERT_EQ(side.mails.size(), 2U);
  EXPECT_EQ(side.mails[0].raw, "a\r\n");
  EXPECT_EQ(side.mails[1].from, "");
  EXPECT_EQ(side.mails[1].recipients[0], "c@x");
  EXPECT_EQ(side.mails[1].raw, "");
}

struct Exchange {
  const char* name;
  std::string bytes;
  std::string codes;
  std::size_t mails;
};

class IllBehavedSessions : public testing::TestWithParam<Exchange> {};

TEST_P(IllBehavedSessions, GetTheReplyTheyDeserve) {
  Side side;
  EXPECT_EQ(side.codes(GetParam().bytes), GetParam().codes);
  EXPECT_EQ(side.mails.size(), GetParam().mails);
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

INSTANTIATE_TEST_SUITE_P(
    Table, IllBehavedSessions,
    testing::Values(
        Exchange{"MailBeforeHello", "MAIL FROM:<a@x>\r\n", "503 ", 0},
        Exchange{"DataWithoutRecipient", "HELO x\r\nMAIL FROM:<a@x>\r\nDATA\r\n", "250 250 503 ",
                 0},
        Exchange{"RecipientWithoutSender", "HELO x\r\nRCPT TO:<a@x>\r\n", "250 503 ", 0},
        Exchange{"SecondSender", "HELO x\r\nMAIL FROM:<a@x>\r\nMAIL FROM:<a@x>\r\n", "250 250 503 ",
                 0},
        Exchange{"HelloWithoutName", "EHLO\r\nHELO \r\n", "501 501 ", 0},
        Exchange{"ResetForgetsTheMail", "HELO x\r\nMAIL FROM:<a@x>\r\nRSET\r\nRCPT TO:<a@x>\r\n",
                 "250 250 250 503 ", 0},
        Exchange{"ResetDoesNotGreet", "RSET\r\nMAIL FROM:<a@x>\r\n", "250 503 ", 0},
        Exchange{"Courtesies", "NOOP x\r\nVRFY ann\r\nVRFY\r\nHELP\r\nEXPN l\r\nnoop\r\n",
                 "250 252 501 214 500 250 ", 0},
        Exchange{"BrokenPaths",
                 "HELO x\r\nMAIL FROM:a@x\r\nMAIL FROM:<a@x\r\nMAIL\r\nMAIL TO:<a@x>\r\nMAIL "
                 "FROM:<@r>\r\n",
                 "250 501 501 501 501 501 ", 0},
        Exchange{"QuotedPath", "HELO x\r\nMAIL FROM:<\"a>\\\"b\"@x>\r\n", "250 250 ", 0},
        Exchange{"LongPath", "HELO x\r\nMAIL FROM:<" + std::string(300, 'a') + ">\r\n", "250 501 ",
                 0},
        Exchange{"Parameters",
                 "EHLO x\r\nMAIL FROM:<a@x> SIZE=1 BODY=8BITMIME\r\nRSET\r\nMAIL FROM:<a@x> "
                 "SIZE=99999999\r\n"
                 "MAIL FROM:<a@x> SIZE=99999999999999999999999\r\nMAIL FROM:<a@x> SIZE=-1\r\n"
                 "MAIL FROM:<a@x> SMTPUTF8\r\nMAIL FROM:<a@x> SIZE=\r\n",
                 "250 250 250 552 552 501 555 501 ", 0},
        Exchange{"EmptyRecipient", "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<>\r\n", "250 250 501 ", 0},
        Exchange{"TooManyRecipients",
                 "HELO x\r\nMAIL FROM:<>\r\n" + repeated("RCPT TO:<a@x>\r\n", 101),
                 "250 250 " + repeated("250 ", 100) + "452 ", 0},
        Exchange{"BareLineFeedCommand", "NOOP\nNOOP\r\n", "500 250 ", 0},
        Exchange{"BinaryCommand", std::string{"\0\xFF\x1B\r\n", 5} + "N\tOOP\r\n\r\n",
                 "500 500 500 ", 0},
        Exchange{"OverlongCommand", std::string(5000, 'x') + "\r\nNOOP\r\n", "500 ", 0},
        Exchange{"OverlongWithoutEnd", std::string(5'000'000, 'x'), "500 ", 0},
        Exchange{"TooManyErrors", repeated("BLAH\r\n", 100), repeated("500 ", 20) + "421 ", 0},
        Exchange{"TooManyCommands", repeated("NOOP\r\n", 10'010), repeated("250 ", 10'000) + "421 ",
                 0},
        Exchange{"LuredBrowser", "POST / HTTP/1.1\r\nHost: x\r\n\r\n" + begun + "a\r\n.\r\n",
                 "421 ", 0},
        Exchange{"BareLineFeedInMail", begun + "a\nb\r\n.\r\nNOOP\r\n", "250 250 250 354 554 250 ",
                 0},
        Exchange{"BareCarriageReturnInMail", begun + "a\rb\r\n.\r\n", "250 250 250 354 554 ", 0},
        Exchange{"NulInMail", begun + std::string{"a\0b\r\n.\r\n", 8}, "250 250 250 354 554 ", 0},
        Exchange{"OverlongTextLine", begun + std::string(2'000, 'a') + "\r\n.\r\nNOOP\r\n",
                 "250 250 250 354 554 250 ", 0},
        Exchange{"OverlongTextLineOfBareEnd", begun + std::string(2'000, 'a') + "\n.\r\nb\r\n.\r\n",
                 "250 250 250 354 554 ", 0},
        Exchange{"LongestTextLine", begun + "." + std::string(998, '.') + "\r\n.\r\n",
                 "250 250 250 354 250 ", 1},
        Exchange{"OneMoreThanTheLongest", begun + std::string(999, 'a') + "\r\n.\r\n",
                 "250 250 250 354 554 ", 0},
        Exchange{"MailOverTheLimit",
                 begun + repeated(std::string(98, 'a') + "\r\n", 105'000) + ".\r\nNOOP\r\n",
                 "250 250 250 354 552 250 ", 0},
        Exchange{"MailOfTwiceTheLimit",
                 begun + repeated(std::string(98, 'a') + "\r\n", 215'000) + ".\r\nNOOP\r\n",
                 "250 250 250 354 552 ", 0},
        Exchange{"EndlessTextLine", begun + std::string(30'000'000, 'a'), "250 250 250 354 552 ",
                 0}),
    [](const auto& row) { return row.param.name; });

// https://sec-consult.com, "SMTP Smuggling" (2023): ends that some servers take for CRLF.CRLF.
TEST(SmtpDialogue, NoLookAlikeEndsAMail) {
  for (const std::string end : {"\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r",
                                "\r\n\\.\r\n", "\r\n. \r\n"}) {
    Side side;
    const auto codes = side.codes(
        fmt::format("{}a{}MAIL FROM:<evil@x>\r\nRCPT TO:<c@x>\r\nDATA\r\nb\r\n.\r\n", begun, end));
    EXPECT_LE(side.mails.size(), 1U) << testing::PrintToString(end);
    for (const auto& mail : side.mails) EXPECT_EQ(mail.from, "a@x");
    EXPECT_TRUE(codes == "250 250 250 354 250 " || codes == "250 250 250 354 554 ") << codes;
  }
}

TEST(SmtpDialogue, ManyHalfMailsTogetherStayWithinTheBudget) {
  Side side;
  side.budget.left = 1'000;
  const auto line = std::string(98, 'a') + "\r\n";
  EXPECT_EQ(side.codes(begun + repeated(line, 11) + ".\r\n"), "250 250 250 354 452 ");
  EXPECT_EQ(side.budget.left, 1'000U);
  EXPECT_EQ(side.codes("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n" + repeated(line, 10) + ".\r\n"),
            "250 250 354 250 ");
  EXPECT_EQ(side.budget.left, 1'000U);
}

TEST(SmtpDialogue, AHalfMailGivesItsBudgetBackWhenTheConnectionEnds) {
  IncomingBudget budget;
  const auto all = budget.left;
  {
    SmtpDialogue dialogue{{}, budget, [](Incoming) -> Status { return {}; }};
    dialogue.take(begun + "half a mail\r\n");
    EXPECT_LT(budget.left, all);
  }
  EXPECT_EQ(budget.left, all);
}

TEST(SmtpDialogue, AMailThatCannotBeKeptIsToBeSentAgain) {
  IncomingBudget budget;
  SmtpDialogue dialogue{
      {}, budget, [](Incoming) { return Status{fail(Errc::unavailable, "full")}; }};
  EXPECT_TRUE(dialogue.take(begun + "a\r\n.\r\n").contains("\r\n451 "));
}

TEST(SmtpDialogue, RandomSessionsNeverBreakTheRules) {
  const std::vector<std::string> pieces{"EHLO x\r\n",
                                        "HELO x\r\n",
                                        "MAIL FROM:<a@x>\r\n",
                                        "RCPT TO:<b@x>\r\n",
                                        "DATA\r\n",
                                        "RSET\r\n",
                                        ".\r\n",
                                        ".",
                                        "\r",
                                        "\n",
                                        "\r\n",
                                        std::string(1, '\0'),
                                        "..\r\n",
                                        "text",
                                        std::string(1'500, 'z'),
                                        "<",
                                        ">",
                                        "\"",
                                        "\xFF",
                                        "MAIL FROM:",
                                        "Subject: x\r\n"};
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::minstd_rand random{seed};
    Side side{{.mail_bytes = 4'000, .errors = 1'000}};
    const auto all = side.budget.left;
    for (int i = 0; i < 300; ++i) side.dialogue.take(pieces[random() % pieces.size()]);
    for (const auto& mail : side.mails) {
      EXPECT_LE(mail.raw.size(), 4'000U) << "seed " << seed;
      EXPECT_FALSE(mail.recipients.empty()) << "seed " << seed;
      EXPECT_TRUE(mail.raw.empty() || mail.raw.ends_with("\r\n")) << "seed " << seed;
    }
    EXPECT_LE(side.budget.left, all) << "seed " << seed;
    EXPECT_GE(side.budget.left + 4'000, all) << "seed " << seed;
  }
}

}  // namespace
}  // namespace riskflow::mail
