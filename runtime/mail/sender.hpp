#pragma once
// Hands composed mails to a mail server (SMTP submission, RFC 5321 and 6409) by libcurl.
// Called by the mail outbox from a thread that may block.
//
// What a failure means is in the Error's details, for the outbox and for the run's history:
//   delivery  not_sent  the server cannot have taken the mail
//             rejected  the server said no to the mail, a recipient or the sign-in
//             unknown   the end of the mail may have reached the server, its answer did not reach
//             us
//   retry     yes       trying again later may help, and cannot make a second copy
//             no        it changes nothing, or (unknown) may deliver twice: the caller decides
//   reply     the server's reply code, "550";  status  its enhanced code (RFC 3463), "5.1.1"
//   recipient the number of the recipient concerned, from 1
//   stopped   yes       `stop` broke it off: it is to be sent again by the next process
// The server's own words are left out: they quote addresses.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "runtime/mail/secret.hpp"

namespace riskflow::mail {

// How the way to the mail server is protected.
enum class Security : std::uint8_t {
  none = 1,           // plain; only without a password
  starttls_required,  // port 587: TLS before anything else is said, or no mail
  implicit_tls,       // port 465
};

// Where mails go.  Certificates are always checked, host name included; at least TLS 1.2.
struct SmtpConfig {
  std::string host;  // a host name or an IPv4 address
  std::uint16_t port = 587;
  Security security = Security::starttls_required;
  std::string username;  // empty: without signing in
  Secret password;
  std::string ca_file;  // PEM; the only authorities trusted; empty: the system's
  // One whole mail, connecting included.  Generous, because a time-out after the last byte leaves
  // open whether the mail was delivered (RFC 5321, 4.5.3.2.6 asks for ten minutes there).
  std::chrono::milliseconds timeout = std::chrono::minutes{5};
  std::string from;       // the envelope sender of mails that name none
  std::string helo_name;  // empty: the domain of `from`
};

// Makes "about to be delivered" durable.  Its error is a refusal: the mail is not delivered.
using Committing = std::function<Status()>;

// The server took the mail over.
struct Delivered {
  int reply = 0;       // 250
  std::string status;  // enhanced code, "2.0.0"; may be empty
};

// Something that delivers mails; tests bring their own.
class MailSender {
 public:
  virtual ~MailSender() = default;

  // Sends `message` (see `compose`) to all `recipients` or to none; `from` empty: the configured
  // one. `before_final_dot` runs exactly once, in the caller's thread, when all bytes of the
  // message are handed over and before the server can be told that it is complete; it does not run
  // when sending fails earlier.  If it returns an error, that error comes back with delivery =
  // not_sent. Errors: invalid (addresses, message), rejected, unavailable, internal; details as
  // above.  Blocks up to the configured timeout, and as long again while saying goodbye.  Any
  // thread, several at once.
  virtual Result<Delivered> send(BytesView message, std::string_view from,
                                 std::span<const std::string> recipients,
                                 const Committing& before_final_dot) = 0;

  // Breaks off what is being sent, within about a second, and whatever is sent from now on: the
  // process ends.  Nothing to do for one that never waits.  Any thread; idempotent.
  virtual void stop() {}
};

// Sends over SMTP, one connection a mail.
class SmtpSender final : public MailSender {
 public:
  // Errors: invalid, target the setting as a user writes it ("mail_host", ...): host, from or helo
  // name malformed, a password that would travel in clear, a password without a user name or the
  // other way round, a timeout under a millisecond.
  static Result<SmtpSender> create(SmtpConfig config);

  Result<Delivered> send(BytesView message, std::string_view from,
                         std::span<const std::string> recipients,
                         const Committing& before_final_dot) override;
  void stop() override { *stopped_ = true; }

 private:
  explicit SmtpSender(SmtpConfig config);

  SmtpConfig config_;
  // Copies are stopped together.
  std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace riskflow::mail
