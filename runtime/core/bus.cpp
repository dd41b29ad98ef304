#include "runtime/core/bus.hpp"

#include "domain/codec/codec.hpp"
#include "domain/core/ensure.hpp"
#include "runtime/core/sealing.hpp"

namespace riskflow::runtime {

using eventstore::Receipt;

static constexpr int tries = 10;

Result<Receipt> CommandBus::execute(const domain::Command& command, const RequestContext& context) {
  return execute(command, context, [](std::string_view) {});
}

Result<Receipt> CommandBus::execute(const domain::Command& command, const RequestContext& context,
                                    const Seen& seen) {
  std::unique_lock<std::mutex> turn;
  for (int attempted = 1;; ++attempted) {
    const auto before = answered_before(context);
    if (!before) return fail(before.error());
    if (*before) return **before;
    auto receipt = attempt(command, context, seen);
    const bool lost_a_race = !receipt && receipt.error().code == Errc::conflict &&
                             detail(receipt.error(), "reason") == "conflict";
    if (!lost_a_race || attempted == tries) return receipt;
    const StreamId stream{std::string(detail(receipt.error(), "stream"))};
    aggregates_.forget(stream);
    turn = {};
    turn = std::unique_lock(contended_[std::hash<StreamId>{}(stream) % contended_.size()]);
  }
}

static Error reused() {
  return {Errc::conflict,
          "this Idempotency-Key was sent before with another request: use a new key",
          "Idempotency-Key",
          {{"reason", "request_reused"}}};
}

// Whether a remembered request asked for the same.
Status CommandBus::check_same(const RequestContext& context, const eventstore::CommitHeader& header,
                              const eventstore::StoredEvent& stored) const {
  const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
  if (!event) return fail(event.error());
  const auto* keyed = std::get_if<domain::requests::Keyed>(&*event);
  ensure(keyed != nullptr && keyed->asked.ref(), "a stream of a request holds that request");
  const auto opened = open_field(log_.id(), keys_, header, stored, keyed->asked.ref()->field);
  if (!opened) return fail(opened.error());
  const auto asked = codec::personal_from_bytes<std::string>(opened->plaintext);
  if (!asked) return fail(asked.error());
  return *asked == context.asked ? Status{} : fail(reused());
}

// The answer that a repeatable request got when it was first accepted.
Result<std::optional<Receipt>> CommandBus::answered_before(const RequestContext& context) const {
  std::optional<Receipt> answer;
  if (context.asked.empty()) return answer;
  Status same;
  const auto read = log_.read_stream(
      domain::requests::stream(context.request), Version{},
      [&](const eventstore::CommitHeader& header, const eventstore::StoredEvent& stored) {
        same = check_same(context, header, stored);
        answer = {header.first, header.events, header.recorded, eventstore::Outcome::repeated};
        return eventstore::Reading::enough;
      });
  if (!read) return fail(read.error());
  if (!same) return fail(same.error());
  return answer;
}

Result<Receipt> CommandBus::attempt(const domain::Command& command, const RequestContext& context,
                                    const Seen& seen) {
  domain::Loaded loaded;
  while (true) {
    auto decision = domain::decide(loaded, context.actor, context.occurred, command);
    if (!decision) return fail(decision.error());
    const auto* need = decision->need();
    if (need == nullptr) return commit(decision->changes(), context, seen);
    for (const auto& stream : need->streams) {
      const auto folded = aggregates_.load(stream);
      if (!folded) return fail(folded.error());
      if (const auto answered = (*folded)->requests.find(context.request)) return *answered;
      loaded[stream] = {{*folded, &(*folded)->state}, (*folded)->version};
    }
  }
}

static eventstore::EncodedEvent as_stored(codec::Encoded event) {
  return {std::string(event.type), event.schema, std::move(event.payload), std::move(event.sealed)};
}

Result<Receipt> CommandBus::commit(const std::vector<domain::Change>& changes,
                                   const RequestContext& context, const Seen& seen) {
  if (changes.empty())
    return Receipt{log_.head(), 0, log_.last_recorded(), eventstore::Outcome::appended};

  const auto kind = static_cast<eventstore::ActorRef::Kind>(context.actor.kind);
  eventstore::Frame frame{
      context.request, {kind, context.actor.ref}, context.cause, context.occurred, {}};
  FrameSealer sealer(keys_, log_.id(), context.request);
  std::vector<eventstore::EncodedEvent> encoded;
  std::uint32_t ordinal = 0;
  for (const auto& change : changes) {
    const auto expected = change.version ? eventstore::Expected::exactly(*change.version)
                                         : eventstore::Expected::any();
    eventstore::Part part{change.stream, expected, {}};
    for (const auto& event : change.events) {
      auto bytes = codec::encode(event, ordinal++, sealer);
      if (!bytes) return fail(bytes.error());
      part.events.push_back(as_stored(std::move(*bytes)));
      encoded.push_back(part.events.back());
    }
    frame.parts.push_back(std::move(part));
  }
  if (!context.asked.empty()) {
    const domain::requests::Keyed keyed{
        context.request,
        domain::PersonalText::about(domain::operators::key_subject(context.actor.ref),
                                    Purpose::operations, context.asked)};
    auto mark = codec::encode(keyed, ordinal, sealer);
    if (!mark) return fail(mark.error());
    frame.parts.push_back({domain::requests::stream(context.request),
                           eventstore::Expected::no_stream(),
                           {as_stored(std::move(*mark))}});
  }
  auto receipt = log_.append_and_wait(std::move(frame));
  if (receipt && receipt->outcome == eventstore::Outcome::appended) {
    take_in(changes, encoded, context, *receipt);
    for (const auto& event : encoded) seen(event.type);
  }
  return receipt;
}

void CommandBus::take_in(const std::vector<domain::Change>& changes,
                         const std::vector<eventstore::EncodedEvent>& encoded,
                         const RequestContext& context, const Receipt& receipt) {
  std::uint32_t ordinal = 0;
  std::vector<StreamId> written;
  for (const auto& change : changes) {
    if (change.events.empty()) continue;
    written.push_back(change.stream);
    if (!Aggregates::keeps(change.stream)) {
      ordinal += static_cast<std::uint32_t>(change.events.size());
      continue;
    }
    // As read from the log: personal fields are references now.
    std::vector<domain::AnyEvent> events;
    for (std::size_t i = 0; i < change.events.size(); ++i, ++ordinal) {
      const auto& bytes = encoded[ordinal];
      auto event = codec::decode(bytes.type, bytes.schema, bytes.payload, receipt.first + ordinal);
      if (event) events.push_back(std::move(*event));
    }
    if (change.version && events.size() == change.events.size()) {
      aggregates_.advance(change.stream, *change.version, events, context.request, receipt);
    } else {
      aggregates_.forget(change.stream);
    }
  }
  if (committed_) committed_(written);
}

}  // namespace riskflow::runtime
