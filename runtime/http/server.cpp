#include "runtime/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <random>
#include <set>
#include <thread>
#include <typeinfo>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "runtime/core/log.hpp"
#include "runtime/http/head.hpp"
#include "runtime/http/problem.hpp"
#include "runtime/http/session.hpp"

namespace riskflow::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

static constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// After a failed accept (no descriptors left): trying again at once would only burn the core.
static constexpr std::chrono::milliseconds accept_pause{100};

static std::size_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

static ServerConfig with_thread_counts(ServerConfig config) {
  if (config.io_threads == 0) config.io_threads = cores();
  if (config.work_threads == 0) config.work_threads = std::max<std::size_t>(4, cores());
  return config;
}

RequestIdSource random_request_ids(Clock& clock) {
  return [&clock] {
    std::random_device device;
    std::array<std::uint8_t, 10> rest{};
    for (std::size_t i = 0; i < rest.size(); i += 4) {
      const auto word = device();
      std::memcpy(&rest[i], &word, std::min(sizeof word, rest.size() - i));
    }
    return request_id(clock.now(), rest);
  };
}

// The threads, the listening socket and the list of sessions.  Members marked `control` are touched
// on that strand only, once the threads run.
class Server::Running final : public SessionHost {
 public:
  Running(const ServerConfig& config, ServerParts parts);
  ~Running() override;
  Status listen();
  void run();
  void stop();
  void wait();
  std::uint16_t port() const { return port_; }

  const ServerConfig& config() const override { return config_; }
  const Service& service() const override { return parts_.service; }
  bool is_stopping() const override { return stopping_; }
  Request begin_request() override;
  void answer(Request request, std::move_only_function<void(Response)> done) override;
  void answered(HttpStatus status) override;
  void served(std::chrono::nanoseconds took) override;

 private:
  asio::awaitable<void> accept_all();
  void admit(tcp::socket socket);
  void stop_on_control();
  void finish_if_done();
  Response respond(Request& request);

  const ServerConfig config_;
  ServerParts parts_;
  std::uint16_t port_ = 0;
  asio::io_context io_;
  asio::any_io_executor control_{asio::make_strand(io_)};
  asio::executor_work_guard<asio::io_context::executor_type> open_{io_.get_executor()};  // control
  tcp::acceptor acceptor_{control_};                                                     // control
  asio::steady_timer pause_{control_};                                                   // control
  asio::steady_timer grace_{control_};                                                   // control
  std::set<std::shared_ptr<Session>> sessions_;  // control; a session shares itself with its work
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> at_work_ = 0;  // requests running or waiting on the pool
  asio::thread_pool work_;
  std::vector<std::jthread> threads_;
};

Server::Running::Running(const ServerConfig& config, ServerParts parts)
    : config_(with_thread_counts(config)), parts_(std::move(parts)), work_(config_.work_threads) {}

Server::Running::~Running() {
  stop();
  wait();
}

Status Server::Running::listen() {
  ErrorCode ec;
  const auto address = asio::ip::make_address(config_.address, ec);
  if (ec)
    return fail(Errc::invalid, "not an IP address: write it like 127.0.0.1 or ::1", "address");
  const tcp::endpoint endpoint(address, config_.port);
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (!ec) port_ = acceptor_.local_endpoint(ec).port();
  if (!ec) return {};
  return fail(
      Errc::unavailable,
      fmt::format("cannot listen on {} port {}: {}", config_.address, config_.port, ec.message()),
      ec == asio::error::address_in_use || ec == asio::error::access_denied ? "port" : "address");
}

void Server::Running::run() {
  parts_.metrics.set(Metric::http_connections, 0);
  asio::co_spawn(control_, accept_all(), asio::detached);
  for (std::size_t i = 0; i < config_.io_threads; ++i) threads_.emplace_back([this] { io_.run(); });
}

asio::awaitable<void> Server::Running::accept_all() {
  while (!stopping_) {
    auto [ec, socket] = co_await acceptor_.async_accept(as_result);
    if (stopping_) break;
    if (!ec) {
      admit(std::move(socket));
      continue;
    }
    log::warn("connection not accepted", {{"errno", ec.value()}});
    pause_.expires_after(accept_pause);
    co_await pause_.async_wait(as_result);
  }
}

