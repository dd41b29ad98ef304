#include <limits>

#include <fmt/format.h>

#include "domain/language/message.hpp"
#include "domain/language/request_trigger.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

std::string run_name(Instant at, SeededBits& bits) {
  constexpr std::uint64_t suffixes = 1'000'000'000;
  const auto countdown = std::numeric_limits<std::int64_t>::max() - timestamp_of(at).ticks;
  return fmt::format("{:020}{:09}CU00", countdown, bits.next() % suffixes);
}

// A random UUID (RFC 9562, version 4).
static std::string random_uuid(SeededBits& bits) {
  const auto high = (bits.next() & ~0xF000ULL) | 0x4000ULL;
  const auto low = (bits.next() & ~(3ULL << 62)) | (2ULL << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF,
                     high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
}

static Value client_tracking_id(const TriggerFacts& facts, const std::string& run) {
  if (!facts.correlation.empty()) return facts.correlation;
  const auto* headers = facts.outputs ? facts.outputs->find("headers") : nullptr;
  const auto* given =
      headers != nullptr ? find_header(*headers, "x-ms-client-tracking-id") : nullptr;
  const bool is_given = given != nullptr && given->kind() == Kind::string && !given->text().empty();
  return is_given ? *given : Value{run};
}

Value trigger_record(const TriggerFacts& facts, SeededBits& bits) {
  const auto run = run_name(facts.started, bits);
  Value::Members record{{"name", facts.name}};
  if (facts.inputs) record.push_back({"inputs", *facts.inputs});
  if (facts.outputs) record.push_back({"outputs", *facts.outputs});
  record.push_back({"startTime", round_trip_text(facts.started)});
  record.push_back({"endTime", round_trip_text(facts.ended)});
  if (facts.scheduled) record.push_back({"scheduledTime", round_trip_text(*facts.scheduled)});
  record.push_back({"trackingId", random_uuid(bits)});
  record.push_back({"clientTrackingId", client_tracking_id(facts, run)});
  record.push_back({"originHistoryName", run});
  if (!facts.code.empty()) record.push_back({"code", facts.code});
  record.push_back({"status", facts.status});
  return Value::object(std::move(record));
}

}  // namespace riskflow::language
