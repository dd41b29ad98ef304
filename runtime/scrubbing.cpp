#include "runtime/scrubbing.hpp"

#include <fmt/format.h>

#include "eventstore/scrubber.hpp"

namespace riskflow::runtime {

// Opened between two rests: some milliseconds, in which an erasure waits.
static constexpr std::uint64_t key_pages_at_once = 100;

static Status rest(const ScrubPace& pace) { return pace.rest ? pace.rest() : Status{}; }

static Result<eventstore::Scrubbed> scrub_log(const eventstore::Log& log, const ScrubPace& pace) {
  eventstore::Scrubber pass(log);
  for (;;) {
    const auto done = pass.step(pace.events);
    if (!done) return fail(done.error());
    if (*done) return **done;
    if (auto ok = rest(pace); !ok) return fail(ok.error());
  }
}

static Result<std::uint64_t> scrub_keys(const eventstore::Keyring& keys, const ScrubPace& pace) {
  eventstore::KeyCheck pass;
  for (;;) {
    if (auto ok = keys.check(pass, key_pages_at_once); !ok) return fail(ok.error());
    if (pass.is_done) return pass.pages;
    if (auto ok = rest(pace); !ok) return fail(ok.error());
  }
}

// Anybody who has the files can put the hash of a sealed field in its place.  A log for reading
// only may end before the record of a purge, and proves nothing to anybody.
static Status check_purged(const eventstore::Log& log, const Purges& purges, std::uint64_t gone) {
  if (log.is_read_only()) return {};
  const auto known = purges.known();
  if (!known) return fail(known.error());
  if (known->purging || gone <= known->purged_fields) return {};
  return fail(Errc::corrupt,
              fmt::format("the log is damaged: {} personal fields are gone, and its purges took {}",
                          gone, known->purged_fields),
              "log");
}

Result<ScrubReport> scrub(const ScrubParts& parts, const ScrubPace& pace) {
  const auto log = scrub_log(parts.log, pace);
  if (!log) return fail(log.error());
  const auto pages = scrub_keys(parts.keys, pace);
  if (!pages) return fail(pages.error());
  if (auto ok = check_purged(parts.log, parts.purges, log->purged); !ok) return fail(ok.error());
  const auto views = parts.views.check(pace.rest);
  if (!views) return fail(views.error());
  return ScrubReport{*log, *pages, *views};
}

}  // namespace riskflow::runtime