void Server::Running::admit(tcp::socket socket) {
  ErrorCode ec;
  const auto peer = socket.remote_endpoint(ec);
  if (ec) return;  // gone already
  const auto version = peer.address().is_v6() ? IpVersion::six : IpVersion::four;
  const int descriptor = socket.release(ec);
  if (ec) return;
  auto session = make_session(io_, *this, {descriptor, version, peer.address().to_string()});
  if (sessions_.size() >= config_.connections_max) {
    parts_.metrics.count(Metric::http_refused_connections);
    return session->turn_away();
  }
  sessions_.insert(session);
  parts_.metrics.add(Metric::http_connections, 1);
  session->serve([this, session] {
    asio::post(control_, [this, session] {
      sessions_.erase(session);
      parts_.metrics.add(Metric::http_connections, -1);
      finish_if_done();
    });
  });
}

Request Server::Running::begin_request() {
  Request request;
  request.id = parts_.new_request_id();
  request.correlation = to_text(request.id);
  request.received = parts_.clock.now();
  return request;
}

void Server::Running::answer(Request request, std::move_only_function<void(Response)> done) {
  if (at_work_.fetch_add(1) >= config_.work_threads + config_.work_queue) {
    at_work_.fetch_sub(1);
    parts_.metrics.count(Metric::http_refused_queue);
    auto refusal = problem({Errc::unavailable, "the server is busy: try again", "server", {}},
                           occasion_of(request));
    complete_headers(refusal, request);
    return done(std::move(refusal));
  }
  asio::post(work_, [this, request = std::move(request), done = std::move(done)]() mutable {
    auto response = respond(request);
    complete_headers(response, request);
    at_work_.fetch_sub(1);
    done(std::move(response));
  });
}

// Nothing of the request goes into the log but its id: neither its path nor an exception's message.
Response Server::Running::respond(Request& request) {
  static constexpr std::string_view event = "request failed";
  const auto occasion = occasion_of(request);
  try {
    auto result = parts_.service.answer(request);
    if (!result) {
      if (failure_of(result.error().code).status == HttpStatus::internal_server_error)
        log::error(event,
                   {{"request", occasion.request_id}, {"code", to_text(result.error().code)}});
      return problem(result.error(), occasion);
    }
    if (can_be_sent(result->headers)) return std::move(*result);
    log::error(event, {{"request", occasion.request_id}, {"code", "header with a line break"}});
  } catch (const std::exception& e) {
    log::error(event, {{"request", occasion.request_id}, {"exception", typeid(e).name()}});
  } catch (...) { log::error(event, {{"request", occasion.request_id}, {"exception", "unknown"}}); }
  return problem({Errc::internal, "the server failed on this request: report its id", {}, {}},
                 occasion);
}

void Server::Running::answered(HttpStatus status) {
  static constexpr std::array<MetricOf<MetricKind::counter>, 4> by_class{
      Metric::http_requests_2xx, Metric::http_requests_3xx, Metric::http_requests_4xx,
      Metric::http_requests_5xx};
  const auto status_class = std::clamp(to_number(status) / 100, 2u, 5u);
  parts_.metrics.count(by_class[status_class - 2]);
}

void Server::Running::served(std::chrono::nanoseconds took) {
  parts_.metrics.observe(Metric::http_request_seconds, std::chrono::duration<double>(took).count());
}

void Server::Running::stop() {
  if (stopping_.exchange(true)) return;
  asio::post(control_, [this] { stop_on_control(); });
}

void Server::Running::stop_on_control() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  for (const auto& session : sessions_) session->close_if_idle();
  grace_.expires_after(config_.stop_deadline);
  grace_.async_wait([this](ErrorCode cancelled) {
    if (cancelled) return;
    for (const auto& session : sessions_) session->close();
  });
  finish_if_done();
}

// The io threads end when the last session has.
void Server::Running::finish_if_done() {
  if (!stopping_ || !sessions_.empty()) return;
  grace_.cancel();
  open_.reset();
}

void Server::Running::wait() {
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  work_.join();
}

Result<Server> Server::start(const ServerConfig& config, ServerParts parts) {
  auto running = std::make_unique<Running>(config, std::move(parts));
  if (auto listening = running->listen(); !listening) return fail(listening.error());
  running->run();
  return Server(std::move(running));
}

Server::Server(std::unique_ptr<Running> running) : running_(std::move(running)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

std::uint16_t Server::port() const { return running_->port(); }
void Server::stop() { running_->stop(); }
void Server::wait() { running_->wait(); }

}  // namespace riskflow::http
