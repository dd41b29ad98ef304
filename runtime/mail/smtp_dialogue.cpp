#include "runtime/mail/smtp_dialogue.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "runtime/mail/smtp_syntax.hpp"

namespace riskflow::mail {
namespace {

constexpr std::string_view ok = "250 OK\r\n";
constexpr std::string_view no_arguments = "501 no argument is expected\r\n";
constexpr std::string_view wrong_order = "503 bad sequence of commands\r\n";
constexpr std::size_t give_up_factor = 2;  // a mail of twice the limit is an attack

bool is_printable(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; });
}

// A browser that was lured into talking to our port: what follows its headers could be commands.
bool is_http(std::string_view verb) {
  constexpr std::array methods{"GET",     "POST",    "PUT",    "HEAD",
                               "OPTIONS", "CONNECT", "DELETE", "PATCH"};
  return std::ranges::any_of(methods,
                             [&](std::string_view method) { return same_word(verb, method); });
}

}  // namespace

struct SmtpDialogue::Command {
  std::string_view verb;
  std::string (SmtpDialogue::*answer)(std::string_view argument);
};

const SmtpDialogue::Command* SmtpDialogue::find_command(std::string_view verb) {
  static constexpr std::array commands{
      Command{"DATA", &SmtpDialogue::data},   Command{"EHLO", &SmtpDialogue::extended_hello},
      Command{"HELO", &SmtpDialogue::hello},  Command{"HELP", &SmtpDialogue::help},
      Command{"MAIL", &SmtpDialogue::sender}, Command{"NOOP", &SmtpDialogue::nothing},
      Command{"QUIT", &SmtpDialogue::quit},   Command{"RCPT", &SmtpDialogue::recipient},
      Command{"RSET", &SmtpDialogue::reset},  Command{"VRFY", &SmtpDialogue::verify},
  };
  const auto* found = std::ranges::find_if(
      commands, [&](const Command& known) { return same_word(known.verb, verb); });
  return found == commands.end() ? nullptr : found;
}

SmtpDialogue::SmtpDialogue(DialogueLimits limits, IncomingBudget& budget, Accept accept)
    : limits_(limits), budget_(budget), accept_(std::move(accept)) {}

SmtpDialogue::~SmtpDialogue() { forget_mail(); }

std::string_view SmtpDialogue::greeting() { return "220 riskflow mail catcher ESMTP\r\n"; }

std::string SmtpDialogue::take(std::string_view bytes) {
  std::string replies;
  while (!bytes.empty() && !over_) {
    const auto end = bytes.find('\n');
    const bool complete = end != std::string_view::npos;
    replies += part_of_line(bytes.substr(0, end));
    bytes.remove_prefix(complete ? end + 1 : bytes.size());
    if (complete && !over_) replies += end_of_line();
  }
  return replies;
}

std::string SmtpDialogue::part_of_line(std::string_view part) {
  if (!part.empty()) last_byte_ = part.back();
  if (stage_ == Stage::data) text_bytes_ += part.size() + 1;
  if (text_bytes_ > give_up_factor * limits_.mail_bytes)
    return hang_up("552 message size exceeds the limit\r\n");
  if (!skipping_line_) pending_ += part;
  const auto limit = stage_ == Stage::data ? limits_.text_line + 2 : limits_.command_line;
  return pending_.size() > limit ? overlong() : std::string{};
}

std::string SmtpDialogue::end_of_line() {
  const auto whole = std::exchange(pending_, {});
  if (!std::exchange(skipping_line_, false)) return line(whole);
  after_crlf_ = last_byte_ == '\r';
  return {};
}

// A line over the limit: of text, the mail is lost; of commands, we no longer know where we are.
std::string SmtpDialogue::overlong() {
  pending_.clear();
  if (stage_ != Stage::data) return hang_up("500 line too long\r\n");
  skipping_line_ = true;
  give_up_mail("554 a line of more than 998 bytes\r\n");
  return {};
}

// `line` is without its LF.
std::string SmtpDialogue::line(std::string_view line) {
  if (stage_ == Stage::data) return text(line);
  if (!line.ends_with('\r')) return error("500 lines end in CRLF\r\n");
  return command(line.substr(0, line.size() - 1));
}

std::string SmtpDialogue::command(std::string_view line) {
  const auto verb = line.substr(0, line.find(' '));
  if (++commands_ > limits_.commands) return hang_up("421 too many commands\r\n");
  if (is_http(verb)) return hang_up("421 this is not an HTTP server\r\n");
  if (!is_printable(line)) return error("500 only printable ASCII is expected\r\n");
  const Command* known = find_command(verb);
  if (known == nullptr) return error("500 command not known\r\n");
  return (this->*known->answer)(without_blanks(line.substr(verb.size())));
}

std::string SmtpDialogue::hello(std::string_view domain) {
  if (domain.empty()) return error("501 your name is expected\r\n");
  forget_mail();
  stage_ = Stage::greeted;
  return "250 riskflow\r\n";
}

