#include "runtime/mail/sender.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/mail/catcher.hpp"
#include "tests/runtime/mail/sample_mail.hpp"
#include "tests/runtime/mail/scripted_server.hpp"

namespace riskflow::mail {
namespace {

SmtpSender plain_sender(std::uint16_t port) {
  auto sender = SmtpSender::create({.host = "127.0.0.1",
                                    .port = port,
                                    .security = Security::none,
                                    .username = {},
                                    .password = {},
                                    .ca_file = {},
                                    .timeout = std::chrono::seconds{20},
                                    .from = "riskflow@example.org",
                                    .helo_name = {}});
  EXPECT_TRUE(sender);
  return std::move(*sender);
}

const Committing willing = [] { return Status{}; };
const std::vector<std::string> one_recipient{"joerg@example.org"};

class SendingToTheCatcher : public testing::Test {
 protected:
  SendingToTheCatcher() { EXPECT_TRUE(catcher.start(0)); }

  FixedClock clock;
  MailCatcher catcher{clock};
};

TEST_F(SendingToTheCatcher, UnicodeTextAndHtmlArriveAsTheyWereWritten) {
  auto sender = plain_sender(catcher.port());
  const auto message = sample_mail();
  const auto sent = sender.send(*compose(message), "", recipients_of(message), willing);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->reply, 250);
  const auto mail = catcher.get(1);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->summary.from, "riskflow@example.org");
  EXPECT_EQ(mail->summary.recipients, one_recipient);
  EXPECT_EQ(mail->summary.subject, message.subject);
  EXPECT_EQ(header(mail->content, "To"), "Jörg Müller-Lüdenscheidt <joerg@example.org>");
  EXPECT_EQ(mail->content.text, "Grüße & mehr\n\nFall | 4711\n");
  EXPECT_EQ(mail->content.html, message.html + "\n");
}

TEST_F(SendingToTheCatcher, ARetryIsTheSameMailWithTheSameMessageId) {
  auto sender = plain_sender(catcher.port());
  for (int attempt = 0; attempt < 2; ++attempt)
    ASSERT_TRUE(sender.send(*compose(sample_mail()), "", one_recipient, willing));
  EXPECT_EQ(catcher.get(1)->raw, catcher.get(2)->raw);
  EXPECT_EQ(header(catcher.get(2)->content, "Message-ID"), "<" + sample_mail().message_id + ">");
}

TEST_F(SendingToTheCatcher, EveryByteArrivesHoweverTheDotsFallIntoTheBuffers) {
  auto sender = plain_sender(catcher.port());
  // libcurl reads 64 KiB at once: the dots cross every place of its border.
  for (const std::size_t before :
       {0UZ, 1UZ, 2UZ, 65'529UZ, 65'530UZ, 65'531UZ, 65'532UZ, 65'533UZ, 65'534UZ}) {
    std::string message = "X: y\r\n";
    while (message.size() < before)
      message += std::string(std::min<std::size_t>(before - message.size(), 900), 'x') + "\r\n";
    message += ".\r\n..\r\n.\r\n\r\n.x\r\n.\r\n";
    ASSERT_TRUE(sender.send(message, "", one_recipient, willing));
    EXPECT_EQ(catcher.get(catcher.list().back().number)->raw, message) << before;
  }
}

TEST_F(SendingToTheCatcher, ARefusedCommitmentLeavesNoMail) {
  auto sender = plain_sender(catcher.port());
  const Committing refusing = [] { return Status{fail(Errc::conflict, "owned by another node")}; };
  const auto sent = sender.send(*compose(sample_mail()), "", one_recipient, refusing);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::conflict);
  EXPECT_EQ(sent.error().message, "owned by another node");
  EXPECT_EQ(detail(sent.error(), "delivery"), "not_sent");
  EXPECT_EQ(detail(sent.error(), "retry"), "no");
  // A later mail has been through the whole server: what is not there now will never be.
  ASSERT_TRUE(sender.send("Subject: later\r\n\r\nx\r\n", "", one_recipient, willing));
  ASSERT_EQ(catcher.list().size(), 1U);
  EXPECT_EQ(catcher.list()[0].subject, "later");
}

TEST_F(SendingToTheCatcher, SeveralThreadsSendAtTheSameTime) {
  auto sender = plain_sender(catcher.port());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i)
          EXPECT_TRUE(sender.send(*compose(sample_mail()), "", one_recipient, willing));
      });
  }
  EXPECT_EQ(catcher.list().size(), 40U);
}

