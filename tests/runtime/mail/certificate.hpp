#pragma once
// A self-signed certificate for 127.0.0.1, made by the openssl program.

#include <filesystem>
#include <string>

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

}  // namespace riskflow::mail
