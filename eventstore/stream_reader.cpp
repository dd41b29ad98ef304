#include "eventstore/stream_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/commit_record.hpp"
#include "eventstore/mending.hpp"
#include "eventstore/records.hpp"

namespace riskflow::eventstore {

namespace {

// One pass over the entries of a stream and the commits they name.
class StreamPass {
 public:
  StreamPass(const Tables& tables, Skeletons& skeletons, std::string_view stream, Position head)
      : tables_(tables), skeletons_(skeletons), stream_(stream), head_(head) {}

  Result<Version> run(Version after, const EventVisitor& visit);

 private:
  Result<Reading> read_part(const StreamPlace& place, Version after, const EventVisitor& visit);
  Status load(const StreamEntry& entry);
  Error damaged(std::string_view what) const;

  const Tables& tables_;
  Skeletons& skeletons_;
  const std::string_view stream_;
  const Position head_;
  Version version_{};  // of the last event seen
  std::shared_ptr<const HeldSkeleton> held_;
  std::optional<Pinned> payloads_;
  std::vector<StoredEvent> events_;  // views into these two
};

}  // namespace

Error StreamPass::damaged(std::string_view what) const {
  return {Errc::corrupt,
          fmt::format("the stream {} is damaged after version {}: {}; {}", stream_,
                      to_number(version_), what, log_mending),
          "log",
          {{"stream", std::string(stream_)}}};
}

Status StreamPass::load(const StreamEntry& entry) {
  auto held = skeletons_.at(entry.commit);
  if (!held) return fail(held.error());
  held_ = std::move(*held);
  if (held_->skeleton.header.first != entry.commit)
    return fail(damaged("it names a commit that is not there"));
  auto payloads = tables_.pin(Family::payloads, position_key(entry.commit));
  if (!payloads) return fail(payloads.error());
  if (!*payloads) return fail(corrupt_at(entry.commit, "the commit is missing"));
  payloads_ = std::move(*payloads);
  return join(held_->skeleton, payloads_->view(), {entry.index, entry.count}, events_);
}

Result<Reading> StreamPass::read_part(const StreamPlace& place, Version after,
                                      const EventVisitor& visit) {
  if (auto loaded = load(place.entry); !loaded) return fail(loaded.error());
  Version expected = place.first;
  for (const StoredEvent& event : events_) {
    if (event.stream != stream_ || event.version != expected)
      return fail(damaged("its commit holds another event"));
    expected = expected + 1;
    if (event.version <= after) continue;
    version_ = event.version;
    if (visit(held_->skeleton.header, event) == Reading::enough) return Reading::enough;
  }
  return Reading::more;
}

Result<Version> StreamPass::run(Version after, const EventVisitor& visit) {
  const Bytes prefix = stream_prefix(stream_);
  // '\1' follows the '\0' that ends the name: the bound after all keys of the stream.
  Scan scan = tables_.scan(Family::streams, Bytes(stream_) + '\1', Access::few);
  scan.seek_back(stream_key(stream_, after));
  if (!scan.valid() || !scan.key().starts_with(prefix)) scan.seek(prefix);
  bool first = true;
  for (; scan.valid(); scan.next()) {
    const auto place = decode_stream_entry(scan.key(), scan.value());
    if (!place) return fail(place.error());
    if (place->entry.commit >= head_) return version_;
    const bool dense =
        first ? place->first <= std::max(after, Version{1}) : place->first == version_ + 1;
    if (!dense) return fail(damaged("an entry is missing"));
    first = false;
    if (place->last() > after) {
      const auto reading = read_part(*place, after, visit);
      if (!reading) return fail(reading.error());
      if (*reading == Reading::enough) return version_;
    }
    version_ = place->last();
  }
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  return version_;
}

Result<Version> read_stream(const Tables& tables, Skeletons& skeletons, std::string_view stream,
                            Version after, Position head, const EventVisitor& visit) {
  return StreamPass(tables, skeletons, stream, head).run(after, visit);
}

Result<Version> stream_version(const Tables& tables, std::string_view stream, Position head) {
  // Every stream has an entry at version 1; a filter tells of most that are not there.
  const auto begun = tables.pin(Family::streams, stream_key(stream, Version{1}));
  if (!begun) return fail(begun.error());
  if (!*begun) return Version{0};
  Scan scan = tables.scan(Family::streams, Bytes(stream) + '\1', Access::few);
  const Bytes prefix = stream_prefix(stream);
  scan.seek_back(stream_key(stream, Version{~std::uint64_t{0}}));
  for (; scan.valid() && scan.key().starts_with(prefix); scan.prev()) {
    const auto place = decode_stream_entry(scan.key(), scan.value());
    if (!place) return fail(place.error());
    if (place->entry.commit < head) return place->last();
  }
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  return Version{0};
}

}  // namespace riskflow::eventstore
