#include "runtime/mail/sender.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "runtime/mail/address.hpp"
#include "runtime/mail/message.hpp"
#include "runtime/mail/smtp_outcome.hpp"

namespace riskflow::mail {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_connecting = 30s;

struct Cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Cleanup>;
using Texts = std::unique_ptr<curl_slist, Cleanup>;

// One mail on its way.
struct Transfer {
  BytesView rest;
  const Committing& before_final_dot;
  Conversation conversation;
  const std::atomic<bool>& stopped;
};

// libcurl's read callback.  libcurl sends the terminating CRLF.CRLF only after this has returned 0
// (and returns to it until then, because it is not told the size), and closes the connection
// without it after CURL_READFUNC_ABORT.
std::size_t hand_over(char* to, std::size_t size, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const auto part = transfer.rest.substr(0, size * count);
  transfer.rest.remove_prefix(part.size());
  if (!part.empty()) {
    std::memcpy(to, part.data(), part.size());
    return part.size();
  }
  if (transfer.stopped) return CURL_READFUNC_ABORT;
  return transfer.conversation.may_complete(transfer.before_final_dot) ? 0 : CURL_READFUNC_ABORT;
}

// libcurl's debug callback: the one place that sees commands and replies in their order.
int overhear(CURL*, curl_infotype type, char* line, std::size_t size, void* context) {
  auto& conversation = static_cast<Transfer*>(context)->conversation;
  if (type == CURLINFO_HEADER_OUT) conversation.sent({line, size});
  if (type == CURLINFO_HEADER_IN) conversation.received({line, size});
  return 0;
}

// libcurl's progress callback, about once a second also while it waits: anything but 0 ends it.
int has_to_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(context)->stopped ? 1 : 0;
}

TransportFault fault_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return TransportFault::none;
    case CURLE_OPERATION_TIMEDOUT: return TransportFault::timed_out;
    case CURLE_USE_SSL_FAILED: return TransportFault::tls_refused;
    case CURLE_SSL_CONNECT_ERROR: return TransportFault::tls_failed;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR: return TransportFault::untrusted;
    case CURLE_SSL_CACERT_BADFILE: return TransportFault::no_authorities;
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR: return TransportFault::sign_in;
    case CURLE_WEIRD_SERVER_REPLY: return TransportFault::not_smtp;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT: return TransportFault::our_own;
    default: return TransportFault::unreachable;  // libcurl has a hundred, and adds to them
  }
}

// Sets options and remembers whether any was refused.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(handle_, option, value) != CURLE_OK) accepted_ = false;
  }
  bool accepted() const { return accepted_; }

 private:
  CURL* handle_;
  bool accepted_ = true;
};

std::string url_of(const SmtpConfig& config) {
  const auto scheme = config.security == Security::implicit_tls ? "smtps" : "smtp";
  const auto domain = config.from.substr(config.from.find('@') + 1);
  return fmt::format("{}://{}:{}/{}", scheme, config.host, config.port,
                     config.helo_name.empty() ? domain : config.helo_name);
}

void set_connection(Options& options, const SmtpConfig& config) {
  options.set(CURLOPT_URL, url_of(config).c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  options.set(CURLOPT_PROXY, "");  // not the environment's: mail goes where the configuration says
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_FRESH_CONNECT, 1L);
  options.set(CURLOPT_FORBID_REUSE, 1L);
  const auto limit = static_cast<long>(config.timeout.count());
  const auto connecting = static_cast<long>(std::min(config.timeout, longest_connecting).count());
  options.set(CURLOPT_TIMEOUT_MS, limit);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, connecting);
  options.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, (limit + 999) / 1000);
}

void set_security(Options& options, const SmtpConfig& config) {
  const auto level = config.security == Security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  options.set(CURLOPT_USE_SSL, static_cast<long>(level));
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!config.ca_file.empty()) {
    options.set(CURLOPT_CAINFO, config.ca_file.c_str());
    options.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // only those
  }
  if (config.username.empty()) return;
  options.set(CURLOPT_USERNAME, config.username.c_str());
  options.set(CURLOPT_PASSWORD, config.password.reveal().c_str());
}

