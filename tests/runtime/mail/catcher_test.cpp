#include "runtime/mail/catcher.hpp"

#include <random>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/mail/sample_mail.hpp"

namespace riskflow::mail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A client that says what it likes.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
  }

  void say(std::string_view bytes) {
    error_code ec;
    asio::write(socket_, asio::buffer(bytes), ec);
  }

  std::string line() {
    error_code ec;
    const auto size = asio::read_until(socket_, asio::dynamic_buffer(buffer_), "\r\n", ec);
    auto line = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return line;
  }

  // Everything until the server ends the connection.
  std::string rest() {
    error_code ec;
    asio::read(socket_, asio::dynamic_buffer(buffer_), ec);
    return std::exchange(buffer_, {});
  }

 private:
  asio::io_context io_;
  tcp::socket socket_{io_};
  std::string buffer_;
};

class MailCatcherTest : public testing::Test {
 protected:
  void listen(CatcherLimits limits = {}) {
    catcher.emplace(clock, limits);
    ASSERT_TRUE(catcher->start(0));
  }

  void deliver(std::string_view raw) {
    RawClient client{catcher->port()};
    client.say(fmt::format(
        "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n{}\r\n.\r\nQUIT\r\n", raw));
    EXPECT_TRUE(client.rest().ends_with("250 OK\r\n221 bye\r\n"));
  }

  FixedClock clock;
  std::optional<MailCatcher> catcher;
};

TEST_F(MailCatcherTest, AMailIsListedAndReadDecoded) {
  listen();
  const auto bytes = *compose(sample_mail());
  deliver(bytes);
  const auto list = catcher->list();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].number, 1U);
  EXPECT_EQ(list[0].received, sample_instant());
  EXPECT_EQ(list[0].from, "a@x");
  EXPECT_EQ(list[0].recipients, std::vector<std::string>{"b@x"});
  EXPECT_EQ(list[0].subject, sample_mail().subject);
  const auto mail = catcher->get(1);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->raw, bytes + "\r\n");
  EXPECT_EQ(mail->summary.size, mail->raw.size());
  EXPECT_EQ(header(mail->content, "to"), "Jörg Müller-Lüdenscheidt <joerg@example.org>");
  EXPECT_TRUE(mail->content.text.starts_with("Grüße & mehr\n"));
  EXPECT_TRUE(mail->content.html.starts_with("<p>Grüße"));
}

TEST_F(MailCatcherTest, TheOldestMailGoesWhenThereAreTooMany) {
  listen({.mails = 2});
  for (const auto* subject : {"one", "two", "three"})
    deliver(fmt::format("Subject: {}\r\n\r\nx", subject));
  const auto list = catcher->list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].subject, "two");
  EXPECT_EQ(list[1].number, 3U);
  EXPECT_EQ(catcher->get(1).error().code, Errc::not_found);
}

