#pragma once
// A password or key that is wiped when it goes.  It has no formatter and no comparison, so it gets
// into a log, an error or a test's message only by somebody who writes `reveal`.

#include <string>
#include <string_view>

namespace riskflow::mail {

// Thread rule: that of std::string.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  bool empty() const { return text_.empty(); }

  // The text itself, valid as long as the secret.  Hand it to the library that needs it only.
  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace riskflow::mail
