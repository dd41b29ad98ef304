#include "runtime/mail/catcher.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "runtime/mail/smtp_dialogue.hpp"

namespace riskflow::mail {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// The mails, bounded by number and by bytes.  Any thread.
class MailCatcher::Kept {
 public:
  Kept(Clock& clock, const CatcherLimits& limits)
      : clock_(clock), max_mails_(limits.mails), max_bytes_(limits.bytes) {}

  void add(Incoming mail) {
    // Decoded outside the lock: reading a list must not wait for a large mail.
    auto subject = read_mail(mail.raw).subject;
    const std::lock_guard lock{mutex_};
    Mail kept{.summary = {.number = ++last_number_,
                          .received = clock_.now(),
                          .from = std::move(mail.from),
                          .recipients = std::move(mail.recipients),
                          .subject = std::move(subject),
                          .size = mail.raw.size()},
              .raw = std::move(mail.raw)};
    bytes_ += weight(kept);
    mails_.push_back(std::move(kept));
    while (mails_.size() > max_mails_ || (bytes_ > max_bytes_ && !mails_.empty())) drop_oldest();
  }

  void forget() {
    const std::lock_guard lock{mutex_};
    mails_.clear();
    bytes_ = 0;
  }

  std::vector<CaughtSummary> list() const {
    const std::lock_guard lock{mutex_};
    std::vector<CaughtSummary> summaries;
    for (const Mail& mail : mails_) summaries.push_back(mail.summary);
    return summaries;
  }

  Result<CaughtMail> get(std::uint64_t number) const {
    auto mail = find(number);
    if (!mail) return fail(mail.error());
    auto content = read_mail(mail->raw);
    return CaughtMail{std::move(mail->summary), std::move(content), std::move(mail->raw)};
  }

 private:
  struct Mail {
    CaughtSummary summary;
    Bytes raw;
  };

  Result<Mail> find(std::uint64_t number) const {
    const std::lock_guard lock{mutex_};
    const auto found =
        std::ranges::find(mails_, number, [](const Mail& mail) { return mail.summary.number; });
    if (found == mails_.end()) return fail(Errc::not_found, "no such mail is kept", "number");
    return *found;
  }

  // An empty mail costs something too: its envelope.
  static std::size_t weight(const Mail& mail) {
    std::size_t bytes = sizeof(Mail) + mail.raw.size() + mail.summary.subject.size();
    for (const auto& one : mail.summary.recipients) bytes += sizeof(std::string) + one.size();
    return bytes;
  }

  void drop_oldest() {
    bytes_ -= weight(mails_.front());
    mails_.pop_front();
  }

  Clock& clock_;
  std::size_t max_mails_;
  std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::deque<Mail> mails_;
  std::size_t bytes_ = 0;
  std::uint64_t last_number_ = 0;
};

// The listener and its connections: one thread for all of them.
class MailCatcher::Server {
 public:
  Server(Kept& kept, const CatcherLimits& limits) : kept_(kept), limits_(limits) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Status listen(std::uint16_t port) {
    error_code ec;
    const tcp::endpoint here{asio::ip::address_v4::loopback(), port};
    acceptor_.open(here.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address{true}, ec);
    if (!ec) acceptor_.bind(here, ec);
    if (!ec) acceptor_.listen(tcp::acceptor::max_listen_connections, ec);
    if (ec)
      return fail(Errc::unavailable,
                  "the mail catcher cannot listen on port " + std::to_string(port) + ": " +
                      ec.message() + "; choose another, or 0 for any free one",
                  "catcher_port");
    port_ = acceptor_.local_endpoint(ec).port();
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread{[this] { run(); }};
    return {};
  }

  std::uint16_t port() const { return port_; }