void set_mail(Options& options, Transfer& transfer) {
  options.set(CURLOPT_UPLOAD, 1L);
  options.set(CURLOPT_READFUNCTION, &hand_over);
  options.set(CURLOPT_READDATA, &transfer);
  options.set(CURLOPT_VERBOSE, 1L);  // wakes the debug callback; nothing is printed
  options.set(CURLOPT_DEBUGFUNCTION, &overhear);
  options.set(CURLOPT_DEBUGDATA, &transfer);
  options.set(CURLOPT_NOPROGRESS, 0L);
  options.set(CURLOPT_XFERINFOFUNCTION, &has_to_stop);
  options.set(CURLOPT_XFERINFODATA, &transfer);
}

Texts list_of(std::span<const std::string> recipients) {
  Texts list;
  for (const std::string& one : recipients) {
    auto* longer = curl_slist_append(list.get(), one.c_str());
    if (longer == nullptr) return nullptr;
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

std::unexpected<Error> unsent(Errc code, std::string message, std::string target) {
  return fail(code, std::move(message), std::move(target),
              {{"delivery", "not_sent"}, {"retry", "no"}});
}

Status check_envelope(BytesView message, std::string_view from,
                      std::span<const std::string> recipients) {
  if (auto lines = check_lines(message); !lines)
    return unsent(Errc::invalid, lines.error().message, "message");
  if (!is_mailbox(from)) return unsent(Errc::invalid, "the sender is not a mailbox", "from");
  if (recipients.empty()) return unsent(Errc::invalid, "there is no recipient", "recipients");
  if (recipients.size() > max_recipients)
    return unsent(Errc::too_large, fmt::format("a mail may have {} recipients", max_recipients),
                  "recipients");
  const auto bad = std::ranges::find_if_not(recipients, is_mailbox);
  if (bad != recipients.end())
    return unsent(Errc::invalid,
                  fmt::format("recipient {} is not a mailbox", bad - recipients.begin() + 1),
                  "recipients");
  return {};
}

}  // namespace

SmtpSender::SmtpSender(SmtpConfig config) : config_(std::move(config)) {}

Result<SmtpSender> SmtpSender::create(SmtpConfig config) {
  const auto bad = [](std::string message, std::string setting) {
    return fail(Errc::invalid, std::move(message), std::move(setting));
  };
  if (!is_domain(config.host))
    return bad("mail_host must be a host name or an IPv4 address, such as mail.example.org",
               "mail_host");
  if (config.port == 0)
    return bad("mail_port must be 1 to 65535: most often 587 for starttls, 465 for tls",
               "mail_port");
  if (!is_mailbox(config.from))
    return bad("mail_from must be an address such as riskflow@example.org", "mail_from");
  if (!config.helo_name.empty() && !is_domain(config.helo_name))
    return bad("helo_name must be a host name", "helo_name");
  if (config.username.empty() && !config.password.empty())
    return bad("mail_password_file is set without mail_username: set both or neither",
               "mail_username");
  if (config.security == Security::none && !config.username.empty())
    return bad(
        "a password is sent over TLS only: set mail_security to starttls or tls, or take "
        "mail_username out",
        "mail_security");
  if (!config.username.empty() && config.password.empty())
    return bad("mail_username is set without mail_password_file: set both or neither",
               "mail_password_file");
  if (config.timeout < 1ms) return bad("timeout must be positive", "timeout");
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return SmtpSender{std::move(config)};
}

Result<Delivered> SmtpSender::send(BytesView message, std::string_view from,
                                   std::span<const std::string> recipients,
                                   const Committing& before_final_dot) {
  const std::string sender{from.empty() ? std::string_view{config_.from} : from};
  if (auto checked = check_envelope(message, sender, recipients); !checked)
    return fail(checked.error());
  Transfer transfer{.rest = message,
                    .before_final_dot = before_final_dot,
                    .conversation = {},
                    .stopped = *stopped_};
  const Texts list = list_of(recipients);
  const Handle handle{curl_easy_init()};
  if (!handle || !list) return transfer.conversation.outcome(TransportFault::our_own);
  Options options{handle.get()};
  set_connection(options, config_);
  set_security(options, config_);
  set_mail(options, transfer);
  options.set(CURLOPT_MAIL_FROM, sender.c_str());
  options.set(CURLOPT_MAIL_RCPT, list.get());
  if (!options.accepted()) return transfer.conversation.outcome(TransportFault::our_own);
  const auto code = curl_easy_perform(handle.get());
  // A refused commitment aborts too, and is no stop.
  const bool was_stopped = code == CURLE_ABORTED_BY_CALLBACK && *stopped_;
  return transfer.conversation.outcome(was_stopped ? TransportFault::stopped : fault_of(code));
}

}  // namespace riskflow::mail
