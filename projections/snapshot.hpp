#pragma once
// Reading the views: all of them as they were at one moment, and at any position before it.
// Thread rule: a Snapshot from any thread; Rows and Scan by one thread each.

#include <vector>

#include "projections/store.hpp"
#include "projections/stored_row.hpp"

namespace riskflow::projections {

class Snapshot {
 public:
  // Error: corrupt.
  static Result<std::shared_ptr<const Snapshot>> take(std::shared_ptr<const Store> store);

  // How many events the views had taken in.
  Position head() const { return head_; }
  const Frozen& frozen() const { return frozen_; }

 private:
  explicit Snapshot(std::shared_ptr<const Store> store) : frozen_(std::move(store)) {}
  Frozen frozen_;
  Position head_{};
};

// Finds rows by id as they were at a position.
class Rows {
 public:
  Rows(const Snapshot& snapshot, Position at);

  // The row, or null.  Error: corrupt.  Cost: about 5 us when its block is in memory.
  Result<AnyRow> find(const Table& table, BytesView id);

 private:
  Cursor cursor_;
  Position at_;
};

// A stretch of an index: where it begins and ends, and how it is walked.
struct Stretch {
  const Index* index = nullptr;
  std::size_t id_size = 16;  // of the table's rows
  Direction direction = Direction::ascending;
  Bytes within;       // the beginning that every entry has: the value of the `within` column
  Bytes least, most;  // sort bytes, after `within`, of the first and last value; empty: no bound
  std::optional<Bytes> after;  // go on after this entry
};

// Walks an index as it was at a position.
class Scan {
 public:
  Scan(const Snapshot& snapshot, Stretch stretch, Position at);

  // A place in the index that was taken at some time.
  struct Entry {
    BytesView key;        // sort bytes and id: what `Stretch::after` takes
    BytesView id;         // of the row
    bool counts = false;  // whether it was taken at the position asked about
  };

  // The next entry; nothing at the end.  Its views hold until the next call.  Error: corrupt.
  // Cost: about 1 us.
  Result<std::optional<Entry>> next();

 private:
  // One range of keys: the open entries, or those closed in one bucket.
  struct Source {
    Cursor cursor;
    Bytes prefix;
    bool closed = false;
    BytesView entry() const;
  };

  void add_source(const Snapshot& snapshot, Bytes prefix);
  Result<Source*> first_source();
  void place(Source& source) const;
  void step(Source& source) const;
  bool in_stretch(const Source& source) const;
  bool counts(const Source& source) const;
  bool comes_first(BytesView a, BytesView b) const;

  Stretch stretch_;
  Position at_;
  std::vector<Source> sources_;
  Bytes entry_;
};

}  // namespace riskflow::projections