 private:
  // One client.  Shared: its coroutine and its timer both hold it.
  struct Session {
    Session(tcp::socket client, Server& server)
        : socket(std::move(client)),
          timer(socket.get_executor()),
          ends(Timer::clock_type::now() + server.limits_.connection),
          dialogue({.mail_bytes = server.limits_.mail_bytes}, server.budget_,
                   [&kept = server.kept_](Incoming mail) -> Status {
                     kept.add(std::move(mail));
                     return {};
                   }),
          count(server.sessions_) {
      ++count;
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { --count; }

    using Timer = asio::steady_timer;

    tcp::socket socket;
    Timer timer;
    Timer::time_point ends;
    SmtpDialogue dialogue;
    std::size_t& count;
  };
  using SharedSession = std::shared_ptr<Session>;

  // An exception (out of memory) ends the session that threw it, not the server.
  void run() {
    while (!io_.stopped()) {
      try {
        io_.run();
      } catch (const std::exception&) {
        continue;  // one session is lost; the others go on
      }
    }
  }

  asio::awaitable<void> accept() {
    constexpr std::chrono::milliseconds pause{100};
    for (;;) {
      error_code ec;
      tcp::socket client =
          co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
      if (!acceptor_.is_open()) co_return;
      if (!ec) {
        admit(std::move(client));
        continue;
      }
      // Out of descriptors, most likely: others have to go first.
      asio::steady_timer timer{io_, pause};
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
  }

  void admit(tcp::socket client) {
    if (sessions_ >= limits_.connections) return say_last(client, "421 too many connections\r\n");
    asio::co_spawn(io_, serve(std::make_shared<Session>(std::move(client), *this)), asio::detached);
  }

  asio::awaitable<void> serve(SharedSession session) {
    constexpr std::size_t read_bytes = std::size_t{16} * 1024;
    std::string buffer(read_bytes, '\0');
    std::string answer{SmtpDialogue::greeting()};
    error_code ec;
    while (!ec) {
      watch(session);
      co_await asio::async_write(session->socket, asio::buffer(answer),
                                 asio::redirect_error(asio::use_awaitable, ec));
      if (ec || session->dialogue.over()) break;
      watch(session);
      const auto size = co_await session->socket.async_read_some(
          asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
      answer = session->dialogue.take(std::string_view{buffer}.substr(0, size));
    }
    session->timer.cancel();
    session->socket.shutdown(tcp::socket::shutdown_both, ec);
    session->socket.close(ec);
  }

  // Ends the session unless it is watched again in time.
  void watch(const SharedSession& session) {
    session->timer.expires_at(
        std::min(Session::Timer::clock_type::now() + limits_.silence, session->ends));
    session->timer.async_wait([session](error_code ec) {
      if (ec) return;
      say_last(session->socket, "421 too slow\r\n");
    });
  }

  // One reply if the client can take it at once, and the end.
  static void say_last(tcp::socket& socket, std::string_view reply) {
    error_code ec;
    socket.non_blocking(true, ec);
    if (!ec) socket.write_some(asio::buffer(reply), ec);
    socket.shutdown(tcp::socket::shutdown_both, ec);
    socket.close(ec);
  }

  Kept& kept_;
  CatcherLimits limits_;
  IncomingBudget budget_;
  // Before io_: the sessions that it destroys count themselves out.
  std::size_t sessions_ = 0;
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  std::uint16_t port_ = 0;
  std::thread thread_;
};

MailCatcher::MailCatcher(Clock& clock, CatcherLimits limits)
    : limits_(limits), kept_(std::make_unique<Kept>(clock, limits)) {}

MailCatcher::~MailCatcher() = default;

Status MailCatcher::start(std::uint16_t port) {
  if (server_) return fail(Errc::conflict, "the mail catcher already listens", "port");
  auto server = std::make_unique<Server>(*kept_, limits_);
  if (auto listening = server->listen(port); !listening) return listening;
  server_ = std::move(server);
  return {};
}

std::uint16_t MailCatcher::port() const { return server_ ? server_->port() : std::uint16_t{0}; }

void MailCatcher::stop() { server_.reset(); }

void MailCatcher::forget() { kept_->forget(); }

std::vector<CaughtSummary> MailCatcher::list() const { return kept_->list(); }

Result<CaughtMail> MailCatcher::get(std::uint64_t number) const { return kept_->get(number); }

}  // namespace riskflow::mail
