// What a failed send means: whether the mail can have been delivered, and whether to try again.

#include <vector>

#include <gtest/gtest.h>

#include "runtime/mail/sender.hpp"
#include "tests/runtime/mail/scripted_server.hpp"

namespace riskflow::mail {
namespace {

using Replies = std::map<std::string, std::string, std::less<>>;

struct Row {
  const char* name;
  Script script;
  Security security;
  Errc code;
  const char* delivery;
  const char* retry;
  const char* reply;
  std::vector<Detail> more;
  const char* says;
};

Script script(Replies replies) { return {.greeting = "220 hi", .replies = std::move(replies)}; }

Script greeted(std::string greeting) { return {.greeting = std::move(greeting), .replies = {}}; }

Result<Delivered> send_to(std::uint16_t port, Security security, const std::string& message,
                          int& commitments,
                          std::chrono::milliseconds timeout = std::chrono::seconds{20}) {
  auto sender = SmtpSender::create({.host = "127.0.0.1",
                                    .port = port,
                                    .security = security,
                                    .username = {},
                                    .password = {},
                                    .ca_file = {},
                                    .timeout = timeout,
                                    .from = "riskflow@example.org",
                                    .helo_name = {}});
  const std::vector<std::string> recipients{"ann@example.org", "bob@example.org"};
  return sender->send(message, "", recipients, [&] {
    ++commitments;
    return Status{};
  });
}

class FailedSends : public testing::TestWithParam<Row> {};

TEST_P(FailedSends, AreClassifiedForTheOutbox) {
  const Row& row = GetParam();
  ScriptedServer server{row.script};
  int commitments = 0;
  // Short for the silent ones, whose end it is; far away for all others.
  const bool silent = std::string_view{row.name}.contains("Silent");
  const auto sent = send_to(server.port(), row.security, "a: b\r\n\r\nx\r\n", commitments,
                            std::chrono::milliseconds{silent ? 300 : 20'000});
  ASSERT_FALSE(sent);
  const Error& error = sent.error();
  EXPECT_EQ(error.code, row.code) << error.message;
  EXPECT_EQ(detail(error, "delivery"), row.delivery) << error.message;
  EXPECT_EQ(detail(error, "retry"), row.retry) << error.message;
  EXPECT_EQ(detail(error, "reply"), row.reply) << error.message;
  for (const Detail& one : row.more) EXPECT_EQ(detail(error, one.name), one.value) << one.name;
  EXPECT_TRUE(error.message.contains(row.says)) << error.message;
  EXPECT_FALSE(error.message.contains("example.org")) << error.message;
  // Without the commitment nothing can have been delivered; with it, the caller must hear so.
  EXPECT_EQ(commitments > 0, server.transcript().contains("\r\nx\r\n.\r\n")) << error.message;
}

constexpr auto plain = Security::none;

INSTANTIATE_TEST_SUITE_P(
    Table, FailedSends,
    testing::Values(
        Row{"GreetingForGood",
            greeted("554 5.7.1 go away"),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "554",
            {{"status", "5.7.1"}},
            "the connection"},
        Row{"GreetingForNow",
            greeted("421 busy"),
            plain,
            Errc::unavailable,
            "rejected",
            "yes",
            "421",
            {},
            "try later"},
        Row{"SilentFromTheBeginning",
            greeted(Script::silence),
            plain,
            Errc::unavailable,
            "not_sent",
            "yes",
            "",
            {},
            "did not answer in time"},
        Row{"HangsUpAtOnce",
            greeted(Script::hang_up),
            plain,
            Errc::unavailable,
            "not_sent",
            "yes",
            "",
            {},
            "mail server"},
        Row{"HelloForGood",
            script({{"EHLO", "550 no"}, {"HELO", "550 no"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "550",
            {},
            "our greeting"},
        Row{"SenderForGood",
            script({{"MAIL", "550 5.1.8 <riskflow@example.org> no"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "550",
            {{"status", "5.1.8"}},
            "the sender"},
        Row{"SenderForNow",
            script({{"MAIL", "451 4.7.1 later"}}),
            plain,
            Errc::unavailable,
            "rejected",
            "yes",
            "451",
            {{"status", "4.7.1"}},
            "the sender"},
        Row{"SenderNeedsSignIn",
            script({{"MAIL", "530 5.7.0 sign in"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "530",
            {},
            "the sender"},
        Row{"SecondRecipientForGood",
            script({{"RCPT TO:<bob@example.org>", "550 5.1.1 <bob@example.org> unknown"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "550",
            {{"status", "5.1.1"}, {"recipient", "2"}},
            "recipient 2"},
        Row{"FirstRecipientForNow",
            script({{"RCPT", "450 mailbox busy"}}),
            plain,
            Errc::unavailable,
            "rejected",
            "yes",
            "450",
            {{"status", ""}, {"recipient", "1"}},
            "recipient 1"},
        Row{"DataForGood",
            script({{"DATA", "554 no valid recipients"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "554",
            {},
            "the message"},
        Row{"HangsUpAtData",
            script({{"DATA", Script::hang_up}}),
            plain,
            Errc::unavailable,
            "not_sent",
            "yes",
            "",
            {},
            "was lost"},
        Row{"SilentAtRecipient",
            script({{"RCPT", Script::silence}}),
            plain,
            Errc::unavailable,
            "not_sent",
            "yes",
            "",
            {},
            "did not answer in time"},
        Row{"MailForGood",
            script({{".", "554 5.7.1 spam"}}),
            plain,
            Errc::rejected,
            "rejected",
            "no",
            "554",
            {{"status", "5.7.1"}},
            "the message"},
        Row{"MailForNow",
            script({{".", "452 4.3.1 disk full"}}),
            plain,
            Errc::unavailable,
            "rejected",
            "yes",
            "452",
            {{"status", "4.3.1"}},
            "the message"},
        Row{"MailAndShutDown",
            script({{".", "421 closing"}}),
            plain,
            Errc::unavailable,
            "rejected",
            "yes",
            "421",
            {},
            "the message"},
        Row{"HangsUpAfterTheMail",
            script({{".", Script::hang_up}}),
            plain,
            Errc::unavailable,
            "unknown",
            "no",
            "",
            {},
            "may or may not"},
        Row{"SilentAfterTheMail",
            script({{".", Script::silence}}),
            plain,
            Errc::unavailable,
            "unknown",
            "no",
            "",
            {},
            "may or may not"},
        Row{"NonsenseAfterTheMail",
            script({{".", "354 what"}, {"QUIT", Script::hang_up}}),
            plain,
            Errc::unavailable,
            "unknown",
            "no",
            "",
            {},
            "may or may not"},
        Row{"NoStartTls",
            {},
            Security::starttls_required,
            Errc::unavailable,
            "not_sent",
            "no",
            "",
            {},
            "does not offer STARTTLS"},
        Row{"StartTlsRefused",
            script({{"EHLO", "250-x\r\n250 STARTTLS"}, {"STARTTLS", "454 4.7.0 no TLS now"}}),
            Security::starttls_required,
            Errc::unavailable,
            "not_sent",
            "yes",
            "454",
            {{"status", "4.7.0"}},
            "454 4.7.0 to STARTTLS"},
        Row{"TlsToAPlainServer",
            {},
            Security::implicit_tls,
            Errc::unavailable,
            "not_sent",
            "yes",
            "",
            {},
            "no TLS connection"}),
    [](const auto& row) { return row.param.name; });

TEST(SmtpSender, NobodyListeningIsAReasonToTryLater) {
  std::uint16_t port = 0;
  {
    ScriptedServer gone{{}};
    port = gone.port();
  }
  int commitments = 0;
  const auto sent = send_to(port, plain, "a\r\n", commitments);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::unavailable);
  EXPECT_EQ(sent.error().target, "mail_host");
  EXPECT_EQ(detail(sent.error(), "delivery"), "not_sent");
  EXPECT_EQ(detail(sent.error(), "retry"), "yes");
  EXPECT_EQ(commitments, 0);
}

TEST(SmtpSender, AConnectionLostInTheMiddleOfAMailCannotHaveDeliveredIt) {
  ScriptedServer server{script({{"BODY", Script::hang_up}})};
  std::string message;
  while (message.size() < 20'000'000) message += std::string(98, 'x') + "\r\n";
  int commitments = 0;
  const auto sent = send_to(server.port(), plain, message, commitments);
  ASSERT_FALSE(sent);
  EXPECT_EQ(detail(sent.error(), "delivery"), "not_sent");
  EXPECT_EQ(detail(sent.error(), "retry"), "yes");
  EXPECT_EQ(commitments, 0);
}

TEST(SmtpSender, AGoodbyeThatFailsDoesNotUndoTheDelivery) {
  for (const char* goodbye : {"500 what", Script::hang_up, Script::silence}) {
    ScriptedServer server{script({{"QUIT", goodbye}})};
    int commitments = 0;
    const auto sent = send_to(server.port(), plain, "a\r\n", commitments, std::chrono::seconds{1});
    ASSERT_TRUE(sent) << goodbye << ": " << sent.error().message;
    EXPECT_EQ(sent->reply, 250);
  }
}

TEST(SmtpSender, BreaksOffWhatItSendsWhenItIsStopped) {
  struct Stop {
    const char* at;
    const char* delivery;
    int commitments;
  };
  for (const auto& stop : {Stop{"EHLO", "not_sent", 0}, Stop{"RCPT", "not_sent", 0},
                           Stop{".", "unknown", 1}, Stop{"QUIT", "delivered", 1}}) {
    std::unique_ptr<SmtpSender> sender;
    ScriptedServer server{{.greeting = "220 hi",
                           .replies = {{stop.at, Script::silence}},
                           .on_line = [&](std::string_view line) {
                             if (line.starts_with(stop.at)) sender->stop();
                           }}};
    auto made = SmtpSender::create({.host = "127.0.0.1",
                                    .port = server.port(),
                                    .security = plain,
                                    .username = {},
                                    .password = {},
                                    .ca_file = {},
                                    .from = "riskflow@example.org",
                                    .helo_name = {}});
    ASSERT_TRUE(made);
    sender = std::make_unique<SmtpSender>(std::move(*made));
    int commitments = 0;
    const std::vector<std::string> recipients{"ann@example.org"};
    const auto sent = sender->send("a\r\n", "", recipients, [&] {
      ++commitments;
      return Status{};
    });
    EXPECT_EQ(commitments, stop.commitments) << stop.at;
    if (sent) {
      EXPECT_STREQ(stop.delivery, "delivered") << stop.at;
      continue;
    }
    EXPECT_EQ(detail(sent.error(), "delivery"), stop.delivery) << stop.at;
    EXPECT_EQ(detail(sent.error(), "stopped"), "yes") << stop.at;
  }
}

}  // namespace
}  // namespace riskflow::mail
