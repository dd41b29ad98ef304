#include "tools/riskflow/session.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace riskflow::cli {

Session::Session(World& world, OpenChannel open, Door door, Folder folder, Format format)
    : world_(world),
      open_(std::move(open)),
      door_(std::move(door)),
      folder_(folder),
      format_(format) {}

Result<Channel*> Session::channel() {
  if (!channel_) {
    auto opened = open_(door_, folder_, world_);
    if (!opened) return fail(opened.error());
    channel_ = std::move(*opened);
  }
  return channel_.get();
}

static std::uint64_t position_of(const http::Response& response) {
  std::uint64_t position = 0;
  if (const auto text = response.headers.find("Riskflow-Position"))
    std::from_chars(text->data(), text->data() + text->size(), position);
  return position;
}

Result<http::Response> Session::send(http::Request request) {
  const auto through = channel();
  if (!through) return fail(through.error());
  if (seen_ > 0) request.headers.set("Riskflow-After", fmt::format("{}", seen_));
  auto response = (*through)->send(request);
  if (response) seen_ = std::max(seen_, position_of(*response));
  return response;
}

Result<boost::json::value> Session::ask(http::Request request) {
  const auto response = send(std::move(request));
  if (!response) return fail(response.error());
  if (response->body.empty()) return boost::json::value(nullptr);
  boost::json::error_code ec;
  auto value = boost::json::parse(response->body, ec);
  if (ec)
    return fail(Errc::unavailable, "the answer is not JSON: is this a riskflow server?", "server");
  return value;
}

}  // namespace riskflow::cli
