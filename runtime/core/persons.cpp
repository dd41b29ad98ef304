#include "runtime/core/persons.hpp"

#include "projections/users.hpp"

namespace riskflow::runtime {

Result<Person> Persons::find(const SubjectRef& subject) {
  if (auto known = held(subject)) return *std::move(known);
  auto seen = in_view(subject);
  if (!seen) return fail(seen.error());
  if (*seen) return **std::move(seen);
  const auto folded = aggregates_.load(domain::subject::stream(subject));
  if (!folded) return fail(folded.error());
  const auto& state = std::get<domain::subject::State>((*folded)->state);
  if (!state.exists()) return fail(Errc::not_found, "no such user", "user");
  return Person{state.pseudonym, state.identity, state.former};
}

std::optional<Person> Persons::held(const SubjectRef& subject) {
  const std::scoped_lock lock(mutex_);
  const auto* const person = persons_.find(subject);
  return person == nullptr ? std::nullopt : std::optional(*person);
}

Result<std::optional<Person>> Persons::in_view(const SubjectRef& subject) {
  const auto reading = views_.read();
  if (!reading) return fail(reading.error());
  const BytesView key{reinterpret_cast<const char*>(subject.bytes.data()), subject.bytes.size()};
  const auto row = reading->find<projections::UserRow>(key);
  if (!row) return fail(row.error());
  const std::scoped_lock lock(mutex_);
  if (!*row || is_behind(subject, reading->position())) return std::optional<Person>{};
  Person person{(*row)->pseudonym, (*row)->identity, (*row)->former};
  persons_.put(subject, person);
  return std::optional(std::move(person));
}

bool Persons::is_behind(const SubjectRef& subject, Position position) const {
  const auto found = written_.find(subject);
  return position < let_go_ || (found != written_.end() && found->second > position);
}

void Persons::changed(std::span<const StreamId> written) {
  static constexpr std::string_view beginning = "subject-";
  const auto head = log_.head();
  const std::scoped_lock lock(mutex_);
  for (const auto& stream : written) {
    const std::string_view name = stream.name;
    if (!name.starts_with(beginning)) continue;
    const auto subject = id_from_text<SubjectRef>(name.substr(beginning.size()));
    if (!subject) continue;
    persons_.erase(*subject);
    written_[*subject] = head;
  }
  if (written_.size() <= written_max_) return;
  let_go_ = views_.position();
  std::erase_if(written_, [&](const auto& one) { return one.second <= let_go_; });
  written_max_ = std::max<std::size_t>(1'024, 2 * written_.size());
}

}  // namespace riskflow::runtime