std::string SmtpDialogue::extended_hello(std::string_view domain) {
  if (domain.empty()) return error("501 your name is expected\r\n");
  forget_mail();
  stage_ = Stage::greeted;
  return fmt::format(
      "250-riskflow\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE {}\r\n250 HELP\r\n",
      limits_.mail_bytes);
}

std::string SmtpDialogue::sender(std::string_view argument) {
  if (stage_ != Stage::greeted) return error(wrong_order);
  auto path = read_path(argument, "FROM:");
  if (!path) return error("501 MAIL FROM:<address> is expected\r\n");
  const auto fault = fault_in_parameters(path->parameters, limits_.mail_bytes);
  if (!fault.empty()) return error(fault);
  mail_.from = std::move(path->mailbox);
  stage_ = Stage::sender;
  return std::string{ok};
}

std::string SmtpDialogue::recipient(std::string_view argument) {
  if (stage_ != Stage::sender && stage_ != Stage::recipients) return error(wrong_order);
  auto path = read_path(argument, "TO:");
  if (!path || path->mailbox.empty()) return error("501 RCPT TO:<address> is expected\r\n");
  if (!path->parameters.empty()) return error("555 parameter not known\r\n");
  if (mail_.recipients.size() == limits_.recipients) return error("452 too many recipients\r\n");
  mail_.recipients.push_back(std::move(path->mailbox));
  stage_ = Stage::recipients;
  return std::string{ok};
}

std::string SmtpDialogue::data(std::string_view argument) {
  if (!argument.empty()) return error(no_arguments);
  if (stage_ != Stage::recipients) return error(wrong_order);
  stage_ = Stage::data;
  after_crlf_ = true;
  return "354 end with CRLF.CRLF\r\n";
}

std::string SmtpDialogue::reset(std::string_view argument) {
  if (!argument.empty()) return error(no_arguments);
  forget_mail();
  if (stage_ != Stage::connected) stage_ = Stage::greeted;
  return std::string{ok};
}

std::string SmtpDialogue::nothing(std::string_view) { return std::string{ok}; }

std::string SmtpDialogue::verify(std::string_view argument) {
  if (argument.empty()) return error("501 a name is expected\r\n");
  return "252 cannot verify, but will take mail for it\r\n";
}

std::string SmtpDialogue::help(std::string_view) {
  return "214 this server keeps every mail for you to read, and delivers none\r\n";
}

std::string SmtpDialogue::quit(std::string_view argument) {
  if (!argument.empty()) return error(no_arguments);
  return hang_up("221 bye\r\n");
}

// One line of the mail, without its LF.
std::string SmtpDialogue::text(std::string_view line) {
  // A dot counts only between two whole CRLFs: anything else would let one mail hide in another.
  const bool dot_counts = std::exchange(after_crlf_, line.ends_with('\r'));
  if (dot_counts && line == ".\r") return finish_mail();
  if (dot_counts && line.starts_with('.')) line.remove_prefix(1);
  if (const auto fault = fault_in(line); !fault.empty()) give_up_mail(fault);
  if (!mail_fault_.empty()) return {};
  mail_.raw += line;
  mail_.raw += '\n';
  budget_.left -= line.size() + 1;
  return {};
}

std::string_view SmtpDialogue::fault_in(std::string_view line) const {
  if (!line.ends_with('\r') || line.find('\r') + 1 != line.size())
    return "554 a CR or LF that is not part of a CRLF\r\n";
  if (line.contains('\0')) return "554 a NUL in the message\r\n";
  if (line.size() > limits_.text_line + 1) return "554 a line of more than 998 bytes\r\n";
  if (mail_.raw.size() + line.size() + 1 > limits_.mail_bytes)
    return "552 message size exceeds the limit\r\n";
  if (line.size() + 1 > budget_.left) return "452 too much mail at once\r\n";
  return {};
}

void SmtpDialogue::give_up_mail(std::string_view reply) {
  if (mail_fault_.empty()) mail_fault_ = reply;
  budget_.left += mail_.raw.size();
  mail_.raw = {};
}

std::string SmtpDialogue::finish_mail() {
  stage_ = Stage::greeted;
  const auto fault = std::exchange(mail_fault_, {});
  Incoming mail = std::exchange(mail_, {});
  budget_.left += mail.raw.size();
  text_bytes_ = 0;
  if (!fault.empty()) return error(fault);
  const auto accepted = accept_(std::move(mail));
  return accepted ? std::string{ok} : error("451 the mail could not be kept\r\n");
}

void SmtpDialogue::forget_mail() {
  budget_.left += mail_.raw.size();
  mail_ = {};
  mail_fault_.clear();
  text_bytes_ = 0;
}

std::string SmtpDialogue::error(std::string_view reply) {
  if (++errors_ > limits_.errors) return hang_up("421 too many errors\r\n");
  return std::string{reply};
}

std::string SmtpDialogue::hang_up(std::string_view reply) {
  over_ = true;
  forget_mail();
  return std::string{reply};
}

}  // namespace riskflow::mail
