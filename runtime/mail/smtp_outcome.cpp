#include "runtime/mail/smtp_outcome.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <fmt/format.h>

namespace riskflow::mail {
namespace {

struct Verb {
  std::string_view text;
  SmtpStage stage;
};

constexpr std::array verbs{
    Verb{"EHLO", SmtpStage::hello},         Verb{"HELO", SmtpStage::hello},
    Verb{"STARTTLS", SmtpStage::start_tls}, Verb{"AUTH", SmtpStage::sign_in},
    Verb{"MAIL", SmtpStage::sender},        Verb{"RCPT", SmtpStage::recipient},
    Verb{"DATA", SmtpStage::data},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "5.1.1" of "550 5.1.1 no such user", or empty (RFC 3463, 2).
std::string enhanced_status(std::string_view reply) {
  if (reply.size() < 5) return {};
  reply.remove_prefix(4);
  const auto code = reply.substr(0, std::min(reply.find_first_of(" \r\n"), reply.size()));
  const bool shape = code.size() <= 9 && std::ranges::count(code, '.') == 2 &&
                     std::ranges::all_of(code, [](char c) { return c == '.' || is_digit(c); });
  return shape ? std::string{code} : std::string{};
}

std::string what_was_said(SmtpStage stage, int recipient) {
  switch (stage) {
    case SmtpStage::connect: return "the connection";
    case SmtpStage::hello: return "our greeting";
    case SmtpStage::start_tls: return "STARTTLS";
    case SmtpStage::sign_in: return "signing in";
    case SmtpStage::sender: return "the sender";
    case SmtpStage::recipient: return fmt::format("recipient {}", recipient);
    case SmtpStage::data: return "the message";
  }
  std::unreachable();
}

Status asked(const Committing& before_final_dot) {
  // We are called from within a C library: nothing may be thrown through it.
  try {
    return before_final_dot();
  } catch (const std::exception&) {
    return fail(Errc::internal, "the commitment to send threw an exception");
  } catch (...) { return fail(Errc::internal, "the commitment to send threw something"); }
}

}  // namespace

void Conversation::sent(std::string_view command) {
  // Goodbye: what follows says nothing about the mail any more.
  over_ = over_ || command.starts_with("QUIT");
  if (over_) return;
  const auto verb = std::ranges::find_if(
      verbs, [&](const Verb& known) { return command.starts_with(known.text); });
  // The other lines are the rest of a sign-in: they have replies of their own, but no stage.
  if (verb != verbs.end()) stage_ = verb->stage;
  if (stage_ == SmtpStage::recipient) ++recipient_;
  reply_ = 0;
  status_.clear();
}

void Conversation::received(std::string_view reply) {
  if (over_ || reply.size() < 3 || !std::ranges::all_of(reply.substr(0, 3), is_digit)) return;
  reply_ = (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + (reply[2] - '0');
  status_ = enhanced_status(reply);
}

bool Conversation::may_complete(const Committing& before_final_dot) {
  if (!commitment_) commitment_ = asked(before_final_dot);
  return commitment_->has_value();
}

Result<Delivered> Conversation::outcome(TransportFault fault) const {
  auto result = ended(fault);
  if (result || fault != TransportFault::stopped) return result;
  result.error().details.push_back({"stopped", "yes"});
  return result;
}

Result<Delivered> Conversation::ended(TransportFault fault) const {
  if (commitment_ && !*commitment_) return refused_by_caller();
  // The last reply to DATA is 354, so a 2xx can only be the answer to the whole mail.
  if (commitment_ && reply_ / 100 == 2) return Delivered{.reply = reply_, .status = status_};
  if (commitment_ && !server_said_no())
    return failed(
        Errc::unavailable,
        "the connection to the mail server was lost before it confirmed the mail: it may or "
        "may not have been delivered",
        "", "unknown", "no");
  // The transport broke its contract (see `hand_over`): then nothing is certain.
  if (fault == TransportFault::none)
    return failed(Errc::internal, "the mail was completed without the commitment to send it", "",
                  "unknown", "no");
  if (fault == TransportFault::sign_in || fault == TransportFault::tls_refused || !server_said_no())
    return broken(fault);
  return refused_by_server();
}

std::unexpected<Error> Conversation::failed(Errc code, std::string message, std::string target,
                                            std::string_view delivery,
                                            std::string_view retry) const {
  std::vector<Detail> details{{"delivery", std::string{delivery}}, {"retry", std::string{retry}}};
  if (server_said_no()) details.push_back({"reply", fmt::to_string(reply_)});
  if (server_said_no() && !status_.empty()) details.push_back({"status", status_});
  if (server_said_no() && stage_ == SmtpStage::recipient)
    details.push_back({"recipient", fmt::to_string(recipient_)});
  return fail(code, std::move(message), std::move(target), std::move(details));
}

std::unexpected<Error> Conversation::refused_by_caller() const {
  Error error = commitment_->error();
  const bool passing = error.code == Errc::unavailable;
  error.details.push_back({"delivery", "not_sent"});
  error.details.push_back({"retry", passing ? "yes" : "no"});
  return fail(std::move(error));
}

std::string Conversation::server_said() const {
  return status_.empty() ? fmt::to_string(reply_) : fmt::format("{} {}", reply_, status_);
}

std::string_view Conversation::retry_by_reply() const { return reply_ >= 500 ? "no" : "yes"; }

std::unexpected<Error> Conversation::refused_by_server() const {
  const bool for_good = reply_ >= 500;
  return failed(for_good ? Errc::rejected : Errc::unavailable,
                fmt::format("the mail server answered {} to {}{}", server_said(),
                            what_was_said(stage_, recipient_), for_good ? "" : ": try later"),
                "", "rejected", retry_by_reply());
}

std::unexpected<Error> Conversation::broken(TransportFault fault) const {
  const auto unavailable = [&](std::string message, std::string target, std::string_view retry) {
    return failed(Errc::unavailable, std::move(message), std::move(target), "not_sent", retry);
  };
  switch (fault) {
    case TransportFault::tls_refused:
      if (server_said_no())
        return unavailable(fmt::format("the mail server answered {} to STARTTLS, and mail_security "
                                       "requires it",
                                       server_said()),
                           "mail_security", retry_by_reply());
      return unavailable(
          "the mail server does not offer STARTTLS, and mail_security requires it: nothing was "
          "sent; set mail_security to tls if it speaks TLS from the start",
          "mail_security", "no");
    case TransportFault::tls_failed:
      return unavailable("no TLS connection to the mail server: check mail_port and mail_security",
                         "mail_security", "yes");
    case TransportFault::untrusted:
      return unavailable(
          "the mail server's certificate is not trusted: check mail_host and mail_ca_file",
          "mail_ca_file", "no");
    case TransportFault::no_authorities:
      return unavailable("the certificates in mail_ca_file cannot be read", "mail_ca_file", "no");
    case TransportFault::sign_in:
      if (!server_said_no())
        return unavailable(
            "the mail server offers no way to sign in that we know (PLAIN, LOGIN): take "
            "mail_username out if it needs none",
            "mail_username", "no");
      return failed(Errc::unavailable,
                    fmt::format("the mail server refused the sign-in ({}): check mail_username and "
                                "mail_password_file",
                                server_said()),
                    "mail_password_file", "rejected", retry_by_reply());
    case TransportFault::not_smtp:
      return unavailable("what answers at mail_host and mail_port does not speak SMTP: check both",
                         "mail_port", "no");
    case TransportFault::timed_out:
      return unavailable("the mail server did not answer in time: check mail_host and mail_port",
                         "mail_host", "yes");
    case TransportFault::our_own:
      return failed(Errc::internal, "the mail could not be handed over", "", "not_sent", "yes");
    case TransportFault::stopped:
      return unavailable("the mail was broken off because the server stops: it is sent again", "",
                         "yes");
    case TransportFault::none:
    case TransportFault::unreachable: break;
  }
  return unavailable(stage_ == SmtpStage::connect
                         ? "the mail server cannot be reached: check mail_host and mail_port"
                         : "the connection to the mail server was lost",
                     "mail_host", "yes");
}

}  // namespace riskflow::mail
