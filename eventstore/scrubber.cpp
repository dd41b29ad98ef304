#include "eventstore/scrubber.hpp"

#include "eventstore/damage_note.hpp"
#include "eventstore/log_internals.hpp"
#include "eventstore/scrub.hpp"

namespace riskflow::eventstore {

Scrubber::Scrubber(const Log& log) : log_(log), pass_(std::make_unique<Scrub>(log.head())) {}
Scrubber::~Scrubber() = default;

Result<std::optional<Scrubbed>> Scrubber::step(std::uint64_t events) {
  auto done = log_.internals_->reading(
      [&](const Opening& open) { return pass_->step(*open.tables, events); });
  if (!done && done.error().code == Errc::corrupt) log_.internals_->condemn(done.error());
  if (done && *done) (void)DamageNote(log_.folder()).remove();  // else it is found sound once more
  return done;
}

}  // namespace riskflow::eventstore
