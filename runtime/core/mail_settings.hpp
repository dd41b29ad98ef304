#pragma once
// The mail settings of the configuration, checked together and put in the words of the SMTP sender.
// Called by `riskflow serve --check-config` and when the App begins.

#include "runtime/core/config.hpp"
#include "runtime/mail/sender.hpp"

namespace riskflow::runtime {

// The mail server that the settings name; `mail_host` must be set.  Reads the password file.
// Error: invalid, naming the setting and the fix.
Result<mail::SmtpConfig> mail_server_of(const Config& config);

// Whether mail can be sent, or caught, as the settings say; nothing is connected to.  Without
// `mail_host` nothing may be set that only a mail server needs.  Error: invalid, naming the setting
// and the fix.
Status check_mail_settings(const Config& config);

}  // namespace riskflow::runtime
