#include "projections/snapshot.hpp"

#include "projections/layout.hpp"

namespace riskflow::projections {

Result<std::shared_ptr<const Snapshot>> Snapshot::take(std::shared_ptr<const Store> store) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(std::move(store)));
  const auto checkpoint = snapshot->frozen_.get(checkpoint_key);
  if (!checkpoint) return fail(checkpoint.error());
  if (checkpoint->has_value()) {
    if ((*checkpoint)->size() < position_size)
      return fail(Errc::corrupt, "the checkpoint of the views is cut short; rebuild them", "proj");
    snapshot->head_ = position_from(**checkpoint);
  }
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

Rows::Rows(const Snapshot& snapshot, Position at)
    : cursor_(snapshot.frozen().cursor(Reach::row)), at_(at) {}

Result<AnyRow> Rows::find(const Table& table, BytesView id) {
  if (at_ == Position{}) return AnyRow{};
  const Bytes newest = row_key(table.number, id, Position{to_number(at_) - 1});
  cursor_.seek(newest);
  const BytesView prefix = BytesView(newest).substr(0, newest.size() - position_size);
  if (!cursor_.valid() || !cursor_.key().starts_with(prefix)) {
    if (auto read = cursor_.status(); !read) return fail(read.error());
    return AnyRow{};
  }
  auto stored = decode_version(table, cursor_.key(), cursor_.value());
  if (!stored) return fail(stored.error());
  return std::move(stored->row);
}

// ---- scans ----

// Sorts after all that can follow in a key: kinds of scalars and positions never begin with FF, and
// no id is nothing but FF.
static const Bytes after_all(position_size + 1, '\xff');

BytesView Scan::Source::entry() const {
  const BytesView rest = cursor.key().substr(prefix.size());
  return closed ? rest.substr(0, rest.size() - position_size) : rest;
}

Scan::Scan(const Snapshot& snapshot, Stretch stretch, Position at)
    : stretch_(std::move(stretch)), at_(at) {
  const std::uint8_t index = stretch_.index->number;
  add_source(snapshot, open_prefix(index));
  if (at_ == snapshot.head()) return;  // nothing that was closed since can count
  for (std::uint32_t b = bucket_of(at_); b <= bucket_of(snapshot.head()); ++b)
    add_source(snapshot, closed_prefix(index, b));
}

void Scan::add_source(const Snapshot& snapshot, Bytes prefix) {
  Source source{snapshot.frozen().cursor(Reach::range), std::move(prefix), false};
  source.closed = source.prefix[0] == closed_mark;
  place(source);
  if (in_stretch(source) || !source.cursor.status()) sources_.push_back(std::move(source));
}

// Goes to the first entry in the direction of the walk.
void Scan::place(Source& source) const {
  const Bytes start = source.prefix + stretch_.within;
  if (stretch_.direction == Direction::ascending) {
    source.cursor.seek(stretch_.after ? source.prefix + *stretch_.after + after_all
                                      : start + stretch_.least);
    return;
  }
  if (!stretch_.after) {
    source.cursor.seek_for_prev(start + stretch_.most + after_all + after_all);
    return;
  }
  source.cursor.seek_for_prev(source.prefix + *stretch_.after);
  if (in_stretch(source) && source.entry() == *stretch_.after) source.cursor.prev();
}

void Scan::step(Source& source) const {
  if (stretch_.direction == Direction::ascending)
    source.cursor.next();
  else
    source.cursor.prev();
}

bool Scan::in_stretch(const Source& source) const {
  if (!source.cursor.valid() || !source.cursor.key().starts_with(source.prefix)) return false;
  const BytesView entry = source.entry();
  if (!entry.starts_with(stretch_.within)) return false;
  const BytesView sort = entry.substr(stretch_.within.size());
  if (!stretch_.least.empty() && sort < stretch_.least) return false;
  return stretch_.most.empty() || sort.substr(0, stretch_.most.size()) <= stretch_.most;
}

// Whether the entry was there at the position asked about.
bool Scan::counts(const Source& source) const {
  if (!source.closed) return position_from(source.cursor.value()) < at_;
  const BytesView key = source.cursor.key();
  return position_from(key.substr(key.size() - position_size)) < at_ &&
         position_from(source.cursor.value()) >= at_;
}

bool Scan::comes_first(BytesView a, BytesView b) const {
  return stretch_.direction == Direction::ascending ? a < b : a > b;
}

// The source whose entry comes first; null at the end.
Result<Scan::Source*> Scan::first_source() {
  Source* first = nullptr;
  for (auto& source : sources_) {
    if (!in_stretch(source)) {
      if (auto read = source.cursor.status(); !read) return fail(read.error());
      continue;
    }
    if (first == nullptr || comes_first(source.entry(), first->entry())) first = &source;
  }
  return first;
}

// An entry may have been opened and closed several times: one of these times may count.
Result<std::optional<Scan::Entry>> Scan::next() {
  auto first = first_source();
  if (!first) return fail(first.error());
  if (*first == nullptr) return std::optional<Entry>{};
  entry_.assign((*first)->entry());
  bool counted = false;
  while (*first != nullptr && (*first)->entry() == entry_) {
    counted = counted || counts(**first);
    step(**first);
    first = first_source();
    if (!first) return fail(first.error());
  }
  const BytesView id = BytesView(entry_).substr(entry_.size() - stretch_.id_size);
  return std::optional<Entry>{{entry_, id, counted}};
}

}  // namespace riskflow::projections
