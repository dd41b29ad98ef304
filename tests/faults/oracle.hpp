#pragma once
// What a client of the event store knows, kept apart from the store: what it asked for and what it
// was told.  After a fault it says which of the store's promises are broken.
//
// The promises are numbered as in the plan of the event store: I1 what was acknowledged is there,
// byte for byte, where it was acknowledged; I2 positions are dense; I3 what was not is there whole
// or not at all; I4 versions of streams are dense, and every expectation held; I5 nothing
// acknowledged lies past the head; I6 the tree extends every checkpoint that was given out; I7 what
// is stored twice agrees; I9 what was purged is in no file; I10 a store that cannot keep these says
// so.  Of keys: a person's key stays the same until their erasure, and is gone after it; and so it
// is with what a purge takes. Thread rule: one thread.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/store.hpp"

namespace riskflow::faults {

struct Complaint {
  enum class Voice : std::uint8_t {
    silent,  // the store answered, and wrongly
    loud,    // it said itself that it cannot answer
    refused  // it did not open
  };
  Voice voice = Voice::silent;
  std::string text;
};
using Complaints = std::vector<Complaint>;

// Whether what is sealed in this envelope is of no use any more.
inline bool is_of_no_use(BytesView envelope) { return envelope.starts_with("old"); }

class Oracle {
 public:
  void asks(const eventstore::Frame& frame);
  void is_told(const RequestId& request, const Result<eventstore::Receipt>& answer);
  // The bytes of the tree's leaf at a position that was acknowledged.
  void is_shown(Position position, Bytes leaf);
  void is_given(const proof::TreeHead& checkpoint);
  // The head, which says how many events are durable.
  void sees_head(Position head);
  void learns(const SubjectRef& subject, const eventstore::Key& key);
  void asks_to_erase(const SubjectRef& subject);
  void is_told_erased(const SubjectRef& subject);

  // Of the events before `end`, what is of no use (below).
  void asks_to_purge(Position end) { may_be_purged_ = end; }
  void is_told_purged(Position end) { must_be_purged_ = end; }

  // Takes back the newest acknowledgement: its bytes are about to be damaged beyond what anybody
  // promised.
  void forget_newest_answer();

  // What does not hold, a line each.
  Complaints complaints(const Store& store) const;
  // Sends again what nobody answered, and some of what was answered: the store must know them.
  Complaints ask_again(Store& store);

  std::uint64_t acknowledged() const;
  // What must be gone from every file.
  std::vector<Bytes> purged_envelopes() const;
  // The size of the newest checkpoint that was given out.
  std::uint64_t vouched_for() const;

 private:
  struct Request {
    eventstore::Frame frame;
    std::optional<eventstore::Receipt> receipt;
    bool is_refused = false;  // by a verdict, which was given for good
  };
  struct Person {
    std::string key;
    bool may_be_erased = false;
    bool must_be_erased = false;
  };
  class Reading;
  void compare_leaves(const eventstore::Log& log, Complaints& found) const;
  void compare_trees(const eventstore::Log& log, Complaints& found) const;
  void compare_keys(const eventstore::Keyring& keys, Complaints& found) const;

  std::map<RequestId, Request> requests_;
  std::vector<RequestId> order_;
  std::map<Position, Bytes> leaves_;
  std::vector<proof::TreeHead> checkpoints_;
  Position head_{};
  bool head_went_back_ = false;
  std::map<SubjectRef, Person> people_;
  Position may_be_purged_{};
  Position must_be_purged_{};
};

}  // namespace riskflow::faults
