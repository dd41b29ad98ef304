#pragma once
// How views change their rows.  All that one commit does to a row becomes one version of it; what
// several commits do is written as one group, the checkpoint with it.  The rows that come out do
// not depend on how commits were grouped.
// Thread rule: one thread.
//
//   batch.update<CaseRow>(view_of(e.id), [&](CaseRow& row) { row.status = CaseStatus::closed; });

#include <string>
#include <unordered_map>

#include "eventstore/lru.hpp"
#include "projections/store.hpp"
#include "projections/stored_row.hpp"

namespace riskflow::projections {

class Batch {
 public:
  // Keeps up to `rows_kept` rows in memory, of tables that ask for it (about 500 bytes each).
  Batch(std::shared_ptr<Store> store, std::size_t rows_kept);

  // ---- for views ----

  // The row as the events so far have left it; null when there is none.  Until the next call.
  // Cost: about 0.2 us when it is in memory, else about 10 us.
  template <class Row>
  const Row* find(BytesView id) {
    return static_cast<const Row*>(find_any(table_of<Row>(), id));
  }

  // Lets `change` change the row; nothing when there is none.
  template <class Row, class Change>
  void update(BytesView id, Change change) {
    if (find<Row>(id) != nullptr) change(changing<Row>(id, Look::yes));
  }

  // Lets `change` change the row; an empty one when there is none.
  template <class Row, class Change>
  void upsert(BytesView id, Change change) {
    change(changing<Row>(id, Look::yes));
  }

  // The same for a row that only this commit can have: saves looking for it.  One that memory knows
  // of already makes `close_commit` fail (internal): its entries would stay behind.
  template <class Row, class Change>
  void create(BytesView id, Change change) {
    change(changing<Row>(id, Look::no));
  }

  // ---- for the fold ----

  // Ends the commit that began at `first`: one version of each row it changed, its entries moved.
  // Error: what went wrong since the last commit was closed.
  Status close_commit(Position first);

  // How much waits to be written.
  std::size_t bytes() const { return writes_.bytes(); }

  // Writes the commits closed so far, and these bytes as the checkpoint.
  Status write(BytesView checkpoint);

 private:
  enum class Look : std::uint8_t { yes, no };

  // A row that the open commit changes.
  struct Change {
    const Table* table = nullptr;
    StoredRow before;
    std::shared_ptr<void> after;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>{}(key);
    }
  };
  template <class Value>
  using ByRow = std::unordered_map<Bytes, Value, Hash, std::equal_to<>>;
  struct Written {
    const Table* table = nullptr;
    StoredRow row;
  };

  template <class Row>
  Row& changing(BytesView id, Look look) {
    Change& change = change_of(table_of<Row>(), id, look);
    if (!change.after) {
      const auto* before = static_cast<const Row*>(change.before.row.get());
      change.after = before != nullptr ? std::make_shared<Row>(*before) : std::make_shared<Row>();
    }
    return *static_cast<Row*>(change.after.get());
  }

  BytesView key_of(const Table& table, BytesView id);
  const void* find_any(const Table& table, BytesView id);
  Change& change_of(const Table& table, BytesView id, Look look);
  StoredRow stored(const Table& table, BytesView id);
  StoredRow read(const Table& table, BytesView id);
  bool holds(const Table& table, BytesView id);
  void put_version(const Change& change, BytesView id, Position first);
  StoredRow move_entries(const Change& change, BytesView id, Position first);

  std::shared_ptr<Store> store_;
  Writes writes_;
  ByRow<Change> changes_;   // of the open commit
  ByRow<Written> written_;  // by closed commits that are not in the store yet
  eventstore::Lru<Bytes, StoredRow, std::string_view> kept_;
  Bytes key_;  // of the row at hand, so that looking allocates nothing
  StoredRow found_;
  Status status_;
};

}  // namespace riskflow::projections
