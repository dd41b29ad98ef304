#include "eventstore/history.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/ensure.hpp"
#include "eventstore/stream_reader.hpp"

namespace riskflow::eventstore {

History::History(const Tables& tables, const Head& head, std::uint32_t window)
    : tables_(tables), window_(window), head_(head), versions_(cached_streams) {}

Result<Version> History::version_of(std::string_view stream) {
  if (const auto begun = begun_.find(stream); begun != begun_.end()) return begun->second;
  if (const Version* const version = versions_.find(stream)) return *version;
  const auto version = stream_version(tables_, stream, head_.position);
  if (version && *version != Version{}) versions_.put(stream, *version);
  return version;
}

static Result<std::optional<StreamPlace>> place_at(const Tables& tables, std::string_view stream,
                                                   Version version) {
  Scan scan = tables.scan(Family::streams, {}, Access::few);
  scan.seek_back(stream_key(stream, version));
  if (!scan.valid()) {
    if (auto sound = scan.status(); !sound) return fail(sound.error());
    return std::nullopt;
  }
  if (!scan.key().starts_with(stream_prefix(stream))) return std::nullopt;
  const auto place = decode_stream_entry(scan.key(), scan.value());
  if (!place) return fail(place.error());
  return *place;
}

Result<Acceptance> History::stored_acceptance(Position first) const {
  const auto record = tables_.get(Family::skeletons, position_key(first));
  if (!record) return fail(record.error());
  if (!*record) return fail(corrupt_at(first, "a commit that is referred to is missing"));
  const auto skeleton = decode_skeleton_header(**record, first);
  if (!skeleton) return fail(skeleton.error());
  const CommitHeader& header = skeleton->header;
  return Acceptance{header.request, skeleton->fingerprint,
                    Receipt{header.first, header.events, header.recorded, Outcome::appended}};
}

Result<Acceptance> History::maker_of(std::string_view stream, Version version) {
  const auto pending = std::ranges::find_if(pending_parts_, [&](const PendingPart& part) {
    return part.first <= version && version < part.first + part.count && part.stream == stream;
  });
  if (pending != pending_parts_.end()) return pending_[pending->acceptance];
  const auto place = place_at(tables_, stream, version);
  if (!place) return fail(place.error());
  if (!*place || (*place)->last() < version)
    return fail(Errc::corrupt,
                fmt::format("event {} of the stream {} is missing", to_number(version), stream),
                "log");
  return stored_acceptance((*place)->entry.commit);
}

Result<std::optional<Acceptance>> History::remembered(const RequestId& request) {
  const auto pending = pending_requests_.find(request);
  if (pending != pending_requests_.end()) {
    if (pending->second.number < head_.forgotten) return std::nullopt;
    return pending_[pending->second.acceptance];
  }
  const Bytes key = remembered_key(request);
  const auto value = tables_.get(Family::requests, key);
  if (!value) return fail(value.error());
  if (!*value) return std::nullopt;
  const auto held = decode_remembered(key, **value);
  if (!held) return fail(held.error());
  if (held->number < head_.forgotten) return std::nullopt;  // forgotten in this very group
  const auto acceptance = stored_acceptance(held->first);
  if (!acceptance) return fail(acceptance.error());
  return *acceptance;
}

void History::begin_group() {
  begun_.clear();
  pending_.clear();
  pending_parts_.clear();
  pending_requests_.clear();
  pending_order_.clear();
}

Status History::accept(const Draft& draft, const Receipt& receipt, std::span<const Version> before,
                       Batch& batch) {
  ensure(receipt.first == head_.position && receipt.recorded >= head_.last_recorded,
         "positions are dense and recorded times never go back");
  if (needs_window(draft.parts))
    if (auto kept = remember(draft, receipt.first, batch); !kept) return kept;
  for (std::size_t i = 0; i < draft.parts.size(); ++i) {
    const Claim& part = draft.parts[i];
    if (part.events == 0) continue;
    take_version(part.stream, before[i], before[i] + part.events);
    pending_parts_.push_back({part.stream, before[i] + 1, part.events, pending_.size()});
  }
  pending_.push_back({draft.request, draft.fingerprint, receipt});
  head_.position = receipt.first + receipt.events;
  head_.last_recorded = receipt.recorded;
  return {};
}

// Most streams are begun and never written again: they must not push out those that are.
void History::take_version(std::string_view stream, Version before, Version now) {
  if (before == Version{} || begun_.contains(stream))
    begun_[stream] = now;
  else
    versions_.put(stream, now);
}

Status History::remember(const Draft& draft, Position first, Batch& batch) {
  const std::uint64_t number = head_.remembered++;
  const Bytes key = remembered_key(draft.request);
  batch.put(Family::requests, key, encode({number, first}, key));
  const Bytes order = order_key(number);
  batch.put(Family::requests, order, encode_order(draft.request, order));
  pending_requests_[draft.request] = {number, pending_.size()};
  pending_order_.push_back(draft.request);
  while (head_.remembered - head_.forgotten > window_)
    if (auto gone = forget_oldest(batch); !gone) return gone;
  return {};
}

Status History::forget_oldest(Batch& batch) {
  if (oldest_.empty())
    if (auto loaded = load_oldest(); !loaded) return loaded;
  const RequestId request = oldest_.front();
  oldest_.pop_front();
  batch.erase(Family::requests, remembered_key(request));
  batch.erase(Family::requests, order_key(head_.forgotten));
  head_.edge = std::max(head_.edge, time_of(request));
  ++head_.forgotten;
  return {};
}

// From the tables, as many as are likely to be needed soon; then from the group at hand.
Status History::load_oldest() {
  constexpr std::size_t at_once = 1024;
  const std::uint64_t stored_end = head_.remembered - pending_order_.size();
  if (head_.forgotten >= stored_end) {
    const auto skipped = static_cast<std::ptrdiff_t>(head_.forgotten - stored_end);
    oldest_.assign(pending_order_.begin() + skipped, pending_order_.end());
    return {};
  }
  Scan scan = tables_.scan(Family::requests, order_key(stored_end), Access::few);
  scan.seek(order_key(head_.forgotten));
  for (; scan.valid() && oldest_.size() < at_once; scan.next()) {
    if (scan.key() != order_key(head_.forgotten + oldest_.size())) break;
    const auto request = decode_order(scan.key(), scan.value());
    if (!request) return fail(request.error());
    oldest_.push_back(*request);
  }
  if (auto sound = scan.status(); !sound) return sound;
  if (oldest_.empty())
    return fail(Errc::corrupt, fmt::format("the remembered request {} is missing", head_.forgotten),
                "log");
  return {};
}

}  // namespace riskflow::eventstore
