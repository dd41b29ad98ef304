#include "runtime/http/session.hpp"

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include "runtime/core/log.hpp"
#include "runtime/http/head.hpp"
#include "runtime/http/problem.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Parser = beast::http::request_parser<beast::http::string_body>;
using Message = beast::http::response<beast::http::string_body>;
using ErrorCode = boost::system::error_code;
template <class T>
using Awaitable = asio::awaitable<T>;

// Waits, and gives the error code as a value.
static constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// A peer that still sends when we close would get a reset, which can destroy the answer on its way.
// So what it sends is read and dropped, for so long and so much.
static constexpr std::chrono::seconds linger_deadline{1};
static constexpr std::size_t linger_limit = 256 * 1024;  // bytes

namespace {

enum class Next : std::uint8_t { another, close, linger };

class TcpSession final : public Session {
 public:
  TcpSession(asio::io_context& io, SessionHost& host, Connection connection);
  void serve(std::move_only_function<void()> ended) override;
  void turn_away() override;
  void close() override;
  void close_if_idle() override;

 private:
  Awaitable<void> run();
  Awaitable<std::optional<HeadScan::Verdict>> read_head();
  Awaitable<Next> serve_one();
  Status take_head(const Parser& parser, Request& request) const;
  Awaitable<std::optional<HttpStatus>> read_body(Parser& parser, std::size_t limit);
  Awaitable<Response> answer(Request request);
  Awaitable<Next> refuse(HttpStatus status, Error error, Request request);
  Awaitable<ErrorCode> send(Response response, Message message, Method asked);
  Awaitable<void> linger();
  std::shared_ptr<TcpSession> self() {
    return std::static_pointer_cast<TcpSession>(shared_from_this());
  }

  SessionHost& host_;
  beast::tcp_stream stream_;  // its executor is the session's strand
  beast::flat_buffer buffer_;
  std::string remote_;
  HeadScan scan_{0};
  bool idle_ = true;   // nothing of a request has come yet
  bool first_ = true;  // no request was served yet
};

}  // namespace

std::shared_ptr<Session> make_session(asio::io_context& io, SessionHost& host,
                                      Connection connection) {
  return std::make_shared<TcpSession>(io, host, std::move(connection));
}

TcpSession::TcpSession(asio::io_context& io, SessionHost& host, Connection connection)
    : host_(host), stream_(asio::make_strand(io)), remote_(std::move(connection.remote)) {
  // Neither call fails on a socket that has just been accepted; if one does, the first read fails.
  ErrorCode ignored;
  stream_.socket().assign(connection.version == IpVersion::six ? tcp::v6() : tcp::v4(),
                          connection.descriptor, ignored);
  stream_.socket().set_option(tcp::no_delay(true), ignored);
}

void TcpSession::serve(std::move_only_function<void()> ended) {
  asio::co_spawn(stream_.get_executor(), run(),
                 [self = self(), ended = std::move(ended)](std::exception_ptr failure) mutable {
                   if (failure) log::error("session failed");
                   self->stream_.close();
                   ended();
                 });
}

void TcpSession::turn_away() {
  auto refused = refuse(HttpStatus::service_unavailable,
                        {Errc::unavailable, "too many connections: try again", "connections", {}},
                        host_.begin_request());
  asio::co_spawn(stream_.get_executor(), std::move(refused),
                 [self = self()](std::exception_ptr, Next) { self->stream_.close(); });
}

void TcpSession::close() {
  asio::post(stream_.get_executor(), [self = self()] { self->stream_.close(); });
}

void TcpSession::close_if_idle() {
  asio::post(stream_.get_executor(), [self = self()] {
    if (self->idle_) self->stream_.close();
  });
}

Awaitable<void> TcpSession::run() {
  auto next = Next::another;
  while (next == Next::another) {
    const auto head = co_await read_head();
    if (!head) co_return;
    if (*head == HeadScan::Verdict::complete)
      next = co_await serve_one();
    else if (*head == HeadScan::Verdict::too_large)
      next = co_await refuse(
          HttpStatus::header_fields_too_large,
          {Errc::too_large, "the request line and headers are too long", "headers", {}},
          host_.begin_request());
    else
      next = co_await refuse(HttpStatus::bad_request,
                             {Errc::invalid, "not the head of an HTTP/1.1 request", "headers", {}},
                             host_.begin_request());
    first_ = false;
  }
  if (next == Next::linger) co_await linger();
}

// Reads until the head is complete or wrong; nothing when the connection is over.
Awaitable<std::optional<HeadScan::Verdict>> TcpSession::read_head() {
  const auto& config = host_.config();
  idle_ = buffer_.size() == 0;
  if (idle_ && host_.is_stopping()) co_return std::nullopt;
  stream_.expires_after(idle_ && !first_ ? config.idle_deadline : config.head_deadline);
  scan_ = HeadScan(config.head_limit);
  for (;;) {
    const auto bytes = buffer_.cdata();
    const auto verdict = scan_.look({static_cast<const char*>(bytes.data()), bytes.size()});
    if (verdict != HeadScan::Verdict::more) co_return verdict;
    auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
    if (ec) co_return std::nullopt;
    buffer_.commit(size);
    if (idle_) stream_.expires_after(config.head_deadline);
    idle_ = false;
  }
}

