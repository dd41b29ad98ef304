#pragma once
// The receiving side of one SMTP connection (RFC 5321) without any I/O: bytes in, replies out,
// mails to a function.  Made for hostile input: strict about line ends (a mail ends with CRLF.CRLF
// and with nothing that resembles it), bounded in memory, lines, errors and commands.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"

namespace riskflow::mail {

// What a client may ask of us.
struct DialogueLimits {
  std::size_t mail_bytes = std::size_t{10} * 1024 * 1024;
  std::size_t recipients = 100;     // RFC 5321, 4.5.3.1.8: at least
  std::size_t command_line = 2048;  // twice what RFC 5321 and its extensions need
  std::size_t text_line = 998;      // without CRLF
  std::size_t errors = 20;          // then the connection ends
  std::size_t commands = 10'000;
};

// A mail as it came.
struct Incoming {
  std::string from;  // empty: the null sender
  std::vector<std::string> recipients;
  Bytes raw;
};

// How much unfinished mail all connections together may hold.
struct IncomingBudget {
  std::size_t left = std::size_t{64} * 1024 * 1024;
};

// One connection's conversation.  Thread rule: one thread, the one that owns the budget.
class SmtpDialogue {
 public:
  // Takes a complete mail; an error is passed on as "try later".
  using Accept = std::function<Status(Incoming)>;

  SmtpDialogue(DialogueLimits limits, IncomingBudget& budget, Accept accept);
  SmtpDialogue(const SmtpDialogue&) = delete;
  SmtpDialogue& operator=(const SmtpDialogue&) = delete;
  ~SmtpDialogue();

  // What the server says first.
  static std::string_view greeting();

  // Takes the next bytes, cut anywhere, and gives the replies to them (none, one or many:
  // pipelining). After `over()` bytes are ignored.  Cost: linear.
  std::string take(std::string_view bytes);

  // Whether the connection ends when the replies are sent.
  bool over() const { return over_; }

 private:
  struct Command;
  enum class Stage : std::uint8_t { connected, greeted, sender, recipients, data };

  static const Command* find_command(std::string_view verb);

  std::string part_of_line(std::string_view part);
  std::string end_of_line();
  std::string line(std::string_view line);
  std::string command(std::string_view line);
  std::string overlong();

  std::string hello(std::string_view domain);
  std::string extended_hello(std::string_view domain);
  std::string sender(std::string_view argument);
  std::string recipient(std::string_view argument);
  std::string data(std::string_view argument);
  std::string reset(std::string_view argument);
  std::string nothing(std::string_view argument);
  std::string verify(std::string_view argument);
  std::string help(std::string_view argument);
  std::string quit(std::string_view argument);

  std::string text(std::string_view line);
  std::string_view fault_in(std::string_view line) const;
  void give_up_mail(std::string_view reply);
  std::string finish_mail();
  void forget_mail();

  std::string error(std::string_view reply);
  std::string hang_up(std::string_view reply);

  DialogueLimits limits_;
  IncomingBudget& budget_;
  Accept accept_;
  Stage stage_ = Stage::connected;
  std::string pending_;  // the beginning of a line
  Incoming mail_;
  std::string mail_fault_;      // the reply that waits for the end of a mail that we do not take
  std::size_t text_bytes_ = 0;  // of the mail, those we gave up included
  bool skipping_line_ = false;  // the rest of an overlong line of text
  char last_byte_ = '\0';       // of the line so far
  bool after_crlf_ = true;      // whether the next line of text starts where a dot counts
  std::size_t errors_ = 0;
  std::size_t commands_ = 0;
  bool over_ = false;
};

}  // namespace riskflow::mail
