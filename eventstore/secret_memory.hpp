#pragma once
// Memory for keys that are kept: left out of core dumps, kept from swap as far as the system's
// limit on locked memory goes, and wiped when it is given back.  Copies that are at work for some
// microseconds, on stacks and in OpenSSL, are wiped by those who make them.  Thread rule: any
// thread.

#include <cstddef>

namespace riskflow::eventstore {

// Throws std::bad_alloc.  Aligned for everything.
void* secret_allocate(std::size_t size);
void secret_free(void* at, std::size_t size) noexcept;

// How much of it the process has, in bytes, and how much of that cannot be swapped out.
struct SecretMemoryUse {
  std::size_t mapped = 0;
  std::size_t locked = 0;
};
SecretMemoryUse secret_memory_use();

// What is made with `new` lies there.
struct InSecretMemory {
  static void* operator new(std::size_t size) { return secret_allocate(size); }
  static void operator delete(void* at, std::size_t size) { secret_free(at, size); }
};

// For containers.
template <class T>
struct SecretAllocator {
  using value_type = T;
  SecretAllocator() = default;
  template <class Other>
  explicit SecretAllocator(const SecretAllocator<Other>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(secret_allocate(count * sizeof(T))); }
  void deallocate(T* at, std::size_t count) noexcept { secret_free(at, count * sizeof(T)); }
  bool operator==(const SecretAllocator&) const = default;
};

}  // namespace riskflow::eventstore
