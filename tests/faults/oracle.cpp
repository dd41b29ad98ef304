#include "tests/faults/oracle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/crypto.hpp"
#include "eventstore/proof/merkle.hpp"

namespace riskflow::faults {

using namespace eventstore;

static void complain(Complaints& found, std::string what) {
  found.push_back({Complaint::Voice::silent, std::move(what)});
}

static void complain(Complaints& found, std::string_view what, const Error& error) {
  found.push_back({Complaint::Voice::loud, fmt::format("{}: {}", what, error.message)});
}

static std::string text_of(const Key& key) { return hex(view_of(key.bytes())); }

// ---- what it hears ----

void Oracle::asks(const Frame& frame) {
  if (requests_.try_emplace(frame.request, Request{frame, {}}).second)
    order_.push_back(frame.request);
}

void Oracle::is_told(const RequestId& request, const Result<Receipt>& answer) {
  auto& asked = requests_.at(request);
  if (answer) {
    asked.receipt = *answer;
    asked.receipt->outcome = Outcome::appended;
  } else {
    // Not `expired`: then it may be there.
    asked.is_refused = answer.error().code == Errc::conflict;
  }
}

void Oracle::is_shown(Position position, Bytes leaf) {
  leaves_.try_emplace(position, std::move(leaf));
}

void Oracle::is_given(const proof::TreeHead& checkpoint) { checkpoints_.push_back(checkpoint); }

void Oracle::sees_head(Position head) {
  head_went_back_ = head_went_back_ || head < head_;
  head_ = std::max(head_, head);
}

void Oracle::learns(const SubjectRef& subject, const Key& key) {
  people_[subject].key = text_of(key);
}

void Oracle::asks_to_erase(const SubjectRef& subject) { people_[subject].may_be_erased = true; }

void Oracle::is_told_erased(const SubjectRef& subject) { people_[subject].must_be_erased = true; }

void Oracle::forget_newest_answer() {
  const auto end_of = [&](const RequestId& id) {
    const auto& receipt = requests_.at(id).receipt;
    return receipt ? to_number(receipt->first) + receipt->events : 0;
  };
  const auto newest = std::ranges::max_element(order_, {}, end_of);
  if (newest == order_.end() || end_of(*newest) == 0) return;
  auto& receipt = requests_.at(*newest).receipt;
  leaves_.erase(leaves_.lower_bound(receipt->first), leaves_.end());
  head_ = std::min(head_, receipt->first);
  receipt.reset();
}

std::uint64_t Oracle::acknowledged() const {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      requests_, [](const auto& one) { return one.second.receipt.has_value(); }));
}

std::uint64_t Oracle::vouched_for() const {
  std::uint64_t size = 0;
  for (const auto& one : checkpoints_) size = std::max(size, one.size);
  return size;
}

// ---- what it checks ----

// As a purge leaves it.
static Bytes purged(const EncodedEvent& event) {
  Bytes out;
  std::size_t at = 0;
  for (const auto& [offset, size] : event.sealed) {
    const auto piece = BytesView(event.payload).substr(offset, size);
    out += event.payload.substr(at, offset - at);
    out += is_of_no_use(piece.substr(sizeof(std::uint32_t))) ? proof::purged(piece) : Bytes(piece);
    at = offset + size;
  }
  return out + event.payload.substr(at);
}

std::vector<Bytes> Oracle::purged_envelopes() const {
  std::vector<Bytes> out;
  for (const auto& [id, asked] : requests_) {
    if (!asked.receipt || asked.receipt->first >= must_be_purged_) continue;
    for (const auto& part : asked.frame.parts)
      for (const auto& event : part.events)
        for (const auto& [offset, size] : event.sealed) {
          const auto piece = event.payload.substr(offset, size);
          if (is_of_no_use(BytesView(piece).substr(sizeof(std::uint32_t)))) out.push_back(piece);
        }
  }
  return out;
}

// Goes through the log from its first event, and remembers what it has seen.
class Oracle::Reading {
 public:
  Reading(const Oracle& oracle, Complaints& found) : oracle_(oracle), found_(found) {}

