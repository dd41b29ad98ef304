#pragma once
// Keys and values of the consumers' store.  Each value ends with a CRC-32C over its key and itself.
// Bytes: docs/format.md, "Consumers".

#include <optional>
#include <string>

#include "domain/core/ids.hpp"
#include "eventstore/proof/merkle.hpp"

namespace riskflow::eventstore {

inline constexpr std::size_t group_name_limit = 64;

// Key "consumers": which format the store has.
inline constexpr std::uint16_t consumers_format = 1;
inline constexpr BytesView consumers_key = "consumers";
Bytes encode_consumers_format();
// Error: corrupt, saying so when a newer format wrote it.
Status check_consumers_format(BytesView value);

// What a group has looked at: "g", name.
inline constexpr BytesView group_prefix = "g";
Bytes group_key(std::string_view group);
std::string_view group_of_key(BytesView key);
Bytes encode_looked(const proof::TreeHead& looked, BytesView key);
Result<proof::TreeHead> decode_looked(BytesView key, BytesView value);

// An event of a group that is open or parked, under "o" or "p", name, 00, position.
enum class Shelf : char { open = 'o', parked = 'p' };
struct EventRecord {
  Position position{};  // in the key
  std::uint32_t deliveries = 0;
  std::uint32_t forgiven = 0;     // of these, until an operator had it retried last
  std::optional<Instant> time{};  // when it is to be retried; when it was parked
  std::string stream;
  std::string reason{};
  bool operator==(const EventRecord&) const = default;
};
// What all keys of a shelf of `group`, and no others, begin with.
Bytes shelf_prefix(Shelf shelf, std::string_view group);
Bytes event_key(Shelf shelf, std::string_view group, Position position);
Bytes encode(const EventRecord& record, BytesView key);
// Error: corrupt.
Result<EventRecord> decode_event_record(BytesView key, BytesView value);

}  // namespace riskflow::eventstore
