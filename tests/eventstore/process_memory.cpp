#include "tests/eventstore/process_memory.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "domain/core/ensure.hpp"
#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

static constexpr std::uint8_t mask = 0xa5;
static constexpr std::size_t key_bytes = 32;

Sought::Sought(const Key& key) {
  for (std::size_t i = 0; i < key_bytes; ++i)
    masked_[i] = static_cast<std::uint8_t>(key.bytes()[i] ^ mask);
}

bool Sought::is_at(const std::uint8_t* bytes) const {
  for (std::size_t i = 0; i < key_bytes; ++i)
    if ((bytes[i] ^ mask) != masked_[i]) return false;
  return true;
}

struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  bool is_data = false;
  std::set<std::string> flags;
};

static std::vector<Mapping> mappings() {
  std::vector<Mapping> out;
  std::ifstream smaps("/proc/self/smaps");
  for (std::string line; std::getline(smaps, line);) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    if (const auto dash = first.find('-'); dash != std::string::npos && first.back() != ':') {
      std::string rights;
      words >> rights;
      out.push_back({std::stoul(first, nullptr, 16),
                     std::stoul(first.substr(dash + 1), nullptr, 16),
                     rights.starts_with("rw"),
                     {}});
    } else if (first == "VmFlags:") {
      for (std::string flag; words >> flag;) out.back().flags.insert(flag);
    }
  }
  return out;
}

// The shadow memory of a sanitizer is larger than this, and holds no bytes of ours.
static constexpr std::size_t shadow_bytes = std::size_t{1} << 30;

std::vector<std::set<std::string>> places_of(const Sought& sought) {
  static std::array<std::uint8_t, 1 << 16> window;
  const auto window_at = reinterpret_cast<std::uintptr_t>(window.data());
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ensure(memory >= 0, "a process may read its own memory");
  std::vector<std::set<std::string>> found;
  for (const auto& mapping : mappings()) {
    if (!mapping.is_data || mapping.end - mapping.begin > shadow_bytes) continue;
    for (auto at = mapping.begin; at < mapping.end; at += window.size() - key_bytes + 1) {
      const auto size = std::min<std::size_t>(window.size(), mapping.end - at);
      const auto got = ::pread(memory, window.data(), size, static_cast<::off_t>(at));
      for (std::size_t i = 0; got > 0 && i + key_bytes <= static_cast<std::size_t>(got); ++i) {
        const bool is_window = at + i + key_bytes > window_at && at + i < window_at + window.size();
        if (!is_window && sought.is_at(window.data() + i)) found.push_back(mapping.flags);
      }
    }
  }
  ::close(memory);
  wipe(window);
  return found;
}

bool is_locking_real() {
  alignas(4096) static std::array<std::uint8_t, 4096> page;
  if (::mlock(page.data(), page.size()) != 0) return false;
  const auto at = reinterpret_cast<std::uintptr_t>(page.data());
  const auto all = mappings();
  const bool is_locked = std::ranges::any_of(all, [&](const Mapping& each) {
    return each.begin <= at && at < each.end && each.flags.contains("lo");
  });
  ::munlock(page.data(), page.size());
  return is_locked;
}

}  // namespace riskflow::eventstore
