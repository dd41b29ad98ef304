#include "tests/runtime/http/wire.hpp"

#include <cstdlib>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace riskflow::http {

Peer::Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval give_up{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &give_up, sizeof give_up);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  EXPECT_EQ(::connect(socket_, generic, sizeof address), 0) << "nothing listens";
}

Peer::~Peer() { ::close(socket_); }

void Peer::say(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may close in the middle: what it answers tells
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Peer::hear_more() {
  char bytes[16 * 1024];
  errno = 0;  // an end of the stream leaves it as it was
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  heard_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

Answer Peer::hear_head() {
  while (heard_.find("\r\n\r\n") == std::string::npos)
    if (!hear_more()) return {};
  std::string_view head = std::string_view(heard_).substr(0, heard_.find("\r\n\r\n") + 2);
  Answer answer;
  answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
  for (head.remove_prefix(head.find("\r\n") + 2); !head.empty();) {
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(": ");
    answer.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    head.remove_prefix(line.size() + 2);
  }
  heard_.erase(0, heard_.find("\r\n\r\n") + 4);
  return answer;
}

Answer Peer::hear() {
  auto answer = hear_head();
  const auto length = answer.headers.find("Content-Length").value_or("0");
  const auto size = static_cast<std::size_t>(std::atoi(std::string(length).c_str()));
  while (heard_.size() < size)
    if (!hear_more()) return {};
  answer.body = heard_.substr(0, size);
  heard_.erase(0, size);
  return answer;
}

std::string Peer::hear_until_closed() {
  while (hear_more()) {}
  EXPECT_NE(errno, EAGAIN) << "the server keeps the connection open";
  return std::exchange(heard_, {});
}

std::string get(std::string_view path, std::string_view more_headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, more_headers);
}

std::string post(std::string_view path, std::string_view json) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n\r\n{}",
      path, json.size(), json);
}

Site echo_site() {
  return Site(
      [](Request& request) { return text(fmt::format("{}:{}", request.path, request.body)); });
}

static Server must_start(const ServerConfig& config, ServerParts parts) {
  auto server = Server::start(config, std::move(parts));
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

Running::Running(Service& service, const ServerConfig& config)
    : server(must_start(config, {service, clock, metrics, random_request_ids(clock)})) {}

}  // namespace riskflow::http
