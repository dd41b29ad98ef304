#include "tests/runtime/mail/scripted_server.hpp"

#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace riskflow::mail {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

const std::map<std::string, std::string, std::less<>> usual_replies{
    {"EHLO", "250 scripted"}, {"HELO", "250 scripted"}, {"MAIL", "250 ok"}, {"RCPT", "250 ok"},
    {"DATA", "354 go on"},    {".", "250 2.0.0 taken"}, {"QUIT", "221 bye"}};

// One client.
class Conversation {
 public:
  Conversation(tcp::socket& socket, const Script& script, std::string& transcript)
      : socket_(socket), script_(script), transcript_(transcript) {}

  void run() {
    bool going = answer(script_.greeting);
    std::string line;
    while (going && read(line)) {
      script_.on_line(line);
      going = in_mail_ ? mail_line(line) : answer(reply_to(line));
    }
  }

 private:
  bool read(std::string& line) {
    error_code ec;
    const auto size = asio::read_until(socket_, asio::dynamic_buffer(buffer_), "\r\n", ec);
    transcript_ += ec ? buffer_ : buffer_.substr(0, size);
    line = buffer_.substr(0, ec ? 0 : size - 2);
    buffer_.erase(0, size);
    return !ec;
  }

  std::string reply_to(const std::string& line) const {
    const auto word = line.substr(0, line.find(' '));
    for (const auto& key : {line, word})
      if (const auto found = script_.replies.find(key); found != script_.replies.end())
        return found->second;
    const auto usual = usual_replies.find(word);
    return usual == usual_replies.end() ? "500 what" : usual->second;
  }

  bool mail_line(const std::string& line) {
    if (std::exchange(body_begins_, false) && script_.replies.contains("BODY"))
      return answer(script_.replies.at("BODY"));
    if (line != ".") return true;
    const bool going = answer(reply_to("."));
    in_mail_ = false;
    return going;
  }

  bool answer(const std::string& reply) {
    if (reply == Script::hang_up) return false;
    if (reply == Script::silence) return true;
    in_mail_ = body_begins_ = reply.starts_with("354");
    error_code ec;
    asio::write(socket_, asio::buffer(reply + "\r\n"), ec);
    return !ec;
  }

  tcp::socket& socket_;
  const Script& script_;
  std::string& transcript_;
  std::string buffer_;
  bool in_mail_ = false;
  bool body_begins_ = false;
};

}  // namespace

struct ScriptedServer::Listener {
  asio::io_context io;
  tcp::acceptor acceptor{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
};

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  auto listener = std::make_shared<Listener>();
  port_ = listener->acceptor.local_endpoint().port();
  thread_ = std::jthread{[this, listener] {
    tcp::socket socket{listener->io};
    error_code ec;
    listener->acceptor.accept(socket, ec);
    if (!ec) Conversation{socket, script_, transcript_}.run();
  }};
}

ScriptedServer::~ScriptedServer() {
  // A test that never connected leaves the thread in accept.
  asio::io_context io;
  tcp::socket socket{io};
  error_code ec;
  socket.connect({asio::ip::address_v4::loopback(), port_}, ec);
}

std::string ScriptedServer::transcript() {
  if (thread_.joinable()) thread_.join();
  return transcript_;
}

}  // namespace riskflow::mail
