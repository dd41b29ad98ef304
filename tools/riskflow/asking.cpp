#include "tools/riskflow/asking.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "runtime/http/json_body.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::cli {

constexpr std::size_t file_bytes_max = std::size_t{4} << 20;

static std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

void Body::name(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  text_ += quoted(name) + ':';
}

Body& Body::text(std::string_view field, std::string_view value) {
  return json(field, quoted(value));
}

Body& Body::text_if(std::string_view field, const std::optional<std::string>& value) {
  return value ? text(field, *value) : *this;
}

Body& Body::number_if(std::string_view field, const std::optional<std::string>& digits) {
  return digits ? json(field, *digits) : *this;
}

Body& Body::json(std::string_view field, std::string_view json_text) {
  name(field);
  text_ += json_text;
  return *this;
}

Body& Body::yes(std::string_view field) { return json(field, "true"); }

std::string Body::closed() const { return text_ + '}'; }

static http::Request request(http::Method method,
                             std::initializer_list<std::string_view> segments) {
  http::Request out;
  out.method = method;
  out.path = "/v1.0";
  for (const auto segment : segments) out.path += '/' + http::encode(segment);
  return out;
}

static http::Request with(http::Request request, const Body& body) {
  request.body = body.closed();
  return request;
}

http::Request get(std::initializer_list<std::string_view> segments) {
  return request(http::Method::get, segments);
}
http::Request post(std::initializer_list<std::string_view> segments) {
  return request(http::Method::post, segments);
}
http::Request post(std::initializer_list<std::string_view> segments, const Body& body) {
  return with(post(segments), body);
}
http::Request patch(std::initializer_list<std::string_view> segments, const Body& body) {
  return with(request(http::Method::patch, segments), body);
}
http::Request del(std::initializer_list<std::string_view> segments) {
  return request(http::Method::del, segments);
}

http::Request as_of(http::Request request, const Given& given) {
  if (const auto when = given.find("--as-of")) request.query.push_back({"$asOf", *when});
  return request;
}

// What the system said last of `path`.
static std::unexpected<Error> cannot_read(const std::string& path) {
  const auto code = errno == ENOENT ? Errc::not_found : Errc::invalid;
  return fail(
      code, fmt::format("cannot read this file: {}", std::generic_category().message(errno)), path);
}

Result<std::string> bytes_of_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return cannot_read(path);
  std::string bytes;
  std::string piece(std::size_t{256} << 10, '\0');
  while (bytes.size() <= bytes_max && file.good()) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (file.bad()) return cannot_read(path);
    bytes.append(piece, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (bytes.size() > bytes_max)
    return fail(Errc::too_large, fmt::format("the file is over {} bytes", bytes_max), path);
  return bytes;
}

Result<std::string> text_of_file(const std::string& path) {
  return bytes_of_file(path, file_bytes_max);
}

Status check_json_object(std::string_view text, const std::string& path) {
  const auto read = http::read_json_object(text);
  if (read) return {};
  auto error = read.error();
  error.message = fmt::format("{}: {}", path, error.message);
  return fail(std::move(error));
}

}  // namespace riskflow::cli
