#pragma once
// Self-signed certificates for 127.0.0.1, made by the openssl program.

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/runtime/mail/child_process.hpp"

namespace riskflow::mail {

struct Certificate {
  Certificate(const std::filesystem::path& folder, const std::string& name)
      : certificate(folder / (name + ".pem")), key(folder / (name + ".key")) {
    ChildProcess openssl{{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                          "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                          "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                          "subjectAltName=IP:127.0.0.1", "-batch"}};
    made = openssl.wait() == 0;
  }
  std::string certificate;
  std::string key;
  bool made = false;
};

// A test with a server's certificate, and one that is not the server's; made once for all its
// tests.
class WithCertificates : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto pattern = (std::filesystem::temp_directory_path() / "riskflow-tls-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    ours = std::make_unique<Certificate>(folder, "ours");
    theirs = std::make_unique<Certificate>(folder, "theirs");
    ASSERT_TRUE(ours->made && theirs->made);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

  static inline std::filesystem::path folder;
  static inline std::unique_ptr<Certificate> ours;
  static inline std::unique_ptr<Certificate> theirs;
};

}  // namespace riskflow::mail
