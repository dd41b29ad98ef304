#include "tests/faults/workload.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/proof/checkpoint.hpp"

namespace riskflow::faults {

using namespace eventstore;

Workload::Workload(std::filesystem::path root, std::uint64_t seed, const Habits& habits,
                   std::function<bool()> is_dead)
    : root_(std::move(root)), habits_(habits), is_dead_(std::move(is_dead)), chance_(seed) {}

Status Workload::open() {
  if (store_.log) return {};
  auto opened = Store::open(root_, clock_, habits_.durability);
  if (!opened) return fail(opened.error());
  store_ = std::move(*opened);
  is_failing_ = false;
  if (!is_dead_()) oracle_.sees_head(store_.log->head());
  return {};
}

void Workload::close() {
  if (store_.log) sign();
  drop();
}

void Workload::run(int steps) {
  for (int i = 0; i < steps && !is_dead_(); ++i) {
    if (is_failing_) recover();
    if (open()) step();
    if (store_.log && !is_dead_()) oracle_.sees_head(store_.log->head());
  }
}

void Workload::recover() {
  if (habits_.mends && store_.log && store_.log->mend())
    is_failing_ = false;
  else
    close();
}

// Out of a hundred: mostly appends, now and then what is rare.
void Workload::step() {
  clock_.jump(std::chrono::milliseconds(static_cast<std::int64_t>(chance_() % 4000) - 500));
  const auto drawn = chance_() % 100;
  if (drawn < 50) return static_cast<void>(append_one());
  if (drawn < 68) return append_group();
  if (drawn < 78) return sign();
  if (drawn < 86) return make_key();
  if (drawn < 90) return erase_somebody();
  if (drawn < 94) return show_some();
  if (drawn < 96) return clock_.jump(std::chrono::hours(24) * (drawn == 95 ? 1 : -1));
  close();
}

// ---- appends ----

Part Workload::next_part(std::string stream) {
  Part part{{std::move(stream)}, Expected::any(), {}};
  const auto version = store_.log->version_of(part.stream);
  const auto kind = chance_() % 8;
  if (kind < 5 && version) part.expected = Expected::exactly(*version);
  if (kind == 5) part.expected = Expected::exactly(Version{1});
  if (kind == 6) part.expected = Expected::exists();
  // Some records longer than a block of RocksDB's journals, most shorter than a sector.
  const std::size_t longest = chance_() % 16 == 0 ? 40'000 : 600;
  for (auto events = 1 + chance_() % 3; events > 0; --events) {
    Bytes payload(chance_() % longest, '\0');
    for (auto& byte : payload) byte = static_cast<char>(chance_());
    part.events.push_back({fmt::format("thing.{}", chance_() % 4), 1, std::move(payload)});
    if (habits_.seals) seal_some(part.events.back());
  }
  return part;
}

// A sealed piece is a size and so many bytes, of which the first say whether it may go.
void Workload::seal_some(EncodedEvent& event) {
  for (auto pieces = chance_() % 3; pieces > 0; --pieces) {
    Bytes envelope(chance_() % 2 == 0 ? "old" : "new");
    while (envelope.size() < 100) envelope += static_cast<char>(chance_());
    const auto offset = event.payload.size();
    for (int i = 0; i < 4; ++i) event.payload += static_cast<char>(envelope.size() >> (8 * i));
    event.payload += envelope;
    event.sealed.push_back({static_cast<std::uint32_t>(offset),
                            static_cast<std::uint32_t>(event.payload.size() - offset)});
  }
}

Frame Workload::next_frame() {
  std::array<std::uint8_t, 10> rest{};
  const auto number = requests_++;
  for (std::size_t i = 0; i < 8; ++i) rest[2 + i] = static_cast<std::uint8_t>(number >> (8 * i));
  Frame frame;
  frame.request = request_id(
      Instant{std::chrono::seconds(1'767'225'600) + std::chrono::milliseconds(number)}, rest);
  frame.cause.correlation = frame.request;
  frame.occurred = clock_.now();
  const auto parts = 1 + chance_() % 3;
  const auto first = chance_() % 12;
  for (std::uint64_t i = 0; i < parts; ++i)
    frame.parts.push_back(next_part(fmt::format("stream-{}", (first + i * 5) % 12)));
  if (chance_() % 4 == 0) frame.parts.push_back({{"settings"}, Expected::any(), {}});
  return frame;
}

void Workload::hear(const RequestId& request, const Result<Receipt>& answer) {
  if (is_dead_()) return;
  oracle_.is_told(request, answer);
  if (!answer && answer.error().code == Errc::unavailable) is_failing_ = true;
}

bool Workload::append_one() {
  const auto frame = next_frame();
  oracle_.asks(frame);
  const auto answer = store_.log->append_and_wait(frame);
  hear(frame.request, answer);
  return answer.has_value();
}

// What is appended by an acknowledgement waits until it has returned, so it becomes one group.
void Workload::append_group() {
  std::vector<Frame> frames;
  for (int i = 0; i < 4; ++i) frames.push_back(next_frame());
  for (const auto& frame : frames) oracle_.asks(frame);
  const auto hearing = [this](const RequestId& request) {
    return [this, request](const Result<Receipt>& answer) { hear(request, answer); };
  };
  store_.log->append(frames[0], [&](const Result<Receipt>& answer) {
    hear(frames[0].request, answer);
    for (std::size_t i = 1; i < frames.size(); ++i)
      store_.log->append(frames[i], hearing(frames[i].request));
  });
}

// ---- the rest ----

void Workload::show_some() {
  for (std::uint64_t at = 0, head = to_number(store_.log->head()); at < head;
       at += 1 + chance_() % 16)
    if (auto leaf = store_.log->leaf(Position{at}); leaf && !is_dead_())
      oracle_.is_shown(Position{at}, std::move(*leaf));
}

void Workload::sign() {
  const auto note = store_.notary->sign();
  if (is_dead_()) return;
  if (!note) {
    is_failing_ = true;
    return;
  }
  if (const auto checkpoint = proof::verify_checkpoint(*note, store_.notary->keys()))
    oracle_.is_given(checkpoint->tree);
}

void Workload::make_key() {
  SubjectRef subject;
  for (auto& byte : subject.bytes) byte = static_cast<std::uint8_t>(chance_());
  const auto key = store_.keys->leaf(subject, Purpose::identity);
  if (!key || is_dead_()) return;
  oracle_.learns(subject, *key);
  people_.push_back(subject);
}

void Workload::erase_somebody() {
  if (people_.empty()) return;
  const auto subject = people_[chance_() % people_.size()];
  oracle_.asks_to_erase(subject);
  const auto erased = store_.keys->erase(std::array{subject});
  if (is_dead_()) return;
  is_failing_ = !erased;
  if (!erased) return;
  oracle_.is_told_erased(subject);
  erased_.push_back(subject);
}

bool Workload::purge() {
  const auto end = store_.log->head();
  oracle_.asks_to_purge(end);
  const auto purged = store_.log->purge(
      end, [](BytesView envelope) -> Result<bool> { return is_of_no_use(envelope); });
  if (is_dead_()) return false;
  if (purged) oracle_.is_told_purged(end);
  is_failing_ = !purged;
  return purged.has_value();
}

}  // namespace riskflow::faults
