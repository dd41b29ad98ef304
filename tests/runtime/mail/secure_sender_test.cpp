// Sending with TLS and a password, to a real server: aiosmtpd.

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/mail/sender.hpp"
#include "tests/runtime/mail/certificate.hpp"
#include "tests/runtime/mail/sample_mail.hpp"

namespace riskflow::mail {
namespace {

class SecureSending : public WithCertificates {
 protected:
  // Starts a server that signs users in by `mechanism`.
  void serve(const std::string& mode, const std::string& mechanism) {
    const auto* const script = RISKFLOW_SOURCE_DIR "/tests/runtime/mail/smtp_server.py";
    server = std::make_unique<ChildProcess>(std::vector<std::string>{
        "/usr/bin/python3", script, ours->certificate, ours->key, mode, mechanism});
    const auto ready = server->line();
    ASSERT_TRUE(ready.starts_with("ready ")) << ready;
    std::from_chars(ready.data() + 6, ready.data() + ready.size(), config.port);
    config.host = "127.0.0.1";
    config.security = mode == "starttls" ? Security::starttls_required : Security::implicit_tls;
    config.username = "flow";
    config.password = Secret{"right horse"};
    config.ca_file = ours->certificate;
    config.timeout = std::chrono::seconds{20};
    config.from = "riskflow@example.org";
  }

  Result<Delivered> send() {
    auto sender = SmtpSender::create(config);
    EXPECT_TRUE(sender);
    const auto message = sample_mail();
    return sender->send(*compose(message), "", recipients_of(message), [this] {
      ++commitments;
      return Status{};
    });
  }

  // The mail that the server took, as "FROM TO HEX".
  static std::string expected_line() {
    const auto bytes = *compose(sample_mail());
    return "mail riskflow@example.org joerg@example.org " + hex(bytes);
  }

  void expect_refusal(const char* target, const char* delivery, const char* retry) {
    const auto sent = send();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Errc::unavailable);
    EXPECT_EQ(sent.error().target, target) << sent.error().message;
    EXPECT_EQ(detail(sent.error(), "delivery"), delivery);
    EXPECT_EQ(detail(sent.error(), "retry"), retry);
    EXPECT_EQ(commitments, 0);
    EXPECT_FALSE(sent.error().message.contains("horse"));
    for (const Detail& one : sent.error().details) EXPECT_FALSE(one.value.contains("horse"));
  }

  std::unique_ptr<ChildProcess> server;
  SmtpConfig config;
  int commitments = 0;
};

TEST_F(SecureSending, StartTlsAndPlainSignInDeliverTheMail) {
  serve("starttls", "PLAIN");
  const auto sent = send();
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->status, "2.0.0");
  EXPECT_EQ(server->line(), expected_line());
  EXPECT_EQ(commitments, 1);
}

TEST_F(SecureSending, StartTlsAndLoginSignInDeliverTheMail) {
  serve("starttls", "LOGIN");
  const auto sent = send();
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(server->line(), expected_line());
}

TEST_F(SecureSending, ImplicitTlsDeliversTheMail) {
  serve("implicit", "PLAIN");
  const auto sent = send();
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(server->line(), expected_line());
}

TEST_F(SecureSending, AWrongPasswordIsRefusedByTheNameOfTheSetting) {
  serve("starttls", "PLAIN");
  config.password = Secret{"wrong horse"};
  expect_refusal("mail_password_file", "rejected", "no");
}

TEST_F(SecureSending, AWrongPasswordIsRefusedByLoginToo) {
  serve("starttls", "LOGIN");
  config.password = Secret{"wrong horse"};
  expect_refusal("mail_password_file", "rejected", "no");
}

TEST_F(SecureSending, ACertificateOfUnknownAuthorityIsRefused) {
  for (const auto& mode : {"starttls", "implicit"}) {
    serve(mode, "PLAIN");
    config.ca_file = theirs->certificate;
    expect_refusal("mail_ca_file", "not_sent", "no");
    config.ca_file.clear();
    expect_refusal("mail_ca_file", "not_sent", "no");
  }
}

TEST_F(SecureSending, ACertificateForAnotherNameIsRefused) {
  serve("starttls", "PLAIN");
  config.host = "localhost";
  expect_refusal("mail_ca_file", "not_sent", "no");
}

TEST_F(SecureSending, AMissingAuthorityFileIsNamed) {
  serve("starttls", "PLAIN");
  config.ca_file = folder / "absent.pem";
  expect_refusal("mail_ca_file", "not_sent", "no");
}

TEST_F(SecureSending, WithoutASignInTheServerRefusesTheSender) {
  serve("starttls", "PLAIN");
  config.username.clear();
  config.password = {};
  const auto sent = send();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::rejected);
  EXPECT_EQ(detail(sent.error(), "reply"), "530");
  EXPECT_EQ(commitments, 0);
}

}  // namespace
}  // namespace riskflow::mail
