#pragma once
// Carries out the erasures that were approved: destroys the keys, drops what memory holds of the
// people, and certifies it.  It keeps nothing of its own: who is due stands in the log, so what a
// crash cut off is done at the next start.

#include <mutex>

#include "runtime/core/bus.hpp"
#include "runtime/core/lens.hpp"

namespace riskflow::runtime {

// Thread rule: any thread.
class Erasures {
 public:
  // `lens`: whose caches forget.
  Erasures(CommandBus& bus, Aggregates& aggregates, eventstore::Keyring& keys,
           const LensParts& lens, Clock& clock)
      : bus_(bus), aggregates_(aggregates), keys_(keys), lens_(lens), clock_(clock) {}

  // Erases everybody who is due, and waits until that is certified, durable.  Errors: those of the
  // key folder and of the commit; then they are still due.  Cost: some tens of milliseconds.
  Status carry_out();

  // How many are due.
  Result<std::size_t> due() const;

 private:
  Result<std::set<SubjectRef>> everybody_due() const;
  Status certify(const std::set<SubjectRef>& people);

  CommandBus& bus_;
  Aggregates& aggregates_;
  eventstore::Keyring& keys_;
  const LensParts& lens_;
  Clock& clock_;
  std::mutex one_at_a_time_;
};

}  // namespace riskflow::runtime
