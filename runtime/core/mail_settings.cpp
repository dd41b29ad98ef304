#include "runtime/core/mail_settings.hpp"

#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "runtime/mail/address.hpp"

namespace riskflow::runtime {

static Result<mail::Secret> password_in(const std::string& path) {
  std::ifstream in(path);
  std::string password;
  if (!std::getline(in, password) || password.empty())
    return fail(Errc::invalid,
                fmt::format("mail_password_file: {} cannot be read, or its first line is empty: "
                            "the password stands alone in that line",
                            path),
                "mail_password_file");
  if (password.back() == '\r') password.pop_back();
  return mail::Secret{std::move(password)};
}

static Status check_authorities(const std::string& path) {
  if (path.empty() || std::ifstream(path).good()) return {};
  return fail(Errc::invalid,
              fmt::format("mail_ca_file: {} cannot be read: give a file of certificates (PEM), or "
                          "leave it out to trust those of the system",
                          path),
              "mail_ca_file");
}

Result<mail::SmtpConfig> mail_server_of(const Config& config) {
  mail::SmtpConfig smtp;
  smtp.from = config.mail_from;
  smtp.host = config.mail_host;
  smtp.port = config.mail_port;
  smtp.security = config.mail_security == "tls"    ? mail::Security::implicit_tls
                  : config.mail_security == "none" ? mail::Security::none
                                                   : mail::Security::starttls_required;
  smtp.username = config.mail_username;
  smtp.ca_file = config.mail_ca_file;
  if (auto ok = check_authorities(config.mail_ca_file); !ok) return fail(ok.error());
  if (!config.mail_password_file.empty()) {
    auto password = password_in(config.mail_password_file);
    if (!password) return fail(password.error());
    smtp.password = std::move(*password);
  }
  return smtp;
}

// What only a mail server needs: without one it was meant to be there.
static Status check_without_server(const Config& config) {
  const std::pair<std::string_view, const std::string&> rows[] = {
      {"mail_username", config.mail_username},
      {"mail_password_file", config.mail_password_file},
      {"mail_ca_file", config.mail_ca_file}};
  for (const auto& [name, value] : rows)
    if (!value.empty())
      return fail(Errc::invalid,
                  fmt::format("{} is set and mail_host is not, so that no mail would leave: set "
                              "mail_host, or take {} out",
                              name, name),
                  "mail_host");
  if (mail::is_mailbox(config.mail_from)) return {};
  return fail(Errc::invalid, "mail_from must be an address such as riskflow@example.org",
              "mail_from");
}

Status check_mail_settings(const Config& config) {
  if (config.mail_host.empty()) return check_without_server(config);
  auto smtp = mail_server_of(config);
  if (!smtp) return fail(smtp.error());
  const auto sender = mail::SmtpSender::create(std::move(*smtp));
  if (!sender) return fail(sender.error());
  return {};
}

}  // namespace riskflow::runtime
