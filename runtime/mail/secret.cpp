#include "runtime/mail/secret.hpp"

#include <utility>

#include <openssl/crypto.h>

namespace riskflow::mail {

// The whole capacity: a short text lies inside the string and stays there after a move.
static void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

Secret::Secret(std::string text) : text_(text) { wipe(text); }

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

Secret& Secret::operator=(Secret other) noexcept {
  text_.swap(other.text_);
  return *this;
}

Secret::~Secret() { wipe(text_); }

}  // namespace riskflow::mail
