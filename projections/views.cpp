#include "projections/views.hpp"

#include <algorithm>

#include "projections/layout.hpp"

namespace riskflow::projections {

Result<std::unique_ptr<Views>> Views::open(const ViewsOptions& options, eventstore::Log& log) {
  Generations generations({options.folder, options.write_buffer_bytes, options.block_cache_bytes});
  auto generation = generations.open(log);
  if (!generation) return fail(generation.error());
  auto fold = Fold::open(generation->store, options.rows_kept);
  if (!fold) return fail(fold.error());
  return std::unique_ptr<Views>(
      new Views(options, log, std::move(generations), std::move(*generation), std::move(*fold)));
}

Views::Views(const ViewsOptions& options, eventstore::Log& log, Generations generations,
             Generation generation, std::unique_ptr<Fold> fold)
    : options_(options),
      log_(log),
      generations_(std::move(generations)),
      generation_(std::move(generation)),
      pump_(log, std::move(fold)) {}

std::uint64_t Views::lag() const {
  const auto at = to_number(position());
  const auto head = to_number(log_.head());
  return head > at ? head - at : 0;
}

std::shared_ptr<Store> Views::serving() const {
  const std::lock_guard lock(serving_);
  return generation_.store;
}

// The number of events that the past of `as_of` had.
Result<Position> Views::position_of(const std::variant<Position, Instant>& as_of) const {
  if (const auto* instant = std::get_if<Instant>(&as_of)) return log_.position_at(*instant);
  const Position wanted = std::get<Position>(as_of);
  if (wanted >= log_.head())
    return fail(Errc::invalid,
                "there is no such position yet: the log has " +
                    std::to_string(to_number(log_.head())) + " events",
                "asOf");
  const auto commit = log_.commit_at(wanted);
  if (!commit) return fail(commit.error());
  return commit->header.first + commit->header.events;
}

Result<Reading> Views::read(const Moment& moment) const {
  if (moment.after)
    if (auto there = wait_for(*moment.after, options_.patience); !there) return fail(there.error());
  std::optional<Position> past;
  if (moment.as_of) {
    const auto position = position_of(*moment.as_of);
    if (!position) return fail(position.error());
    if (auto there = wait_for(*position, options_.patience); !there) return fail(there.error());
    past = *position;
  }
  auto snapshot = Snapshot::take(serving());
  if (!snapshot) return fail(snapshot.error());
  const Position head = (*snapshot)->head();
  return Reading(std::move(*snapshot), past.value_or(head));
}

static Result<StateHash> hash_at(const std::shared_ptr<const Store>& store) {
  const auto snapshot = Snapshot::take(store);
  if (!snapshot) return fail(snapshot.error());
  const auto digest = hash_of((*snapshot)->frozen(), first_counted_key);
  if (!digest) return fail(digest.error());
  return StateHash{(*snapshot)->head(), *digest};
}

std::uint64_t Views::disk_bytes() const {
  const auto store = serving();
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(store->folder(), error)) {
    const auto size = file.file_size(error);
    bytes += error ? 0 : size;
  }
  return bytes;
}

Result<StateHash> Views::state_hash() const { return hash_at(serving()); }

// ---- rebuilding ----

// Each in a folder of its own.
Result<Generation> Views::begin_side() {
  std::uint64_t last = 0;
  {
    const std::lock_guard lock(serving_);
    last = std::max(begun_, generation_.number);
    begun_ = last + 1;
  }
  auto fresh = generations_.begin(last, log_);
  if (fresh) fresh->store->remove_when_closed();  // unless it is put in use
  return fresh;
}

Result<StateHash> Views::rebuild(OnDifference on_difference) {
  const std::lock_guard one_at_a_time(rebuilding_);
  auto fresh = begin_side();
  if (!fresh) return fail(fresh.error());
  auto side = Fold::open(fresh->store, options_.rows_kept);
  if (!side) return fail(side.error());
  if (auto done = (*side)->catch_up(log_, position()); !done) return fail(done.error());
  const auto state = compare(**side, on_difference, {});
  if (!state) return state;
  if (auto done = (*side)->catch_up(log_, position()); !done) return fail(done.error());
  if (auto done = replace(std::move(*fresh), std::move(*side)); !done) return fail(done.error());
  return state;
}

Result<StateHash> Views::check(const Pace& pace) {
  const auto fresh = begin_side();
  if (!fresh) return fail(fresh.error());
  const auto side = Fold::open(fresh->store, options_.rows_kept / 8);
  if (!side) return fail(side.error());
  if (auto done = (*side)->catch_up(log_, position(), pace); !done) return fail(done.error());
  return compare(**side, OnDifference::keep, pace);
}

// Brings both to one position and compares what they hold; answers what was rebuilt.
Result<StateHash> Views::compare(Fold& side, OnDifference on_difference, const Pace& pace) {
  std::shared_ptr<const Snapshot> live;
  const auto freeze = [&](std::unique_ptr<Fold>& fold) -> Status {
    auto snapshot = Snapshot::take(fold->store());
    if (!snapshot) return fail(snapshot.error());
    live = std::move(*snapshot);
    return {};
  };
  if (auto frozen = pump_.between_groups(freeze); !frozen) return fail(frozen.error());
  if (auto done = side.catch_up(log_, live->head(), pace); !done) return fail(done.error());
  const auto was = hash_of(live->frozen(), first_counted_key);
  if (!was) return fail(was.error());
  auto is = hash_at(side.store());
  if (!is || *was == is->sha256 || on_difference == OnDifference::replace) return is;
  const auto text = [](const auto& digest) {
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  };
  return fail(
      Errc::corrupt,
      "the rebuilt views differ from those in use; these were kept: stop the server and remove "
      "the proj folder, and they are built anew from the log",
      "proj",
      {{"position", std::to_string(to_number(is->position))},
       {"was", text(*was)},
       {"is", text(is->sha256)}});
}

// Puts the rebuilt generation in the place of the one in use, which goes when its last reader does.
Status Views::replace(Generation fresh, std::unique_ptr<Fold> side) {
  return pump_.between_groups([&](std::unique_ptr<Fold>& fold) -> Status {
    if (auto done = side->catch_up(log_, fold->written()); !done) return done;
    if (auto used = generations_.use(fresh); !used) return used;
    fresh.store->keep_when_closed();
    fold = std::move(side);
    const std::lock_guard lock(serving_);
    generation_.store->remove_when_closed();
    generation_ = std::move(fresh);
    return {};
  });
}

}  // namespace riskflow::projections
