#pragma once
// Big-endian integers in byte strings: how every number of docs/format.md is stored, so that keys
// sort as numbers do.

#include <bit>
#include <concepts>
#include <cstring>

#include "domain/core/ids.hpp"

namespace riskflow {

// Writes `value` over the bytes at `to`.
template <std::unsigned_integral T>
void store_number(char* to, T value) {
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1)
    value = std::byteswap(value);
  std::memcpy(to, &value, sizeof value);
}

template <std::unsigned_integral T>
void append_number(Bytes& to, T value) {
  char bytes[sizeof value];
  store_number(bytes, value);
  to.append(bytes, sizeof value);
}

template <std::unsigned_integral T>
T load_number(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1)
    value = std::byteswap(value);
  return value;
}

template <class Tag>
BytesView view_of(const Id<Tag>& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

// Takes fields off the front of a byte string.  Past the end it gives zeros and stops being
// `intact`, so that a decoder asks once, at its end.
class ByteReader {
 public:
  explicit ByteReader(BytesView bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
  T number() {
    const BytesView field = bytes(sizeof(T));
    return field.empty() ? T{} : load_number<T>(field.data());
  }

  // `size` bytes; an empty view when there are not as many.
  BytesView bytes(std::size_t size) {
    if (size > rest_.size()) {
      intact_ = false;
      rest_ = {};
      return {};
    }
    const BytesView field = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return field;
  }

  template <class AnId>
  AnId id() {
    AnId value;
    const BytesView field = bytes(value.bytes.size());
    if (!field.empty()) std::memcpy(value.bytes.data(), field.data(), value.bytes.size());
    return value;
  }

  bool intact() const { return intact_; }
  BytesView rest() const { return rest_; }

 private:
  BytesView rest_;
  bool intact_ = true;
};

}  // namespace riskflow
