#pragma once
// Sends checkpoints off the box, where whoever takes this machine over cannot reach them: to a
// program of the operator's (its standard input), and to a URL by HTTP POST.  Without that a thief
// of the signing key could rewrite the log and sign it again.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "domain/core/result.hpp"
#include "domain/core/time.hpp"

namespace riskflow::runtime {

struct PostOptions {
  std::string command;  // empty: none
  std::string url;      // empty: none
  std::chrono::seconds every{60};
};

// What came of sending.
struct Posted {
  std::uint64_t size = 0;      // of the newest checkpoint that arrived everywhere; 0: none yet
  std::optional<Error> error;  // of the last try, if it failed
};

// Thread rule: `send`, `posted` from any thread; `start` and `stop` from one.
class CheckpointPost {
 public:
  explicit CheckpointPost(PostOptions options) : options_(std::move(options)) {}
  ~CheckpointPost() { stop(); }
  CheckpointPost(const CheckpointPost&) = delete;
  CheckpointPost& operator=(const CheckpointPost&) = delete;

  // Whether it is sent anywhere.
  bool is_wanted() const { return !options_.command.empty() || !options_.url.empty(); }

  void start();
  // Tries once more what was not sent yet, and ends.  Idempotent.
  void stop();

  // Has this checkpoint sent: at once, when none was for a while; in place of those that wait. What
  // fails is tried again.
  void send(std::uint64_t size, std::string note);

  Posted posted() const;

 private:
  struct Checkpoint {
    std::uint64_t size = 0;
    std::string note;
  };

  void work();
  void try_once(std::unique_lock<std::mutex>& lock);
  Status deliver(const std::string& note) const;

  const PostOptions options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  Checkpoint newest_;
  Posted posted_;
  bool stopping_ = false;
  std::thread thread_;
};

// Posts `text` as text/plain.  Errors: unavailable (no answer, or none of 2xx).
Status post_text(const std::string& url, const std::string& text);

}  // namespace riskflow::runtime
