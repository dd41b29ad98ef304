#include "runtime/http/client.hpp"

#include <array>
#include <optional>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include "domain/core/ensure.hpp"
#include "runtime/http/head.hpp"
#include "runtime/http/problem.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::http {

// The address and options of one server, and curl's connection to it.
class Client::Handle {
 public:
  explicit Handle(ClientConfig config);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Result<Response> send(const Request& request);

 private:
  using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
  struct Arriving {
    Response response;
    std::size_t limit;
    bool is_over_limit = false;
  };
  static std::size_t on_header(char* bytes, std::size_t one, std::size_t size, void* arriving);
  static std::size_t on_body(char* bytes, std::size_t one, std::size_t size, void* arriving);

  template <class Value>
  void set(CURLoption option, Value value);
  void set_fixed_options();
  void set_trust();
  void set_method(const Request& request);
  HeaderList header_list(const Request& request) const;
  std::string address_of(const Request& request) const;
  Error no_answer(CURLcode code, const Arriving& arriving) const;

  ClientConfig config_;
  CURL* curl_;
  std::array<char, CURL_ERROR_SIZE> why_{};  // of the last failure, in curl's words
};

// An address as curl reads it, which is what it connects to: Boost.URL 1.81 takes the host
// "127.0.0.1.example.com" for an IPv4 address.
struct ServerAddress {
  std::string scheme;
  std::string host;       // an IPv6 address stands in brackets
  bool has_more = false;  // than scheme, host, port and path
};

static std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  std::string out(text);
  curl_free(text);
  return out;
}

static std::optional<ServerAddress> read_address(std::string_view server) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  ensure(url != nullptr, "memory for an address");
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(server).c_str(), 0) != CURLUE_OK)
    return std::nullopt;
  ServerAddress address{part_of(url.get(), CURLUPART_SCHEME).value_or(""),
                        part_of(url.get(), CURLUPART_HOST).value_or("")};
  for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    address.has_more = address.has_more || part_of(url.get(), part).has_value();
  return address;
}

static bool is_loopback(const ServerAddress& address) {
  if (address.host == "[::1]" || same_without_case(address.host, "localhost")) return true;
  in_addr ipv4{};
  return inet_pton(AF_INET, address.host.c_str(), &ipv4) == 1 && ntohl(ipv4.s_addr) >> 24 == 127;
}

bool is_on_this_machine(std::string_view server) {
  const auto address = read_address(server);
  return address && is_loopback(*address);
}

Status check_server(std::string_view server) {
  const auto address = read_address(server);
  const bool is_https = address && address->scheme == "https";
  if (!address || (!is_https && address->scheme != "http") || address->has_more)
    return fail(Errc::invalid, "not a server's address: write it like https://risk.example.com",
                "server");
  if (!is_https && !is_loopback(*address))
    return fail(Errc::invalid,
                fmt::format("{}: the token and the answers would travel in clear text: use https, "
                            "or a tunnel that ends on this machine",
                            server),
                "server");
  return {};
}

Result<Client> Client::make(ClientConfig config) {
  while (config.server.ends_with('/')) config.server.pop_back();
  if (auto ok = check_server(config.server); !ok) return fail(ok.error());
  if (!can_be_sent(Headers{{"Authorization", config.token}}))
    return fail(Errc::invalid, "the token has a line break or control character in it", "token");
  return Client(std::make_unique<Handle>(std::move(config)));
}

Client::Client(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Response> Client::send(const Request& request) { return handle_->send(request); }

Client::Handle::Handle(ClientConfig config) : config_(std::move(config)), curl_(curl_easy_init()) {
  ensure(curl_ != nullptr, "curl gives a handle");
}

Client::Handle::~Handle() { curl_easy_cleanup(curl_); }

// curl takes values through an ellipsis: a wrong type is our mistake and shows as an error code.
template <class Value>
void Client::Handle::set(CURLoption option, Value value) {
  ensure(curl_easy_setopt(curl_, option, value) == CURLE_OK, "curl knows the option");
}

void Client::Handle::set_fixed_options() {
  curl_easy_reset(curl_);  // keeps the connection
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(config_.connect_deadline.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(config_.total_deadline.count()));
  set(CURLOPT_USERAGENT, "riskflow");
  if (is_on_this_machine(config_.server)) set(CURLOPT_PROXY, "");
  set(CURLOPT_ERRORBUFFER, why_.data());
  set_trust();
}

void Client::Handle::set_trust() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);  // the certificate must name the host that was asked for
  if (config_.ca_file.empty()) return;
  set(CURLOPT_CAINFO, config_.ca_file.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // the system's would count as well
}

void Client::Handle::set_method(const Request& request) {
  set(CURLOPT_CUSTOMREQUEST, to_text(request.method).data());
  if (request.method == Method::head) set(CURLOPT_NOBODY, 1L);
  const bool sends_length = request.method == Method::post || request.method == Method::put ||
                            request.method == Method::patch;
  if (request.body.empty() && !sends_length) return;
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_POSTFIELDS, request.body.c_str());
}

