#include "runtime/mail/mime_start.hpp"

#include <mutex>

#include <gmime/gmime.h>

namespace riskflow::mail {

void start_mime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

}  // namespace riskflow::mail
