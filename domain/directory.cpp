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