Client::Handle::HeaderList Client::Handle::header_list(const Request& request) const {
  HeaderList list(nullptr, curl_slist_free_all);
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    ensure(longer != nullptr, "memory for a header");
    std::ignore = list.release();
    list.reset(longer);
  };
  for (const auto& field : request.headers.all())
    add(fmt::format("{}: {}", field.name, field.value));
  if (!config_.token.empty()) add(fmt::format("Authorization: Bearer {}", config_.token));
  if (request.headers.count("Content-Type") == 0)
    add(request.body.empty() ? "Content-Type:" : "Content-Type: application/json");
  // Waiting for "100 Continue" costs a round trip and saves nothing on bodies of our size.
  add("Expect:");
  return list;
}

std::string Client::Handle::address_of(const Request& request) const {
  auto address = config_.server + request.path;
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    address += fmt::format("{}{}={}", separator, encode(name), encode(value));
    separator = '&';
  }
  return address;
}

std::size_t Client::Handle::on_header(char* bytes, std::size_t, std::size_t size, void* arriving) {
  auto& headers = static_cast<Arriving*>(arriving)->response.headers;
  std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) headers = {};  // after a 100 Continue comes another head
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  auto value = line.substr(colon + 1);
  const auto first = value.find_first_not_of(" \t\r\n");
  const auto last = value.find_last_not_of(" \t\r\n");
  value = first == std::string_view::npos ? "" : value.substr(first, last - first + 1);
  headers.add(std::string(line.substr(0, colon)), std::string(value));
  return size;
}

std::size_t Client::Handle::on_body(char* bytes, std::size_t, std::size_t size, void* arriving) {
  auto& answer = *static_cast<Arriving*>(arriving);
  answer.is_over_limit = answer.response.body.size() + size > answer.limit;
  if (answer.is_over_limit) return 0;  // curl gives up
  answer.response.body.append(bytes, size);
  return size;
}

constexpr std::string_view trust_fix =
    "use the host name that the certificate has, and trust an authority of your own with --ca-file "
    "or RISKFLOW_CA_FILE";

Error Client::Handle::no_answer(CURLcode code, const Arriving& arriving) const {
  if (arriving.is_over_limit)
    return {Errc::too_large,
            fmt::format("the answer is over {} bytes: ask for less", arriving.limit),
            "server",
            {}};
  const auto say = [&](std::string_view what) {
    return Error{Errc::unavailable, fmt::format("{}: {}", config_.server, what), "server", {}};
  };
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return say("no such host");
    case CURLE_COULDNT_CONNECT: return say("nothing answers there: is the server running?");
    case CURLE_OPERATION_TIMEDOUT: return say("no answer in time");
    case CURLE_PEER_FAILED_VERIFICATION: {
      auto error = say(fmt::format("its certificate is not trusted: {}", why_.data()));
      error.details.push_back({"fix", std::string(trust_fix)});
      return error;
    }
    case CURLE_SSL_CONNECT_ERROR: return say(fmt::format("no TLS with it: {}", why_.data()));
    case CURLE_SSL_CACERT_BADFILE:
      return {Errc::invalid,
              fmt::format("{} cannot be used as a file of certificates (PEM)", config_.ca_file),
              "ca_file",
              {}};
    default: return say(curl_easy_strerror(code));
  }
}

Result<Response> Client::Handle::send(const Request& request) {
  if (!can_be_sent(request.headers))
    return fail(Errc::invalid, "a header has a line break or control character in it", "headers");
  if (request.method == Method::other)
    return fail(Errc::invalid, "a request has a method", "method");
  set_fixed_options();
  set_method(request);
  const auto headers = header_list(request);
  const auto address = address_of(request);
  Arriving arriving{{}, config_.answer_limit};
  why_.front() = '\0';
  set(CURLOPT_URL, address.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_HEADERFUNCTION, &Handle::on_header);
  set(CURLOPT_HEADERDATA, &arriving);
  set(CURLOPT_WRITEFUNCTION, &Handle::on_body);
  set(CURLOPT_WRITEDATA, &arriving);
  if (const auto code = curl_easy_perform(curl_); code != CURLE_OK)
    return fail(no_answer(code, arriving));

  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  auto& response = arriving.response;
  response.status = static_cast<HttpStatus>(status);
  response.content_type = response.headers.find("Content-Type").value_or("");
  if (status >= 400) return fail(error_from_problem(response.status, response.body));
  if (status >= 300 && response.status != HttpStatus::not_modified)
    return fail(Errc::unavailable,
                "the server redirects, which is not followed: give its final address", "server");
  return std::move(response);
}

}  // namespace riskflow::http
