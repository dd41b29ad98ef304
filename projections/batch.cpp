#include "projections/batch.hpp"

#include "projections/layout.hpp"

namespace riskflow::projections {

Batch::Batch(std::shared_ptr<Store> store, std::size_t rows_kept)
    : store_(std::move(store)), kept_(rows_kept) {}

BytesView Batch::key_of(const Table& table, BytesView id) {
  key_.assign(1, static_cast<char>(table.number));
  key_.append(id);
  return key_;
}

const void* Batch::find_any(const Table& table, BytesView id) {
  if (const auto change = changes_.find(key_of(table, id)); change != changes_.end())
    return change->second.after.get();
  found_ = stored(table, id);
  return found_.row.get();
}

Batch::Change& Batch::change_of(const Table& table, BytesView id, Look look) {
  const auto found = changes_.find(key_of(table, id));
  if (found != changes_.end()) return found->second;
  Change change{&table, look == Look::yes ? stored(table, id) : StoredRow{}, nullptr};
  return changes_.emplace(key_of(table, id), std::move(change)).first->second;
}

// The row before the open commit: from memory when it can be.
StoredRow Batch::stored(const Table& table, BytesView id) {
  const BytesView key = key_of(table, id);
  if (const auto written = written_.find(key); written != written_.end())
    return written->second.row;
  if (table.keep == Keep::none) return read(table, id);
  if (const StoredRow* kept = kept_.find(key)) return *kept;
  StoredRow row = read(table, id);
  if (row.row) kept_.put(key, row);
  return row;
}

StoredRow Batch::read(const Table& table, BytesView id) {
  Cursor at = store_->cursor(Reach::row);
  const Bytes prefix = row_prefix(table.number, id);
  at.seek(prefix + Bytes(position_size, '\0'));
  if (!at.valid() || !at.key().starts_with(prefix)) {
    if (auto read = at.status(); !read) status_ = read;
    return {};
  }
  auto row = decode_version(table, at.key(), at.value());
  if (!row) status_ = fail(row.error());
  return row ? std::move(*row) : StoredRow{};
}

// Closes the entries that no longer hold and opens those that do now.
StoredRow Batch::move_entries(const Change& change, BytesView id, Position first) {
  StoredRow after{change.after, change.before.opened};
  for (std::size_t i = 0; i < change.table->indexes.size(); ++i) {
    const Index& index = change.table->indexes[i];
    const void* before_row = change.before.row.get();
    const auto old_entry =
        before_row != nullptr ? entry_of(*change.table, index, before_row, id) : std::nullopt;
    const auto new_entry = entry_of(*change.table, index, after.row.get(), id);
    if (old_entry && old_entry == new_entry) continue;
    if (old_entry) {
      writes_.erase(open_prefix(index.number) + *old_entry);
      writes_.put(closed_prefix(index.number, bucket_of(first)) + *old_entry +
                      position_bytes(change.before.opened[i]),
                  position_bytes(first));
    }
    if (new_entry) writes_.put(open_prefix(index.number) + *new_entry, position_bytes(first));
    after.opened[i] = first;
  }
  return after;
}

// Whether memory knows of the row; the store is not asked.
bool Batch::holds(const Table& table, BytesView id) {
  const BytesView key = key_of(table, id);
  return written_.contains(key) || (table.keep == Keep::rows && kept_.find(key) != nullptr);
}

void Batch::put_version(const Change& change, BytesView id, Position first) {
  const void* before = change.before.row.get();
  if (before != nullptr && change.table->kind.equal(before, change.after.get())) return;
  if (before == nullptr && holds(*change.table, id)) {
    status_ = fail(Errc::internal, "a row was created that was there already",
                   std::string(change.table->name));
    return;
  }
  StoredRow after = move_entries(change, id, first);
  writes_.put(row_key(change.table->number, id, first),
              encode_version(*change.table, after, first));
  written_.insert_or_assign(Bytes(key_of(*change.table, id)),
                            Written{change.table, std::move(after)});
}

Status Batch::close_commit(Position first) {
  for (const auto& [key, change] : changes_) put_version(change, BytesView(key).substr(1), first);
  changes_.clear();
  return status_;
}

Status Batch::write(BytesView checkpoint) {
  if (!status_) return status_;
  writes_.put(checkpoint_key, checkpoint);
  status_ = store_->write(writes_);
  writes_.clear();
  for (auto& [key, written] : written_)
    if (written.table->keep == Keep::rows) kept_.put(key, std::move(written.row));
  written_.clear();
  return status_;
}

}  // namespace riskflow::projections