  void commit(const Commit& commit) {
    const auto& header = commit.header;
    const auto asked = oracle_.requests_.find(header.request);
    if (header.first != next_)
      say(header.first, fmt::format("I2: positions go from {} here", to_number(next_)));
    next_ = header.first + commit.events.size();
    if (header.recorded < recorded_) say(header.first, "I2: recorded before the commit before it");
    recorded_ = header.recorded;
    if (asked == oracle_.requests_.end()) return say(header.first, "I3: nobody asked for this");
    if (!seen_.insert(header.request).second) say(header.first, "I3: it is there twice");
    if (asked->second.is_refused) say(header.first, "I3: it was refused");
    if (const auto& receipt = asked->second.receipt) compare(commit, *receipt);
    compare(commit, asked->second.frame);
  }

  void end(Position head) {
    if (next_ != head) say(head, "I2: the log does not end with its head");
    for (const auto& [id, asked] : oracle_.requests_)
      if (asked.receipt && !seen_.contains(id))
        say(asked.receipt->first, "I1, I5: acknowledged, and not there");
  }

  const std::map<std::string, std::vector<Position>, std::less<>>& streams() const {
    return streams_;
  }

 private:
  void say(Position at, std::string_view what) {
    complain(found_, fmt::format("position {}: {}", to_number(at), what));
  }

  void compare(const Commit& commit, const Receipt& receipt) {
    const auto& header = commit.header;
    if (header.first != receipt.first || header.events != receipt.events ||
        header.recorded != receipt.recorded)
      say(header.first, "I1: acknowledged elsewhere or otherwise");
  }

  void compare(const Commit& commit, const Frame& frame) {
    const auto& header = commit.header;
    if (header.actor != frame.actor || header.cause != frame.cause ||
        header.occurred != frame.occurred)
      say(header.first, "I1: another header than was asked for");
    std::size_t at = 0;
    for (const auto& part : frame.parts) {
      expect(header.first, part);
      for (const auto& event : part.events) {
        if (at == commit.events.size()) return say(header.first, "I3: only a part of it");
        compare(commit.events[at++], part.stream.name, event);
      }
    }
    if (at != commit.events.size()) say(header.first, "I3: more than was asked for");
  }

  void expect(Position at, const Part& part) {
    const auto found = streams_.find(part.stream.name);
    const auto version = found == streams_.end() ? 0 : found->second.size();
    const auto& expected = part.expected;
    const bool held =
        expected.kind == Expected::Kind::any ||
        (expected.kind == Expected::Kind::exact && to_number(expected.version) == version) ||
        (expected.kind == Expected::Kind::exists && version > 0);
    if (!held) say(at, fmt::format("I4: {} was not at the version expected", part.stream.name));
  }

  void compare(const StoredEvent& stored, const std::string& stream, const EncodedEvent& event) {
    auto& positions = streams_[std::string(stored.stream)];
    positions.push_back(stored.position);
    if (to_number(stored.version) != positions.size()) say(stored.position, "I4: a version apart");
    if (stored.stream != stream || stored.type != event.type || stored.schema != event.schema ||
        !has_payload_of(stored, event))
      say(stored.position, "I1: not what was asked for");
  }

  bool has_payload_of(const StoredEvent& stored, const EncodedEvent& event) const {
    const bool may_be_purged = stored.position < oracle_.may_be_purged_;
    const bool must_be_purged = stored.position < oracle_.must_be_purged_;
    return (!must_be_purged && stored.payload == event.payload) ||
           (may_be_purged && stored.payload == purged(event));
  }

  const Oracle& oracle_;
  Complaints& found_;
  Position next_{};
  Instant recorded_{};
  std::set<RequestId> seen_;
  std::map<std::string, std::vector<Position>, std::less<>> streams_;
};

void Oracle::compare_leaves(const Log& log, Complaints& found) const {
  for (const auto& [position, leaf] : leaves_) {
    const auto now = log.leaf(position);
    if (!now)
      complain(found, "I1: a leaf that was shown", now.error());
    else if (*now != leaf)
      complain(found, fmt::format("I1: another leaf at {}", to_number(position)));
  }
}