TEST_F(MailCatcherTest, TheOldestMailGoesWhenTheyAreTooLarge) {
  listen({.bytes = 2'000});
  for (int i = 0; i < 4; ++i) deliver("Subject: x\r\n\r\n" + std::string(700, 'x'));
  EXPECT_EQ(catcher->list().size(), 2U);
  EXPECT_EQ(catcher->list().back().number, 4U);
}

TEST_F(MailCatcherTest, OneConnectionTooManyIsTurnedAway) {
  listen({.connections = 2});
  RawClient first{catcher->port()};
  RawClient second{catcher->port()};
  EXPECT_TRUE(first.line().starts_with("220 "));
  EXPECT_TRUE(second.line().starts_with("220 "));
  EXPECT_TRUE(RawClient{catcher->port()}.rest().starts_with("421 "));
  first.say("QUIT\r\n");
  EXPECT_EQ(first.rest(), "221 bye\r\n");
}

TEST_F(MailCatcherTest, ASilentClientIsTold) {
  listen({.silence = std::chrono::milliseconds{30}});
  RawClient client{catcher->port()};
  EXPECT_TRUE(client.rest().ends_with("421 too slow\r\n"));
}

TEST_F(MailCatcherTest, AClientThatKeepsTalkingHasToEndToo) {
  listen({.connection = std::chrono::milliseconds{100}});
  RawClient client{catcher->port()};
  client.line();
  std::string reply = "250 ";
  int answers = 0;
  for (; reply.starts_with("250 "); ++answers) {
    client.say("RSET\r\n");
    reply = client.line();
  }
  EXPECT_GT(answers, 0);
}

TEST_F(MailCatcherTest, StoppingEndsOpenConnectionsAndKeepsTheMails) {
  listen();
  deliver("Subject: kept\r\n\r\nx");
  RawClient client{catcher->port()};
  client.line();
  client.say("EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nhalf");
  catcher->stop();
  catcher->stop();
  EXPECT_EQ(catcher->port(), 0);
  client.rest();
  EXPECT_EQ(catcher->list().size(), 1U);
  ASSERT_TRUE(catcher->start(0));
  deliver("Subject: again\r\n\r\nx");
  EXPECT_EQ(catcher->list().back().number, 2U);
}

TEST_F(MailCatcherTest, APortThatIsTakenIsAnErrorThatNamesIt) {
  listen();
  EXPECT_EQ(catcher->start(0).error().code, Errc::conflict);
  MailCatcher other{clock};
  const auto started = other.start(catcher->port());
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::unavailable);
  EXPECT_EQ(started.error().target, "catcher_port");
}

std::string many(std::string_view text, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

TEST_F(MailCatcherTest, HostileMailsAreKeptAndReadWithoutHarm) {
  listen({.bytes = std::size_t{256} * 1024 * 1024});
  const auto mime = [](const std::string& type) { return "Content-Type: " + type + "\r\n\r\n"; };
  std::string nested;
  for (int i = 0; i < 400; ++i)
    nested += fmt::format("Content-Type: multipart/mixed; boundary=b{}\r\n\r\n--b{}\r\n", i, i);
  const std::string mails[]{
      "",
      "\r\n",
      "no header at all",
      ": \r\n::\r\n\r\nx",
      many("a:\r\n", 1'000'000),
      "To: " + many("a:", 900) + "\r\n\r\nx",
      many("To: " + many("a:", 900) + "\r\n", 60'000) + "\r\nx",
      many("To: a\r\n " + many("(", 900) + "\r\n", 60'000) + "\r\nx",
      many("Subject: " + many("=?utf-8?b?", 900) + "\r\n", 60'000) + "\r\nx",
      "Subject: =?x-unknown?q?=FF=00?= =?utf-8?b?////?= =?utf-8?q?=FF?=\r\n\r\nx",
      mime("multipart/mixed; boundary=b") + many("--b\r\n", 5'000'000),
      mime("multipart/mixed; boundary=\"\"") + many("--\r\n", 1'000),
      mime("multipart/mixed") + "--\r\n\r\n--",
      nested + "deep",
      mime("multipart/alternative; boundary=b") +
          many("--b\r\nContent-Type: text/html; charset=utf-7\r\n\r\n+ADw\r\n", 30'000),
      mime("text/plain; charset=\"" + std::string(500, 'x') + "\"") + "\xFF\xFE",
      "Content-Transfer-Encoding: base64\r\n" + mime("text/html") + many("=====", 900),
      "Content-Transfer-Encoding: quoted-printable\r\n" + mime("text/html; charset=utf-16") +
          many("=0=", 900),
      "Content-Transfer-Encoding: x-uuencode\r\n" + mime("text/plain") +
          "begin 644 x\r\nM\r\n`\r\nend\r\n",
      "Content-Type: text/plain; a*0*=utf-8''%; a*99999999999=x; =;;\r\n\r\nx",
      mime("message/rfc822") + many("Content-Type: message/rfc822\r\n\r\n", 60'000),
  };
  for (const auto& mail : mails) deliver(mail);
  ASSERT_EQ(catcher->list().size(), std::size(mails));
  for (const auto& summary : catcher->list())
    EXPECT_TRUE(catcher->get(summary.number)) << summary.number;
  EXPECT_TRUE(catcher->get(10)->content.text.starts_with("x"));
}

TEST_F(MailCatcherTest, RandomlyDamagedMailsAreReadWithoutHarm) {
  const auto whole = *compose(sample_mail());
  std::minstd_rand random{7};
  for (int i = 0; i < 3'000; ++i) {
    auto bytes = whole;
    for (int change = 0; change < 8; ++change)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    bytes.resize(random() % bytes.size());
    EXPECT_LE(read_mail(bytes).headers.size(), 100U);
  }
}

TEST_F(MailCatcherTest, ClientsThatGoInTheMiddleLeaveTheServerWell) {
  listen({.connections = 2});
  for (const std::string_view beginning :
       {"", "EHLO", "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nhalf a", "\xFF\xFE\r\n"})
    for (int i = 0; i < 5; ++i) {
      RawClient client{catcher->port()};
      client.line();
      client.say(beginning);
    }
  // The connections above end when the server sees it; until then it may be full.
  std::string greeting;
  do greeting = RawClient{catcher->port()}.line();
  while (greeting.starts_with("421 ") || greeting.empty());
  EXPECT_TRUE(greeting.starts_with("220 "));
}

}  // namespace
}  // namespace riskflow::mail
