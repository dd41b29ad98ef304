#include "eventstore/ack_ledger.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/crc32c.hpp"
#include "eventstore/durable_file.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t slot_bytes = 512;  // what a disk writes whole, or not
static constexpr std::size_t slots = 8;
static constexpr std::size_t file_bytes = slots * slot_bytes;

namespace {

struct Slot {
  std::uint64_t number = 0;  // of the write, from 1
  proof::TreeHead tree;
};

}  // namespace

static Bytes encode(const Slot& slot) {
  Bytes out;
  append_number(out, slot.number);
  append_number(out, slot.tree.size);
  out.append(proof::view_of(slot.tree.root));
  append_number(out, crc32c(out));
  out.resize(slot_bytes);
  return out;
}

// What lies in the slot at `index`, if it is whole and belongs there.
static std::optional<Slot> decode(BytesView bytes, std::size_t index) {
  ByteReader in(bytes);
  Slot slot;
  slot.number = in.number<std::uint64_t>();
  slot.tree.size = in.number<std::uint64_t>();
  std::ranges::copy(in.bytes(slot.tree.root.size()), slot.tree.root.begin());
  const auto covered = 2 * sizeof(std::uint64_t) + slot.tree.root.size();
  if (in.number<std::uint32_t>() != crc32c(bytes.substr(0, covered))) return {};
  if (slot.number == 0 || (slot.number - 1) % slots != index) return {};
  return slot;
}

static std::unexpected<Error> failed(std::string_view doing) {
  return fail(
      Errc::unavailable,
      fmt::format("cannot {} the ack ledger: {}", doing, std::generic_category().message(errno)),
      "acks");
}

static Result<std::optional<Slot>> newest(const fs::path& path) {
  const auto file = read_file(path, file_bytes);
  if (!file && file.error().code == Errc::not_found) return std::nullopt;
  if (!file) return fail(file.error());
  std::optional<Slot> best;
  for (std::size_t index = 0; (index + 1) * slot_bytes <= file->size(); ++index) {
    const auto slot = decode(BytesView(*file).substr(index * slot_bytes, slot_bytes), index);
    if (slot && (!best || slot->number > best->number)) best = slot;
  }
  if (file->size() == file_bytes && best) return best;
  return fail(Errc::corrupt,
              fmt::format("{} is damaged: no slot is whole; without it nobody can tell whether the "
                          "log has lost its end (remove it to go on with the signed checkpoint)",
                          path.string()),
              "acks");
}

fs::path AckLedger::of(const fs::path& folder) {
  return folder.lexically_normal().string() + ".acks";
}

Result<std::optional<proof::TreeHead>> AckLedger::read(const fs::path& path) {
  const auto slot = newest(path);
  if (!slot) return fail(slot.error());
  if (!*slot) return std::nullopt;
  return (*slot)->tree;
}

Result<AckLedger> AckLedger::open(const fs::path& path, const proof::TreeHead& tree) {
  auto there = newest(path);
  if (!there) return fail(there.error());
  const bool is_new = !*there;
  if (is_new) {
    *there = Slot{1, tree};
    Bytes whole = encode(**there);
    whole.resize(file_bytes);
    if (auto ok = write_file(path, whole); !ok) return fail(ok.error());
  }
  AckLedger ledger(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (ledger.file_ < 0) return failed("open");
  ledger.next_ = (*there)->number;
  // Also when it is there: a write whose sync failed stands in the page cache, and not on the disk.
  if (!is_new)
    if (auto ok = ledger.write(tree); !ok) return fail(ok.error());
  return ledger;
}

AckLedger::AckLedger(AckLedger&& other) noexcept
    : file_(std::exchange(other.file_, -1)), next_(other.next_) {}

AckLedger& AckLedger::operator=(AckLedger&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(next_, other.next_);
  return *this;
}

AckLedger::~AckLedger() {
  if (file_ >= 0) ::close(file_);
}

Status AckLedger::write(const proof::TreeHead& tree) {
  const Bytes slot = encode(Slot{next_ + 1, tree});
  const auto at = static_cast<::off_t>(next_ % slots * slot_bytes);
  ssize_t written = -1;
  do written = ::pwrite(file_, slot.data(), slot.size(), at);
  while (written < 0 && errno == EINTR);
  if (std::cmp_not_equal(written, slot.size())) return failed("write");
  if (::fdatasync(file_) != 0) return failed("sync");
  ++next_;
  return {};
}

}  // namespace riskflow::eventstore
