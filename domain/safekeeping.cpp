#include "domain/safekeeping.hpp"

#include <algorithm>

#include "domain/decision.hpp"

namespace riskflow::domain::safekeeping {

StreamId stream() { return {"safekeeping"}; }

void evolve(State& s, const RootEscrowed& e) {
  s.roots_gone = std::max(s.roots_gone, e.until);
  s.key_generation = e.key_generation;
}

void evolve(State& s, const SigningKeyAdded& e) { s.keys_added.push_back(e.key); }
void evolve(State& s, const SigningKeyRetired& e) { s.keys_retired.push_back(e.key); }

// Of all keys of this log that signed until then, none can sign again.  A log that goes on from
// another has that one's keys on record too.
void evolve(State& s, const SigningBegunAnew& e) {
  const auto own = e.key.substr(0, e.key.find('+') + 1);
  for (const auto& key : s.keys_added)
    if (key.starts_with(own) && !std::ranges::count(s.keys_retired, key) &&
        !std::ranges::count(s.keys_lost, key))
      s.keys_lost.push_back(key);
  s.keys_added.push_back(e.key);
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

Result<Decision> decide(const RecordDiscardedTail& command, Desk& desk) {
  return put_on_record(TailDiscarded{command.bytes}, desk);
}

// Once for each key.
static Result<Decision> put_key_on_record(const std::string& key,
                                          std::vector<std::string> State::* keys, AnyEvent event,
                                          Desk& desk) {
  if (auto ok = desk.may(Permission::configure_policies_and_settings); !ok) return fail(ok.error());
  const auto& state = desk.look<State>(stream());
  if (desk.incomplete()) return desk.need();
  if (!std::ranges::count(state.*keys, key)) desk.record(stream(), std::move(event));
  return desk.done();
}

Result<Decision> decide(const AddSigningKey& command, Desk& desk) {
  return put_key_on_record(command.key, &State::keys_added, SigningKeyAdded{command.key}, desk);
}

Result<Decision> decide(const BeginSigningAnew& command, Desk& desk) {
  return put_key_on_record(command.key, &State::keys_added, SigningBegunAnew{command.key}, desk);
}

Result<Decision> decide(const RetireSigningKey& command, Desk& desk) {
  return put_key_on_record(command.key, &State::keys_retired, SigningKeyRetired{command.key}, desk);
}

}  // namespace riskflow::domain::safekeeping
