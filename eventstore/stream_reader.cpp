#include "eventstore/stream_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/commit_record.hpp"
#include "eventstore/records.hpp"

namespace riskflow::eventstore {

namespace {

// One pass over the entries of a stream and the commits they name.
class StreamPass {
 public:
  StreamPass(const Tables& tables, std::string_view stream, Position head)
      : tables_(tables), stream_(stream), head_(head) {}

  Result<Version> run(Version after, const EventVisitor& visit);

 private:
  Result<Reading> read_part(const StreamPlace& place, Version after, const EventVisitor& visit);
  Status load(Position commit);
  Error damaged(std::string_view what) const;

  const Tables& tables_;
  const std::string_view stream_;
  const Position head_;
  Version version_{};  // of the last event seen
  Commit commit_;
  Skeleton scratch_;
};

}  // namespace

Error StreamPass::damaged(std::string_view what) const {
  return {Errc::corrupt,
          fmt::format("the stream {} is damaged after version {}: {}", stream_, to_number(version_),
                      what),
          "log",
          {{"stream", std::string(stream_)}}};
}

Status StreamPass::load(Position commit) {
  const Bytes key = position_key(commit);
  const auto skeleton = tables_.get(Family::skeletons, key);
  if (!skeleton) return fail(skeleton.error());
  const auto payloads = tables_.get(Family::payloads, key);
  if (!payloads) return fail(payloads.error());
  if (!*skeleton || !*payloads) return fail(corrupt_at(commit, "the commit is missing"));
  return decode_commit(**skeleton, **payloads, commit, scratch_, commit_);
}

Result<Reading> StreamPass::read_part(const StreamPlace& place, Version after,
                                      const EventVisitor& visit) {
  if (auto loaded = load(place.entry.commit); !loaded) return fail(loaded.error());
  const std::uint64_t end = std::uint64_t{place.entry.index} + place.entry.count;
  if (end > commit_.events.size()) return fail(damaged("its commit is too short"));
  for (std::uint64_t i = place.entry.index; i < end; ++i) {
    const StoredEvent& event = commit_.events[i];
    if (event.stream != stream_ || event.version != place.first + (i - place.entry.index))
      return fail(damaged("its commit holds another event"));
    if (event.version <= after) continue;
    version_ = event.version;
    if (visit(commit_.header, event) == Reading::enough) return Reading::enough;
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

Result<Version> read_stream(const Tables& tables, std::string_view stream, Version after,
                            Position head, const EventVisitor& visit) {
  return StreamPass(tables, stream, head).run(after, visit);
}

Result<Version> stream_version(const Tables& tables, std::string_view stream, Position head) {
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
