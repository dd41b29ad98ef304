#include "domain/directory.hpp"

namespace riskflow::domain::directory {

StreamId stream() { return {"directory"}; }
void evolve(State& s, const Changed& e) { s.changes += e.subjects.size(); }

}  // namespace riskflow::domain::directory

namespace riskflow::domain::case_register {

StreamId stream() { return {"case-register"}; }
void evolve(State& s, const Entered& e) {
  s.active[e.subject] = e.id;
  s.last_number = e.number;
}
void evolve(State& s, const Struck& e) { s.active.erase(e.subject); }

}  // namespace riskflow::domain::case_register

namespace riskflow::domain::policy_register {

StreamId stream() { return {"policy-register"}; }

std::size_t State::count(PolicyTemplate from) const {
  const auto found = of.find(from);
  return found == of.end() ? 0 : found->second.size();
}

void evolve(State& s, const Entered& e) { s.of[e.from].insert(e.id); }

}  // namespace riskflow::domain::policy_register