void Oracle::compare_trees(const Log& log, Complaints& found) const {
  proof::Frontier own;
  const auto read =
      log.read_leaves(Position{}, log.head(),
                      [&, leaf = Bytes()](const proof::Leaf& one, const proof::Payload&) mutable {
                        proof::leaf_bytes(one, leaf);
                        own.add(proof::leaf_hash(leaf));
                        return eventstore::Reading::more;
                      });
  if (!read) return complain(found, "I6: the leaves", read.error());
  const auto now = log.tree(to_number(log.head()));
  if (!now) return complain(found, "I6: the tree", now.error());
  if (own.root() != now->root) complain(found, "I7: the root is not that of the leaves");
  for (const auto& earlier : checkpoints_) {
    const auto path = log.consistency_proof(earlier.size, now->size);
    if (!path) {
      complain(found, fmt::format("I6: the checkpoint of {}", earlier.size), path.error());
    } else if (const auto ok = proof::verify_consistency(earlier, *now, *path); !ok) {
      complain(found, fmt::format("I6: the checkpoint of {}", earlier.size), ok.error());
    }
  }
}

static void compare_streams(
    const Log& log, const std::map<std::string, std::vector<Position>, std::less<>>& streams,
    Complaints& found) {
  for (const auto& [name, positions] : streams) {
    std::vector<Position> stored;
    const auto version =
        log.read_stream({name}, Version{}, [&](const CommitHeader&, const auto& e) {
          stored.push_back(e.position);
          return eventstore::Reading::more;
        });
    if (!version)
      complain(found, "I7: the stream " + name, version.error());
    else if (stored != positions || to_number(*version) != positions.size())
      complain(found, fmt::format("I7: the stream {} leads elsewhere", name));
  }
}

void Oracle::compare_keys(const Keyring& keys, Complaints& found) const {
  for (const auto& [subject, person] : people_) {
    const auto key = keys.leaf(subject, Purpose::identity);
    const bool is_erased = !key && key.error().code == Errc::erased;
    if (!key && !is_erased) complain(found, "keys", key.error());
    if (is_erased && !person.may_be_erased) complain(found, "keys: lost without an erasure");
    if (key && person.must_be_erased) complain(found, "keys: there after an erasure");
    if (key && !person.key.empty() && text_of(*key) != person.key)
      complain(found, "keys: another key than before");
  }
}

Complaints Oracle::complaints(const Store& store) const {
  Complaints found;
  if (head_went_back_ || store.log->head() < head_)
    complain(found, "I5: a head that was shown was not durable");
  Reading reading(*this, found);
  const auto end = store.log->read(Position{}, [&](const Commit& commit) {
    reading.commit(commit);
    return eventstore::Reading::more;
  });
  if (!end) {
    complain(found, "I10: reading", end.error());
    return found;
  }
  reading.end(store.log->head());
  compare_streams(*store.log, reading.streams(), found);
  compare_leaves(*store.log, found);
  compare_trees(*store.log, found);
  if (const auto sound = store.log->scrub(); !sound) complain(found, "I7: scrub", sound.error());
  compare_keys(*store.keys, found);
  return found;
}

// ---- asking again ----

Complaints Oracle::ask_again(Store& store) {
  constexpr std::size_t answered_too = 5;
  Complaints found;
  std::size_t answered = 0;
  for (std::size_t i = order_.size(); i-- > 0;) {
    auto& asked = requests_.at(order_[i]);
    if (asked.is_refused || (asked.receipt && ++answered > answered_too)) continue;
    const auto answer = store.log->append_and_wait(asked.frame);
    if (asked.receipt) {
      if (!answer || answer->outcome != Outcome::repeated || answer->first != asked.receipt->first)
        complain(found, "I1: a repeat is not answered as the first time");
      continue;
    }
    if (!answer && answer.error().code == Errc::unavailable)
      complain(found, "I10: takes no more appends", answer.error());
    is_told(order_[i], answer);
  }
  return found;
}

}  // namespace riskflow::faults