// Serves the request whose head has just been read.
Awaitable<Next> TcpSession::serve_one() {
  const auto began = std::chrono::steady_clock::now();
  auto request = host_.begin_request();
  request.remote = remote_;
  Parser parser;
  // The head has been measured; the body is measured when its route is known.
  parser.header_limit(static_cast<std::uint32_t>(scan_.size() + 1));
  parser.body_limit(boost::none);
  ErrorCode ec;
  parser.put(asio::buffer(buffer_.cdata(), scan_.size()), ec);
  buffer_.consume(scan_.size());
  if (ec || !parser.is_header_done())
    co_return co_await refuse(HttpStatus::bad_request,
                              {Errc::invalid, "not the head of an HTTP/1.1 request", "headers", {}},
                              std::move(request));
  if (auto taken = take_head(parser, request); !taken)
    co_return co_await refuse(HttpStatus::bad_request, taken.error(), std::move(request));

  const auto limit = host_.service().body_limit(request);
  const auto refusal = co_await read_body(parser, limit);
  if (refusal == HttpStatus::content_too_large)
    co_return co_await refuse(
        *refusal, {Errc::too_large, fmt::format("the body is over {} bytes", limit), "body", {}},
        std::move(request));
  if (refusal)
    co_return co_await refuse(*refusal,
                              {Errc::invalid, "the body is cut off or malformed", "body", {}},
                              std::move(request));
  request.body = std::move(parser.get().body());
  const auto asked = request.method;
  auto response = co_await answer(std::move(request));
  Message message;
  message.version(parser.get().version());
  message.keep_alive(parser.get().keep_alive() && !host_.is_stopping());
  const auto next = message.keep_alive() ? Next::another : Next::close;
  ec = co_await send(std::move(response), std::move(message), asked);
  host_.served(std::chrono::steady_clock::now() - began);
  co_return ec ? Next::close : next;
}

// Fills what the head says into `request`.  Error: invalid.
Status TcpSession::take_head(const Parser& parser, Request& request) const {
  const auto& message = parser.get();
  request.method = method_from_text(message.method_string());
  for (const auto& field : message)
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  if (const auto given = given_request_id(request.headers)) request.correlation = *given;
  const auto version = message.version() == 11 ? HttpVersion::one_one : HttpVersion::one_zero;
  if (auto framed = check_framing(request.headers, version); !framed) return framed;
  auto target = read_target(message.target());
  // CONNECT names no path; it is answered like any method that no path serves.
  if (!target && request.method == Method::other) return {};
  if (!target) return fail(target.error());
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  return {};
}

// Reads the rest of the message.  Gives the status to refuse it with, when it is refused.
Awaitable<std::optional<HttpStatus>> TcpSession::read_body(Parser& parser, std::size_t limit) {
  if (parser.is_done()) co_return std::nullopt;
  if (parser.content_length().value_or(0) > limit) co_return HttpStatus::content_too_large;
  parser.body_limit(limit);
  stream_.expires_after(host_.config().body_deadline);
  const auto expect = parser.get()[beast::http::field::expect];
  if (same_without_case(expect, "100-continue") && buffer_.size() == 0) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    auto [failed, sent] = co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
    if (failed) co_return HttpStatus::bad_request;
  }
  auto [ec, size] = co_await beast::http::async_read(stream_, buffer_, parser, as_result);
  if (ec == beast::http::error::body_limit) co_return HttpStatus::content_too_large;
  if (ec) co_return HttpStatus::bad_request;
  co_return std::nullopt;
}

// The hop to the work pool and back.
Awaitable<Response> TcpSession::answer(Request request) {
  // No deadline of the stream runs meanwhile: the handler keeps its own.
  stream_.expires_never();
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
      [this](auto handler, Request asked) {
        auto executor = asio::get_associated_executor(handler, stream_.get_executor());
        host_.answer(
            std::move(asked), [handler = std::move(handler), executor](Response response) mutable {
              asio::post(executor,
                         [handler = std::move(handler), response = std::move(response)]() mutable {
                           std::move(handler)(std::move(response));
                         });
            });
      },
      asio::use_awaitable, std::move(request));
}

// Answers a request that is not served, and ends the connection: where its next request would start
// is unknown.
Awaitable<Next> TcpSession::refuse(HttpStatus status, Error error, Request request) {
  auto response = problem(status, error, occasion_of(request));
  complete_headers(response, request);
  Message message;
  message.keep_alive(false);
  const auto ec = co_await send(std::move(response), std::move(message), request.method);
  co_return ec ? Next::close : Next::linger;
}

static bool has_no_body(HttpStatus status) {
  return status == HttpStatus::no_content || status == HttpStatus::not_modified;
}

// Sends `response` in the form that `message` has begun (version, keep-alive).
Awaitable<ErrorCode> TcpSession::send(Response response, Message message, Method asked) {
  host_.answered(response.status);
  message.result(to_number(response.status));
  for (const auto& field : response.headers.all()) message.insert(field.name, field.value);
  if (!has_no_body(response.status)) {
    if (!response.content_type.empty())
      message.set(beast::http::field::content_type, response.content_type);
    message.content_length(response.body.size());
    message.body() = std::move(response.body);
  }
  stream_.expires_after(host_.config().write_deadline);
  beast::http::response_serializer<beast::http::string_body> serializer(message);
  if (asked == Method::head || has_no_body(response.status)) {
    auto [ec, size] = co_await beast::http::async_write_header(stream_, serializer, as_result);
    co_return ec;
  }
  auto [ec, size] = co_await beast::http::async_write(stream_, serializer, as_result);
  co_return ec;
}

Awaitable<void> TcpSession::linger() {
  ErrorCode ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream_.expires_after(linger_deadline);
  for (std::size_t dropped = 0; dropped < linger_limit;) {
    buffer_.clear();
    auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(16 * 1024), as_result);
    if (ec) co_return;
    dropped += size;
  }
}

}  // namespace riskflow::http
