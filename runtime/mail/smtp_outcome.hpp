#pragma once
// What a conversation with a mail server came to: follows it command by command, and says at its
// end whether the mail was delivered, was not, or may have been.  Free of I/O; used by SmtpSender.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/result.hpp"
#include "runtime/mail/sender.hpp"

namespace riskflow::mail {

// The command that the server has last been sent.
enum class SmtpStage : std::uint8_t { connect, hello, start_tls, sign_in, sender, recipient, data };

// Why the transport gave up, as far as it tells us more than the server's replies do.
enum class TransportFault : std::uint8_t {
  none,
  unreachable,  // no such host, nobody there, connection lost
  timed_out,
  tls_refused,     // no STARTTLS, or the server said no to it
  tls_failed,      // no handshake
  untrusted,       // the certificate does not hold
  no_authorities,  // the CA file cannot be read
  sign_in,         // no common mechanism, or the server said no
  not_smtp,        // replies that make no sense
  our_own,         // out of memory, a mistake of ours
  stopped,         // broken off by us, because the process ends
};

// One conversation.  Thread rule: one thread.
class Conversation {
 public:
  // A line that we sent, or that the server sent.
  void sent(std::string_view command);
  void received(std::string_view reply);

  // Asks `before_final_dot`, once, and keeps its answer.  False: the mail must not be completed.
  bool may_complete(const Committing& before_final_dot);

  // How it ended.
  Result<Delivered> outcome(TransportFault fault) const;

 private:
  std::unexpected<Error> failed(Errc code, std::string message, std::string target,
                                std::string_view delivery, std::string_view retry) const;
  Result<Delivered> ended(TransportFault fault) const;
  std::unexpected<Error> refused_by_caller() const;
  std::unexpected<Error> refused_by_server() const;
  std::unexpected<Error> broken(TransportFault fault) const;
  bool server_said_no() const { return reply_ >= 400; }
  std::string server_said() const;
  std::string_view retry_by_reply() const;

  SmtpStage stage_ = SmtpStage::connect;
  bool over_ = false;
  int recipient_ = 0;
  int reply_ = 0;  // 0: none to the last command yet
  std::string status_;
  std::optional<Status> commitment_;
};

}  // namespace riskflow::mail
