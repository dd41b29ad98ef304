#include "runtime/checkpoint_post.hpp"

#include <array>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "runtime/core/log.hpp"
#include "runtime/core/program.hpp"

namespace riskflow::runtime {

// ---- one delivery ----

static constexpr std::chrono::seconds limit{30};

static std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

Status post_text(const std::string& url, const std::string& text) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: text/plain; charset=utf-8"), &curl_slist_free_all);
  if (!curl || !headers) return fail(Errc::internal, "no memory to post with", "checkpoint_url");
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, text.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &pass_over);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, static_cast<long>(limit.count()));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  const auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return fail(Errc::unavailable, fmt::format("cannot post to it: {}", curl_easy_strerror(code)),
                "checkpoint_url");
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status / 100 == 2) return {};
  return fail(Errc::unavailable, fmt::format("it answered the post with status {}", status),
              "checkpoint_url");
}

Status CheckpointPost::deliver(const std::string& note) const {
  if (!options_.command.empty()) {
    std::array<char, 64 * 1024> ignored;
    const auto heard = run({"checkpoint_command", options_.command, limit}, note, ignored);
    if (!heard) return fail(heard.error());
  }
  return options_.url.empty() ? Status{} : post_text(options_.url, note);
}

// ---- the post ----

void CheckpointPost::start() {
  if (is_wanted() && !thread_.joinable()) thread_ = std::thread([this] { work(); });
}

void CheckpointPost::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void CheckpointPost::send(std::uint64_t size, std::string note) {
  const std::scoped_lock lock(mutex_);
  newest_ = {size, std::move(note)};
  changed_.notify_all();
}

Posted CheckpointPost::posted() const {
  const std::scoped_lock lock(mutex_);
  return posted_;
}

void CheckpointPost::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [&] { return stopping_ || newest_.size > posted_.size; });
    try_once(lock);
    changed_.wait_for(lock, options_.every, [&] { return stopping_; });
  }
  try_once(lock);
}

void CheckpointPost::try_once(std::unique_lock<std::mutex>& lock) {
  if (newest_.size <= posted_.size) return;
  const auto checkpoint = newest_;
  lock.unlock();
  const auto done = deliver(checkpoint.note);
  if (!done)
    log::warn("checkpoint not sent",
              {{"to", done.error().target}, {"code", to_text(done.error().code)}});
  lock.lock();
  if (done) posted_.size = checkpoint.size;
  posted_.error = done ? std::nullopt : std::optional(done.error());
}

}  // namespace riskflow::runtime
