#pragma once
// Folds commits into a store: decodes each event once, gives it to every view, writes in groups.
// The pump drives one; a rebuild drives another on the side.  Thread rule: one thread.

#include <functional>
#include <memory>
#include <vector>

#include "domain/registry.hpp"
#include "eventstore/log.hpp"
#include "projections/batch.hpp"

namespace riskflow::projections {

// A commit with its events decoded: what reactors and live streams are told.
struct HappenedEvent {
  Position position{};
  StreamId stream;
  Version version{};
  domain::AnyEvent event;
};
struct Happened {
  eventstore::CommitHeader commit;
  std::vector<HappenedEvent> events;
};

// Decodes every event of a commit.  Error: corrupt, naming event and position.
Result<Happened> decode(const eventstore::Commit& commit);

// Where a store stands: the events folded in, and the request whose commit was the last.
struct Checkpoint {
  Position position{};
  RequestId request;
  bool operator==(const Checkpoint&) const = default;
};

// Called between some thousand events of a fold that is in no hurry; an error of it ends the fold.
using Pace = std::function<Status()>;

class Fold {
 public:
  // Goes on where the store stands.  Errors: corrupt.
  static Result<std::unique_ptr<Fold>> open(std::shared_ptr<Store> store, std::size_t rows_kept);

  // Takes the commit at `position()` into the batch.  Errors: corrupt.
  Status take(const Happened& commit);

  // Writes what was taken.  Errors: unavailable, corrupt.
  Status write();

  // How much was taken since the last write, in bytes of changes.
  std::size_t bytes() const { return batch_.bytes(); }

  // After the last commit taken, and after the last one written.
  Position position() const { return taken_.position; }
  Position written() const { return written_; }

  // Takes and writes the log's commits before `end`, where a commit must end; some at a time, so
  // that it keeps nobody from opening the log's files anew.  Errors: those of the log and of
  // `pace`; corrupt.
  Status catch_up(const eventstore::Log& log, Position end, const Pace& pace = {});

  const std::shared_ptr<Store>& store() const { return store_; }

 private:
  Fold(std::shared_ptr<Store> store, const Checkpoint& at, std::size_t rows_kept);

  std::shared_ptr<Store> store_;
  Batch batch_;
  Checkpoint taken_;
  Position written_{};
};

// The checkpoint of a store; that of an empty one when it has none.
Result<Checkpoint> checkpoint_of(const Store& store);

// The most that is taken before it is written.
inline constexpr std::size_t group_bytes_max = 1024 * 1024;

}  // namespace riskflow::projections
