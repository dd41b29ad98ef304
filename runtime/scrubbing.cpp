#include "runtime/scrubbing.hpp"

#include <fmt/format.h>

#include "eventstore/mending.hpp"
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
  return fail(
      Errc::corrupt,
      fmt::format("the log is damaged: {} personal fields are gone, and its purges took {}; {}",
                  gone, known->purged_fields, eventstore::log_mending),
      "log");
}

// Why views may not be made on the side, or go on to be made, if so.  They leave more than the log
// needs by as much as it wants to have before it goes on after a shortage.
static std::optional<Error> shortage(const ScrubRoom& room, std::uint64_t bytes) {
  const auto free = room.free(room.folder);
  if (!free) return free.error();
  const auto needed = bytes + room.least + room.least / 4;
  if (*free >= needed) return {};
  return Error{Errc::unavailable,
               fmt::format("the views were not compared: that takes {} MiB of free disk, and there "
                           "are {}; make room, then riskflow doctor --scrub",
                           (needed >> 20) + 1, *free >> 20),
               "proj",
               {{"reason", "disk_full"}}};
}

static Status compare_views(const ScrubParts& parts, const ScrubPace& pace, ScrubReport& report) {
  report.skipped = shortage(parts.room, parts.views.disk_bytes());
  if (report.skipped) return {};
  const auto views = parts.views.check([&]() -> Status {
    if (auto full = shortage(parts.room, 0)) return fail(std::move(*full));
    return rest(pace);
  });
  if (views) {
    report.views = *views;
    return {};
  }
  // Somebody else may have filled the disk meanwhile.
  if (views.error().code == Errc::unavailable) report.skipped = shortage(parts.room, 0);
  return report.skipped ? Status{} : fail(views.error());
}

Result<ScrubReport> scrub(const ScrubParts& parts, const ScrubPace& pace) {
  ScrubReport report;
  const auto log = scrub_log(parts.log, pace);
  if (!log) return fail(log.error());
  report.log = *log;
  const auto pages = scrub_keys(parts.keys, pace);
  if (!pages) return fail(pages.error());
  report.key_pages = *pages;
  if (auto ok = check_purged(parts.log, parts.purges, log->purged); !ok) return fail(ok.error());
  if (auto ok = compare_views(parts, pace, report); !ok) return fail(ok.error());
  return report;
}

}  // namespace riskflow::runtime
