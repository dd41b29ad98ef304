// The command line's client against a real server with TLS: Python's.

#include <charconv>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/http/client.hpp"
#include "tests/runtime/http/wire.hpp"
#include "tests/runtime/mail/certificate.hpp"

namespace riskflow::http {
namespace {

using mail::ChildProcess;

class SecureClient : public mail::WithCertificates {
 protected:
  void SetUp() override {
    server = std::make_unique<ChildProcess>(std::vector<std::string>{
        "/usr/bin/python3", RISKFLOW_SOURCE_DIR "/tests/runtime/http/tls_server.py",
        ours->certificate, ours->key});
    const auto ready = server->line();
    ASSERT_TRUE(ready.starts_with("ready ")) << ready;
    std::from_chars(ready.data() + 6, ready.data() + ready.size(), port);
  }

  Result<Response> ask(const std::string& path, const std::string& host,
                       const std::string& ca_file) const {
    auto client = Client::make({.server = fmt::format("https://{}:{}", host, port),
                                .token = "a-token",
                                .ca_file = ca_file});
    if (!client) return fail(client.error());
    Request request;
    request.path = path;
    return client->send(request);
  }

  // The server is asked nothing, and so hears no token: what it hears first is the question behind.
  void expect_refusal(const std::string& host, const std::string& ca_file, const std::string& why) {
    const auto answer = ask("/refused", host, ca_file);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_NE(answer.error().message.find("not trusted"), std::string::npos);
    EXPECT_NE(answer.error().message.find(why), std::string::npos) << answer.error().message;
    ASSERT_TRUE(ask("/behind", "127.0.0.1", ours->certificate));
    EXPECT_EQ(server->line(), "asked GET /behind Bearer a-token");
  }

  std::unique_ptr<ChildProcess> server;
  std::uint16_t port = 0;
};

TEST_F(SecureClient, AsksAServerWhoseAuthorityIsTrusted) {
  const auto answer = ask("/v1.0/me", "127.0.0.1", ours->certificate);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, R"({"secure":true})");
  EXPECT_EQ(server->line(), "asked GET /v1.0/me Bearer a-token");
}

TEST_F(SecureClient, TrustsTheSystemsAuthoritiesOnlyUnlessToldOtherwise) {
  expect_refusal("127.0.0.1", "", "self-signed");
}

TEST_F(SecureClient, TrustsNobodyButTheAuthoritiesItIsTold) {
  expect_refusal("127.0.0.1", theirs->certificate, "self-signed");
}

TEST_F(SecureClient, RefusesACertificateForAnotherName) {
  expect_refusal("localhost", ours->certificate, "localhost");
}

TEST_F(SecureClient, NamesAFileOfAuthoritiesThatCannotBeUsed) {
  for (const auto& file : {(folder / "absent.pem").string(), ours->key}) {
    const auto answer = ask("/", "127.0.0.1", file);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::invalid);
    EXPECT_EQ(answer.error().target, "ca_file");
    EXPECT_NE(answer.error().message.find(file), std::string::npos);
  }
}

TEST(HttpsClient, SaysThatAPlainServerSpeaksNoTls) {
  Site site([](Request&) { return no_content(); });
  Running running(site);
  auto client =
      Client::make({.server = fmt::format("https://127.0.0.1:{}", running.port())}).value();
  const auto answer = client.send({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_NE(answer.error().message.find("no TLS"), std::string::npos) << answer.error().message;
}

}  // namespace
}  // namespace riskflow::http
