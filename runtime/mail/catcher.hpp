#pragma once
// A mail server that delivers nothing: it takes whatever riskflow sends in its first hour and shows
// it, so that flows can be tried without a mail server and without anybody being written to. Mails
// stay in memory only (names never reach the disk in clear) and are gone with the process.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "domain/core/time.hpp"
#include "runtime/mail/reading.hpp"

namespace riskflow::mail {

// What the catcher keeps and bears.
struct CatcherLimits {
  std::size_t mails = 1'000;  // then the oldest goes
  std::size_t bytes = std::size_t{64} * 1024 * 1024;
  std::size_t mail_bytes = std::size_t{10} * 1024 * 1024;
  std::size_t connections = 64;
  std::chrono::milliseconds silence = std::chrono::minutes{1};      // between two reads of a client
  std::chrono::milliseconds connection = std::chrono::minutes{10};  // from its beginning to its end
};

// One mail in the list.
struct CaughtSummary {
  std::uint64_t number = 0;  // 1, 2, 3, ... in the order of arrival
  Instant received;
  std::string from;                     // of the envelope
  std::vector<std::string> recipients;  // of the envelope
  std::string subject;                  // decoded
  std::size_t size = 0;                 // bytes
};

// One mail, read.  Its html is untrusted: show it in a sandbox without scripts and network.
struct CaughtMail {
  CaughtSummary summary;
  ReadMail content;
  Bytes raw;
};

// The server.  Listens on 127.0.0.1 only.  Thread rule: `list` and `get` from any thread; `start`
// and `stop` from one.
class MailCatcher {
 public:
  // `clock` says when mails came; it outlives the catcher.
  explicit MailCatcher(Clock& clock, CatcherLimits limits = {});
  MailCatcher(const MailCatcher&) = delete;
  MailCatcher& operator=(const MailCatcher&) = delete;
  ~MailCatcher();  // stops

  // Listens on `port`; 0 picks a free one.  Starts one thread.  Errors: conflict when it already
  // listens; unavailable, target "catcher_port", when the port cannot be had.
  Status start(std::uint16_t port);

  // The port it listens on; 0 while it does not.
  std::uint16_t port() const;

  // Ends all connections and the thread.  The mails stay.  Does nothing when it does not listen.
  void stop();

  // The mails that are kept, oldest first.
  std::vector<CaughtSummary> list() const;

  // Drops the mails that are kept; numbers go on.  From any thread.
  void forget();

  // Mail `number`, decoded.  Error: not_found, when it never came or had to go.
  Result<CaughtMail> get(std::uint64_t number) const;

 private:
  class Kept;
  class Server;

  CatcherLimits limits_;
  std::unique_ptr<Kept> kept_;
  std::unique_ptr<Server> server_;
};

}  // namespace riskflow::mail
