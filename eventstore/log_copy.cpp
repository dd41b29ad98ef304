#include "eventstore/log_copy.hpp"

#include <algorithm>

#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

// Written at once.
static constexpr std::size_t batch_bytes = std::size_t{4} << 20;

namespace {

// Collects writes and makes them durable some megabytes at a time.
class Writer {
 public:
  explicit Writer(Tables& tables) : tables_(tables), batch_(tables) {}

  Status put(Family family, BytesView key, BytesView value) {
    batch_.put(family, key, value);
    bytes_ += key.size() + value.size();
    return bytes_ < batch_bytes ? Status{} : finish();
  }
  Status finish() {
    bytes_ = 0;
    auto written = tables_.write(batch_);
    batch_.clear();
    return written;
  }

 private:
  Tables& tables_;
  Batch batch_;
  std::size_t bytes_ = 0;
};

}  // namespace

// Whether a record is copied.
using Wanted = std::function<Result<bool>(BytesView key, BytesView value)>;

static Status copy_family(const Tables& from, Family family, const Wanted& is_wanted,
                          Writer& writer) {
  auto scan = from.scan(family, {}, Access::replay);
  for (scan.seek({}); scan.valid(); scan.next()) {
    const auto wanted = is_wanted(scan.key(), scan.value());
    if (!wanted) return fail(wanted.error());
    if (!*wanted) continue;
    if (auto ok = writer.put(family, scan.key(), scan.value()); !ok) return ok;
  }
  return scan.status();
}

static Status copy_commits(const Tables& from, Position end, Writer& writer) {
  const auto before_end = [&](BytesView key, BytesView) -> Result<bool> {
    const auto first = position_of_key(key);
    if (!first) return fail(first.error());
    return *first < end;
  };
  for (const auto family : {Family::skeletons, Family::payloads})
    if (auto ok = copy_family(from, family, before_end, writer); !ok) return ok;
  return copy_family(
      from, Family::streams,
      [&](BytesView key, BytesView value) -> Result<bool> {
        const auto place = decode_stream_entry(key, value);
        if (!place) return fail(place.error());
        return place->entry.commit < end;
      },
      writer);
}

// The requests that the copy remembers.  Their numbers follow one another; those of commits that
// are left out come last.  Answers how many there ever were.
static Result<std::uint64_t> copy_requests(const Tables& from, const Head& head, Position end,
                                           Writer& writer) {
  std::uint64_t next = head.forgotten;
  auto copied = copy_family(
      from, Family::requests,
      [&](BytesView key, BytesView value) -> Result<bool> {
        if (!key.starts_with(remembered_prefix)) return false;
        const auto remembered = decode_remembered(key, value);
        if (!remembered) return fail(remembered.error());
        const bool is_kept = remembered->first < end;
        if (is_kept) next = std::max(next, remembered->number + 1);
        return is_kept;
      },
      writer);
  if (!copied) return fail(copied.error());
  const auto last = order_key(next);
  copied = copy_family(
      from, Family::requests,
      [&](BytesView key, BytesView) -> Result<bool> {
        return !key.starts_with(remembered_prefix) && key < last;
      },
      writer);
  if (!copied) return fail(copied.error());
  return next;
}

// When the last commit before `end` was recorded.
static Result<Instant> last_recorded(const Tables& from, Position end) {
  if (end == Position{0}) return Instant{};
  auto scan = from.scan(Family::skeletons, position_key(end), Access::few);
  scan.seek_back(position_key(end));
  if (!scan.valid()) {
    if (auto sound = scan.status(); !sound) return fail(sound.error());
    return fail(corrupt_at(end, "the commit before it is missing"));
  }
  const auto first = position_of_key(scan.key());
  if (!first) return fail(first.error());
  const auto skeleton = decode_skeleton_header(scan.value(), *first);
  if (!skeleton) return fail(skeleton.error());
  if (*first + skeleton->header.events != end)
    return fail(Errc::invalid, "a log is cut between two commits only", "position");
  return skeleton->header.recorded;
}

Status copy_log(const OpenedLog& from, Position end, const Genesis& genesis,
                const TableOptions& to) {
  if (auto ok = Tables::create(to, Family::meta, genesis_key, encode(genesis)); !ok) return ok;
  const auto tables = Tables::open(to);
  if (!tables) return fail(tables.error());
  Writer writer(**tables);
  Head head = from.head;
  head.position = end;
  const auto recorded = last_recorded(*from.tables, end);
  if (!recorded) return fail(recorded.error());
  head.last_recorded = *recorded;
  if (auto ok = copy_commits(*from.tables, end, writer); !ok) return ok;
  const auto remembered = copy_requests(*from.tables, from.head, end, writer);
  if (!remembered) return fail(remembered.error());
  head.remembered = *remembered;
  // Until it is there, the folder holds no log that could be opened.
  if (auto ok = writer.put(Family::meta, head_key, encode(head)); !ok) return ok;
  return writer.finish();
}

}  // namespace riskflow::eventstore
