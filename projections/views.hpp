#pragma once
// The views of one log: opened, kept up to date, read, rebuilt.
// Thread rule: any thread; one `rebuild` at a time, others wait.
//
//   auto views = Views::open({.folder = "data/proj"}, log);
//   auto reading = (*views)->read({.after = receipt_end});
//   auto page = ask<CaseRow>(*reading, {.filter = "status eq 'Active'"}, asker);

#include <filesystem>
#include <variant>

#include "projections/generations.hpp"
#include "projections/pump.hpp"
#include "projections/reading.hpp"

namespace riskflow::projections {

struct ViewsOptions {
  std::filesystem::path folder;                       // proj/
  std::size_t write_buffer_bytes = 16 * 1024 * 1024;  // each of at most three
  std::size_t block_cache_bytes = 24 * 1024 * 1024;
  std::size_t rows_kept = 128 * 1024;        // by the pump, for the next change; ~0.5 KiB each
  std::chrono::milliseconds patience{2000};  // how long a reading waits for the views
};

// What a reading must show.
struct Moment {
  std::optional<Position> after{};  // at least so many events
  // The past: with the commit that holds this position, or with all that was recorded by then.
  std::optional<std::variant<Position, Instant>> as_of{};
};

// A hash of all rows and entries, at a position.  Equal for equal logs, however they were folded.
struct StateHash {
  Position position{};
  std::array<std::uint8_t, 32> sha256{};
  bool operator==(const StateHash&) const = default;
};

// Whether a rebuild replaces views that came out differently: they were wrong, or the code changed
// without its version.
enum class OnDifference : std::uint8_t { keep, replace };

class Views {
 public:
  // Opens the views and starts to bring them up to date; what does not fit the log or this program
  // is folded anew from the start.  `log` outlives the views.  Errors: unavailable.
  static Result<std::unique_ptr<Views>> open(const ViewsOptions& options, eventstore::Log& log);
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  // Errors: unavailable with {"reason","view_behind"} {"lag",n}; invalid for a position that is not
  // there yet; what stopped the pump.
  Result<Reading> read(const Moment& moment = {}) const;

  // How many events are in the views, and how many are missing.
  Position position() const { return pump_.position(); }
  std::uint64_t lag() const;
  Status wait_for(Position wanted, std::chrono::milliseconds limit) const {
    return pump_.wait_for(wanted, limit);
  }

  // What stopped the pump, if something did.  Reading goes on, ever further behind.
  std::optional<Error> failure() const { return pump_.failure(); }

  // Calls `hook` after each commit that comes into the views.
  std::unique_ptr<Pump::Subscription> on_commit(Hook hook) {
    return std::make_unique<Pump::Subscription>(pump_, std::move(hook));
  }

  // Folds the whole log into a generation on the side, while this one serves; compares state
  // hashes; switches.  Errors: corrupt with {"position"}, {"was"}, {"is"}, when they differ and are
  // to be kept; those of folding.  Cost: the whole log, once.
  Result<StateHash> rebuild(OnDifference on_difference = OnDifference::keep);

  // Folds the whole log on the side and compares, as `rebuild` does; what is in use stays.  Errors:
  // corrupt with {"position"}, {"was"}, {"is"}, when they differ; those of folding and of `pace`.
  // Cost: the whole log, once, and the disk that the views take once more meanwhile.
  Result<StateHash> check(const Pace& pace = {});

  // What the files of the views in use take on the disk.
  std::uint64_t disk_bytes() const;

  // Cost: reads everything.
  Result<StateHash> state_hash() const;

 private:
  Views(const ViewsOptions& options, eventstore::Log& log, Generations generations,
        Generation generation, std::unique_ptr<Fold> fold);
  Result<Position> position_of(const std::variant<Position, Instant>& as_of) const;
  std::shared_ptr<Store> serving() const;
  Result<Generation> begin_side();
  Result<StateHash> compare(Fold& side, OnDifference on_difference, const Pace& pace);
  Status replace(Generation fresh, std::unique_ptr<Fold> side);

  ViewsOptions options_;
  eventstore::Log& log_;
  Generations generations_;
  std::mutex rebuilding_;
  mutable std::mutex serving_;  // guards the next two
  Generation generation_;
  std::uint64_t begun_ = 0;  // the highest number that a generation on the side had
  mutable Pump pump_;
};

}  // namespace riskflow::projections
