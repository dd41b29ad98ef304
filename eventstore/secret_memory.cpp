#include "eventstore/secret_memory.hpp"

#include <atomic>
#include <memory_resource>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"

namespace riskflow::eventstore {

namespace {

// Whole pages from the system, marked.
class MarkedPages final : public std::pmr::memory_resource {
 public:
  SecretMemoryUse use() const { return {mapped_.load(), locked_.load()}; }

 private:
  static std::size_t whole_pages(std::size_t size) {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
  }

  void* do_allocate(std::size_t size, std::size_t) override {
    size = whole_pages(size);
    void* const at =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
    if (::madvise(at, size, MADV_DONTDUMP) != 0) {
      ::munmap(at, size);
      throw std::bad_alloc();
    }
    mapped_ += size;
    if (::mlock(at, size) == 0)
      locked_ += size;  // else: the limit is reached, and the doctor says so
    return at;
  }

  void do_deallocate(void* at, std::size_t size, std::size_t) override {
    ::munmap(at, whole_pages(size));
  }

  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::atomic<std::size_t> mapped_ = 0;
  std::atomic<std::size_t> locked_ = 0;
};

// Keys are small and many: a page holds some dozen.  It gives no page back before it ends.
struct Pool {
  MarkedPages pages;
  std::pmr::synchronized_pool_resource blocks{
      {.max_blocks_per_chunk = 256, .largest_required_pool_block = 4096}, &pages};
};

}  // namespace

static Pool& pool() {
  static Pool process_wide;
  return process_wide;
}

void* secret_allocate(std::size_t size) { return pool().blocks.allocate(size); }

void secret_free(void* at, std::size_t size) noexcept {
  if (at == nullptr) return;
  wipe({static_cast<std::uint8_t*>(at), size});
  pool().blocks.deallocate(at, size);
}

SecretMemoryUse secret_memory_use() { return pool().pages.use(); }

}  // namespace riskflow::eventstore
