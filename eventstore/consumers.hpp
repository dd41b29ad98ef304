#pragma once
// The consumer groups of a log, with their state in a folder of their own beside it.
//
// A write survives the end of the process; a power cut may take the last ones, and then events are
// delivered again.  That a group was made or reset is synced: a start of "now" stays where it was.
// Thread rule: any thread; the log outlives it.

#include "eventstore/consumer_group.hpp"

namespace riskflow::eventstore {

class Consumers {
 public:
  // Opens or makes the folder and takes its lock.  Errors: unavailable (another process has it, the
  // disk fails or is full); corrupt (damaged, not ours, or of a newer format).
  static Result<std::unique_ptr<Consumers>> open(Log& log, const std::filesystem::path& folder);
  ~Consumers();
  Consumers(const Consumers&) = delete;
  Consumers& operator=(const Consumers&) = delete;

  // Opens the group `name` ([a-z0-9-], at most 64 bytes); makes it when it is not there.
  // Errors: invalid, naming the setting; not_found, when it is to start past the head; conflict,
  // when it is open already; corrupt, when the group has seen what the log does not hold:
  // {"reason","below_floor"} (the log has less) or {"reason","another_history"}.  Then the log was
  // restored, and only `reset` can say where the group is to go on.  Cost: reads the group's state.
  Result<std::unique_ptr<ConsumerGroup>> group(const std::string& name,
                                               const GroupSettings& settings = {});

  // Forgets what the group has open and parked and begins anew at `start`; durable.  Errors:
  // not_found (no such group, or past the head); conflict, while it is open.
  Status reset(const std::string& name, const Start& start);
  // Forgets the group; durable.  Errors as `reset`.
  Status remove(const std::string& name);

  // All groups, sorted.
  Result<std::vector<std::string>> names() const;

 private:
  struct Open;
  explicit Consumers(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace riskflow::eventstore
