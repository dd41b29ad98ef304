// Plays many cases of one kind and says what does not hold.  With a report it goes on after the
// last case that stands there, and adds to it as it goes.  RISKFLOW_SHARD=i/n plays every n-th
// case.

#include <algorithm>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/faults/apart.hpp"
#include "tests/faults/report.hpp"

using namespace riskflow;
using namespace riskflow::faults;

namespace {

struct Options {
  std::string kind;
  std::optional<std::uint64_t> from;
  std::uint64_t count = 100;
  std::string report;
};

struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;
  bool plays(std::uint64_t number) const { return number % count == index - 1; }
};

}  // namespace

static Shard shard() {
  Shard out;
  if (const char* text =
          std::getenv("RISKFLOW_SHARD"))  // NOLINT(concurrency-mt-unsafe): one thread
    if (std::sscanf(text, "%lu/%lu", &out.index, &out.count) != 2 || out.count == 0) out = {};
  return out;
}

static const NamedKind* kind_named(std::string_view name) {
  const auto* const found = std::ranges::find(kinds, name, &NamedKind::name);
  return found == kinds.end() ? nullptr : found;
}

static void add(Tally& tally, const NamedKind& kind, std::uint64_t number) {
  const auto played = play_apart(kind.kind, number);
  ++tally.played;
  if (played.ending == Ending::failed) ++tally.failed;
  if (played.ending == Ending::refused) ++tally.refused;
  if (played.ending == Ending::aborted) ++tally.aborted;
  if (!played.said.empty()) fmt::print("{} {}: {}", kind.name, number, played.said);
  std::fflush(stdout);
  tally.next = std::max(tally.next, number + 1);
}

static Status play_all(const NamedKind& kind, const Options& options) {
  auto tally = tally_in(options.report, kind.name);
  if (!tally) return fail(tally.error());
  constexpr std::uint64_t report_each = 50;
  const auto begin = options.from.value_or(tally->next);
  const auto mine = shard();
  for (auto number = begin; number < begin + options.count; ++number) {
    if (!mine.plays(number)) continue;
    add(*tally, kind, number);
    if (!options.report.empty() && tally->played % report_each == 0)
      if (auto ok = put_tally(options.report, kind.name, *tally); !ok) return ok;
  }
  fmt::print("{}: {} played, {} failed, {} refused, {} aborted\n", kind.name, tally->played,
             tally->failed, tally->refused, tally->aborted);
  if (!options.report.empty())
    if (auto ok = put_tally(options.report, kind.name, *tally); !ok) return ok;
  return tally->failed == 0 ? Status{} : fail(Errc::corrupt, "not all is well");
}

int main(int count, char** arguments) {
  Options options;
  CLI::App app("Plays faults against the event store.");
  app.add_option("--kind", options.kind)->required();
  app.add_option("--from", options.from, "default: where the report ends");
  app.add_option("--count", options.count);
  app.add_option("--report", options.report, "a file to add to");
  CLI11_PARSE(app, count, arguments);
  const auto* const kind = kind_named(options.kind);
  if (kind == nullptr) {
    fmt::print(stderr, "no such kind: {}\n", options.kind);
    return 2;
  }
  const auto done = play_all(*kind, options);
  if (!done) fmt::print(stderr, "{}\n", done.error().message);
  return done ? 0 : 1;
}