TEST(SmtpSender, TheEndOfAMailIsNeverSentWhenTheCommitmentIsRefused) {
  // Sizes on both sides of libcurl's buffer, and a body that ends in what looks like the end.
  for (const std::size_t lines : {0UZ, 1UZ, 654UZ, 655UZ, 656UZ, 5'000UZ}) {
    ScriptedServer server{{}};
    auto sender = plain_sender(server.port());
    std::string message;
    for (std::size_t i = 0; i < lines; ++i) message += std::string(98, 'x') + "\r\n";
    message += "\r\n.\r\n";
    int asked = 0;
    const auto sent = sender.send(message, "", one_recipient, [&]() -> Status {
      ++asked;
      return fail(Errc::unavailable, "the log is away");
    });
    ASSERT_FALSE(sent);
    EXPECT_EQ(detail(sent.error(), "retry"), "yes");
    EXPECT_EQ(asked, 1);
    const auto transcript = server.transcript();
    const auto body = transcript.substr(transcript.find("DATA\r\n") + 6);
    EXPECT_FALSE(("\r\n" + body).contains("\r\n.\r\n")) << lines;
    EXPECT_FALSE(transcript.contains("QUIT")) << lines;
  }
}

TEST(SmtpSender, TheCommitmentIsMadeOnceAndBeforeTheServerSeesTheEnd) {
  for (const std::size_t size : {10UZ, 900'000UZ}) {
    std::atomic<int> commitments{0};
    std::atomic<int> at_the_end{-1};
    Script script;
    script.on_line = [&](std::string_view line) {
      if (line == ".") at_the_end = commitments.load();
    };
    ScriptedServer server{script};
    auto sender = plain_sender(server.port());
    std::string message;
    while (message.size() < size) message += std::string(98, 'x') + "\r\n";
    const auto sent = sender.send(message, "", one_recipient, [&] {
      ++commitments;
      return Status{};
    });
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->status, "2.0.0");
    server.transcript();
    EXPECT_EQ(commitments, 1);
    EXPECT_EQ(at_the_end, 1);
  }
}

TEST(SmtpSender, ACommitmentThatThrowsIsARefusal) {
  ScriptedServer server{{}};
  auto sender = plain_sender(server.port());
  const auto sent = sender.send("a: b\r\n", "", one_recipient,
                                []() -> Status { throw std::runtime_error{"secret"}; });
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::internal);
  EXPECT_EQ(detail(sent.error(), "delivery"), "not_sent");
  EXPECT_FALSE(server.transcript().contains("\r\n.\r\n"));
}

TEST(SmtpSender, TheEnvelopeAndOurNameAreWhatTheCallerSaid) {
  ScriptedServer server{{}};
  auto sender = plain_sender(server.port());
  const std::vector<std::string> recipients{"a@example.org", "b@example.org"};
  ASSERT_TRUE(sender.send("a: b\r\n", "other@example.net", recipients, willing));
  const auto transcript = server.transcript();
  EXPECT_TRUE(transcript.starts_with(
      "EHLO example.org\r\nMAIL FROM:<other@example.net>\r\nRCPT TO:<a@example.org>\r\n"
      "RCPT TO:<b@example.org>\r\nDATA\r\na: b\r\n.\r\n"))
      << transcript;
}

struct BadSend {
  const char* name;
  std::string message;
  std::string from;
  std::vector<std::string> recipients;
  const char* target;
};

class ImpossibleSends : public testing::TestWithParam<BadSend> {};

TEST_P(ImpossibleSends, AreRefusedBeforeAnybodyIsCalled) {
  auto sender = plain_sender(1);
  int asked = 0;
  const auto sent = sender.send(GetParam().message, GetParam().from, GetParam().recipients, [&] {
    ++asked;
    return Status{};
  });
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().target, GetParam().target);
  EXPECT_EQ(detail(sent.error(), "delivery"), "not_sent");
  EXPECT_EQ(detail(sent.error(), "retry"), "no");
  EXPECT_FALSE(sent.error().message.contains("evil"));
  EXPECT_EQ(asked, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ImpossibleSends,
    testing::Values(
        BadSend{"SmugglingBody", "a\n.\r\nMAIL FROM:<evil@x>\r\n", "", one_recipient, "message"},
        BadSend{"NothingToSend", "", "", one_recipient, "message"},
        BadSend{"CommandInSender", "a\r\n", "evil@x>\r\nDATA\r\n", one_recipient, "from"},
        BadSend{"CommandInRecipient", "a\r\n", "", {"a@x", "evil@x>\r\nDATA\r\n"}, "recipients"},
        BadSend{"Nobody", "a\r\n", "", {}, "recipients"},
        BadSend{"TooMany", "a\r\n", "", std::vector<std::string>(51, "a@x"), "recipients"}),
    [](const auto& row) { return row.param.name; });

struct BadConfig {
  const char* name;
  std::function<void(SmtpConfig&)> change;
  const char* target;
};

class BadConfigurations : public testing::TestWithParam<BadConfig> {};

TEST_P(BadConfigurations, AreRefusedByTheNameOfTheSetting) {
  SmtpConfig config;
  config.host = "mail.example.org";
  config.from = "riskflow@example.org";
  ASSERT_TRUE(SmtpSender::create(config));
  GetParam().change(config);
  const auto sender = SmtpSender::create(config);
  ASSERT_FALSE(sender);
  EXPECT_EQ(sender.error().code, Errc::invalid);
  EXPECT_EQ(sender.error().target, GetParam().target);
  EXPECT_NE(sender.error().message.find(GetParam().target), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadConfigurations,
    testing::Values(
        BadConfig{"NoHost", [](auto& c) { c.host.clear(); }, "mail_host"},
        BadConfig{"UrlAsHost", [](auto& c) { c.host = "evil@host/?x"; }, "mail_host"},
        BadConfig{"NoPort", [](auto& c) { c.port = 0; }, "mail_port"},
        BadConfig{"NoSender", [](auto& c) { c.from = "riskflow"; }, "mail_from"},
        BadConfig{"CommandInName", [](auto& c) { c.helo_name = "x%0d%0aRSET"; }, "helo_name"},
        BadConfig{"NoTime", [](auto& c) { c.timeout = {}; }, "timeout"},
        BadConfig{"PasswordWithoutUser", [](auto& c) { c.password = Secret{"x"}; },
                  "mail_username"},
        BadConfig{"UserWithoutPassword", [](auto& c) { c.username = "u"; }, "mail_password_file"},
        BadConfig{"PasswordInClear",
                  [](auto& c) {
                    c.username = "u";
                    c.security = Security::none;
                  },
                  "mail_security"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace riskflow::mail
