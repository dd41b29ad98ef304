#pragma once
// What is known of a person before anything is opened: what to call them, and where their identity
// and the earlier ones lie.  From the users view, which has a row of everybody, so that a page of
// fifty people need not read fifty streams with all the commits they came in; from the log for whom
// the view has not met.

#include <mutex>
#include <unordered_map>

#include "domain/subject.hpp"
#include "eventstore/lru.hpp"
#include "projections/views.hpp"
#include "runtime/core/aggregates.hpp"

namespace riskflow::runtime {

struct Person {
  std::string pseudonym;
  std::optional<PersonalRef> identity;
  domain::subject::FormerIdentities former;
};

// Thread rule: any thread.  What it is made with outlives it.
class Persons {
 public:
  Persons(const eventstore::Log& log, const projections::Views& views, Aggregates& aggregates)
      : log_(log), views_(views), aggregates_(aggregates) {}

  // Errors: not_found; those of reading.  Cost: O(1) for the 16,384 asked for last, else about
  // 20 us, or a stream to fold for somebody whose last event the view has not met.
  Result<Person> find(const SubjectRef& subject);

  // Takes note that these streams were written.  To be told of every commit before it is
  // acknowledged: who asks after the answer meets what it changed.
  void changed(std::span<const StreamId> written);

 private:
  // From the view, unless an event is missing there.
  Result<std::optional<Person>> in_view(const SubjectRef& subject);
  std::optional<Person> held(const SubjectRef& subject);
  bool is_behind(const SubjectRef& subject, Position position) const;  // mutex_ is held

  const eventstore::Log& log_;
  const projections::Views& views_;
  Aggregates& aggregates_;
  std::mutex mutex_;
  eventstore::Lru<SubjectRef, Person> persons_{16'384};
  // Where the last event of those lies who were written of lately; what the view has is let go.
  std::unordered_map<SubjectRef, Position> written_;
  std::size_t written_max_ = 1'024;
  Position let_go_{};  // what the view had then
};

}  // namespace riskflow::runtime
