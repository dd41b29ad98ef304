#include "domain/decision.hpp"

#include "domain/core/ensure.hpp"

namespace riskflow::domain {

Status Desk::may(Permission permission) {
  if (actor_.kind == Actor::Kind::system) return {};
  const auto& assigned = look<roles::State>(roles::stream());
  if (incomplete()) return {};
  return check(assigned.of(actor_.ref), permission);
}

void Desk::record(const StreamId& stream, AnyEvent event) {
  const auto place = place_.find(stream);
  ensure(place != place_.end(), "an event is recorded for a stream that was not looked at");
  changes_[place->second].events.push_back(std::move(event));
}

void Desk::record_anyway(const StreamId& stream, AnyEvent event) {
  const auto [place, is_new] = place_.try_emplace(stream, changes_.size());
  if (is_new) changes_.push_back({stream, std::nullopt, {}});
  changes_[place->second].events.push_back(std::move(event));
}

Version Desk::version_of(const StreamId& stream) const {
  const auto place = place_.find(stream);
  ensure(place != place_.end(), "the version of a stream that was not looked at");
  return changes_[place->second].version.value_or(Version{});
}

Decision Desk::done() {
  const bool nothing = std::all_of(changes_.begin(), changes_.end(),
                                   [](const Change& c) { return c.events.empty(); });
  return Decision(nothing ? std::vector<Change>{} : std::move(changes_));
}

Result<Decision> decide(const Loaded& loaded, const Actor& actor, Instant occurred,
                        const Command& command) {
  Desk desk(loaded, actor, occurred);
  // Who asks is known before anything is said of what is asked, so an answer does not depend on
  // what was loaded; and every command of a person rests on the roles of its moment.
  if (actor.kind != Actor::Kind::system) desk.look<roles::State>(roles::stream());
  if (desk.incomplete()) return desk.need();
  return std::visit([&](const auto& c) -> Result<Decision> { return decide(c, desk); }, command);
}

}  // namespace riskflow::domain
