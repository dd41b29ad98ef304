#include "domain/language/labels.hpp"

#include <algorithm>
#include <iterator>

namespace riskflow::language {

Labels secure_label() { return Labels{Secrecy::secure, {}}; }

Labels label_about(SubjectRef subject) { return Labels{Secrecy::open, {subject}}; }

Labels join(const Labels& a, const Labels& b) {
  Labels both;
  const bool secure = a.secrecy == Secrecy::secure || b.secrecy == Secrecy::secure;
  both.secrecy = secure ? Secrecy::secure : Secrecy::open;
  std::ranges::set_union(a.about, b.about, std::back_inserter(both.about));
  return both;
}

bool covers(const Labels& wide, const Labels& narrow) {
  if (narrow.secrecy == Secrecy::secure && wide.secrecy == Secrecy::open) return false;
  return std::ranges::includes(wide.about, narrow.about);
}

}  // namespace riskflow::language
