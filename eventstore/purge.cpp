#include "eventstore/purge.hpp"

#include "domain/core/ensure.hpp"
#include "eventstore/commit_reader.hpp"
#include "eventstore/records.hpp"

namespace riskflow::eventstore {

// Records are written in batches of so many bytes: a flush each would take hours.
static constexpr std::size_t batch_bytes = 1 << 20;

static void keep(PurgedPayload& out, BytesView piece) {
  append_number(out.sizes, static_cast<std::uint32_t>(piece.size()));
  out.bytes += piece;
}

static Status take(PurgedPayload& out, proof::Piece kind, BytesView piece, const MayGo& may_go) {
  const bool was_gone = kind == proof::Piece::sealed && proof::is_purged(piece);
  if (was_gone) ++out.gone;
  if (kind == proof::Piece::plain || was_gone) {
    keep(out, piece);
    return {};
  }
  if (!proof::is_sealed_piece(piece))
    return fail(Errc::corrupt, "a piece of a payload is no envelope", "payload");
  const auto goes = may_go(piece.substr(sizeof(std::uint32_t)));
  if (!goes) return fail(goes.error());
  out.gone += *goes ? 1 : 0;
  out.is_changed = out.is_changed || *goes;
  keep(out, *goes ? proof::purged(piece) : Bytes(piece));
  return {};
}

Result<PurgedPayload> purged(const proof::Payload& payload, const MayGo& may_go) {
  PurgedPayload out;
  Status done;
  const bool fits = proof::each_piece(payload, [&](proof::Piece kind, BytesView piece) {
    if (done) done = take(out, kind, piece, may_go);
  });
  if (!done) return fail(done.error());
  if (!fits) return fail(Errc::corrupt, "a payload is not in pieces", "payload");
  return out;
}

namespace {

// Goes through the log, and writes what has changed.
class Purge {
 public:
  Purge(Tables& tables, const MayGo& may_go) : tables_(tables), may_go_(may_go), batch_(tables) {}

  Status run(Position end) {
    CommitReader reader(tables_, Position{0}, end);
    Commit commit;
    for (;;) {
      const auto more = reader.next(commit);
      if (!more) return fail(more.error());
      if (!*more) return write();
      if (commit.header.format == proof::first_format) continue;
      if (auto ok = look_at(commit, reader.skeleton()); !ok) return ok;
      if (waiting_ >= batch_bytes)
        if (auto ok = write(); !ok) return ok;
    }
  }

  const Purged& done() const { return done_; }

 private:
  Status look_at(const Commit& commit, const Skeleton& skeleton) {
    Bytes record;
    append_number(record, commit.header.format);
    bool is_changed = false;
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      const auto event = purged({commit.events[i].payload, commit.events[i].pieces}, may_go_);
      if (!event) return fail(event.error());
      // What is written now is what will be believed: it must prove itself before.
      ensure(proof::is_payload_of(commit.header, skeleton.events[i], event->view()),
             "a purged payload has the hash of the whole");
      append_payload(record, event->view());
      is_changed = is_changed || event->is_changed;
      done_.fields += event->gone;
      done_.events += event->gone > 0 ? 1 : 0;
    }
    if (!is_changed) return {};
    batch_.put(Family::payloads, position_key(commit.header.first), record);
    waiting_ += record.size();
    return {};
  }

  Status write() {
    if (waiting_ == 0) return {};
    auto written = tables_.write(batch_);
    batch_.clear();
    waiting_ = 0;
    return written;
  }

  Tables& tables_;
  const MayGo& may_go_;
  Batch batch_;
  std::size_t waiting_ = 0;
  Purged done_;
};

}  // namespace

Result<Purged> purge(Tables& tables, Position end, const MayGo& may_go) {
  // So that what memory holds is counted before as it is after.
  if (auto ok = tables.flush(); !ok) return fail(ok.error());
  const auto before = tables.size_of(Family::payloads);
  Purge purging(tables, may_go);
  if (auto ok = purging.run(end); !ok) return fail(ok.error());
  // Also when nothing was changed: one that was cut off may have written, and not come here.
  if (auto ok = tables.flush(); !ok) return fail(ok.error());
  if (auto ok = tables.compact(Family::payloads); !ok) return fail(ok.error());
  auto done = purging.done();
  done.bytes_before = before;
  done.bytes_after = tables.size_of(Family::payloads);
  return done;
}

}  // namespace riskflow::eventstore
