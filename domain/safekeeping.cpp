#include "domain/safekeeping.hpp"

#include <algorithm>

#include "domain/decision.hpp"

namespace riskflow::domain::safekeeping {

StreamId stream() { return {"safekeeping"}; }

void evolve(State& s, const RootEscrowed& e) {
  s.roots_gone = std::max(s.roots_gone, e.until);
  s.key_generation = e.key_generation;
}

static Result<Decision> put_on_record(AnyEvent event, Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();
  desk.record_anyway(stream(), std::move(event));
  return desk.done();
}

Result<Decision> decide(const BeginBackup& command, Desk& desk) {
  return put_on_record(BackupBegun{command.events}, desk);
}

Result<Decision> decide(const RecordEscrow& command, Desk& desk) {
  return put_on_record(RootEscrowed{command.key_generation, command.until}, desk);
}

}  // namespace riskflow::domain::safekeeping
