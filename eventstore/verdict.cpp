#include "eventstore/verdict.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace riskflow::eventstore {

static bool writes(const Claim& part) { return part.events > 0; }

static bool writes_at_exact_version(const Claim& part) {
  return writes(part) && part.expected.kind == Expected::Kind::exact;
}

bool needs_window(std::span<const Claim> parts) {
  return std::ranges::any_of(parts, writes) && std::ranges::none_of(parts, writes_at_exact_version);
}

static Verdict refused(Error why) { return {Verdict::Kind::answered, fail(std::move(why)), {}}; }

// The first answer again, when it is the same frame.
static Verdict known(const Draft& draft, const Acceptance& earlier) {
  if (earlier.fingerprint != draft.fingerprint)
    return refused({Errc::conflict,
                    "this request id was accepted before with another content: use a new one",
                    "request",
                    {{"reason", "request_reused"},
                     {"first", fmt::format("{}", to_number(earlier.receipt.first))}}});
  Receipt receipt = earlier.receipt;
  receipt.outcome = Outcome::repeated;
  return {Verdict::Kind::answered, receipt, {}};
}

// By the first exact part with events: whoever made its first event has what it wanted to make.
static Result<std::optional<Verdict>> known_by_version(const Draft& draft,
                                                       std::span<const Version> before,
                                                       Past& past) {
  const auto part = std::ranges::find_if(draft.parts, writes_at_exact_version);
  if (part == draft.parts.end()) return std::nullopt;
  const Version expected = part->expected.version;
  if (before[static_cast<std::size_t>(part - draft.parts.begin())] <= expected) return std::nullopt;
  const auto maker = past.maker_of(part->stream, expected + 1);
  if (!maker) return fail(maker.error());
  if (maker->request != draft.request) return std::nullopt;
  return known(draft, *maker);
}

static Result<std::optional<Verdict>> known_by_window(const Draft& draft, Past& past) {
  const auto earlier = past.remembered(draft.request);
  if (!earlier) return fail(earlier.error());
  if (*earlier) return known(draft, **earlier);
  if (time_of(draft.request) > past.edge()) return std::nullopt;
  return refused({Errc::expired,
                  "the request is too old to be told from a repeat: send it with a new id",
                  "request",
                  {{"reason", "request_expired"}}});
}

static bool holds(const Expected& expected, Version actual) {
  switch (expected.kind) {
    case Expected::Kind::exact: return actual == expected.version;
    case Expected::Kind::any: return true;
    case Expected::Kind::exists: return to_number(actual) > 0;
  }
  return false;
}

static Verdict conflict(const Claim& part, Version actual) {
  const std::string expected = part.expected.kind == Expected::Kind::exact
                                   ? fmt::format("{}", to_number(part.expected.version))
                                   : "exists";
  return refused({Errc::conflict,
                  fmt::format("stream {} is at version {}, not {}: read it and decide again",
                              part.stream, to_number(actual), expected),
                  part.stream,
                  {{"reason", "conflict"},
                   {"stream", part.stream},
                   {"expected_version", expected},
                   {"actual_version", fmt::format("{}", to_number(actual))}}});
}

Result<Verdict> judge(const Draft& draft, Instant stamp, const Tail& tail, Past& past) {
  Verdict verdict;
  verdict.before.reserve(draft.parts.size());
  for (const Claim& part : draft.parts) {
    const auto version = past.version_of(part.stream);
    if (!version) return fail(version.error());
    verdict.before.push_back(*version);
  }
  auto earlier = needs_window(draft.parts) ? known_by_window(draft, past)
                                           : known_by_version(draft, verdict.before, past);
  if (!earlier) return fail(earlier.error());
  if (*earlier) return std::move(**earlier);
  for (std::size_t i = 0; i < draft.parts.size(); ++i)
    if (!holds(draft.parts[i].expected, verdict.before[i]))
      return conflict(draft.parts[i], verdict.before[i]);
  verdict.kind = draft.events > 0 ? Verdict::Kind::accepted : Verdict::Kind::answered;
  verdict.answer = Receipt{tail.head, draft.events, std::max(tail.last_recorded, stamp)};
  return verdict;
}

}  // namespace riskflow::eventstore
