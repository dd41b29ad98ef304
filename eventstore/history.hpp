#pragma once
// The past of a log as the verdict asks for it: the tables, in front of them a cache of stream
// versions, and before both the frames of the group at hand, which no table holds yet. Thread rule:
// the sequencer's worker.

#include <deque>
#include <string>
#include <unordered_map>

#include "eventstore/lru.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/verdict.hpp"

namespace riskflow::eventstore {

class History final : public Past {
 public:
  static constexpr std::size_t cached_streams = 131'072;  // about 20 MB

  // `head` is where the tables end; `window` the number of acceptances to remember.
  History(const Tables& tables, const Head& head, std::uint32_t window);

  Result<Version> version_of(std::string_view stream) override;
  Result<Acceptance> maker_of(std::string_view stream, Version version) override;
  Result<std::optional<Acceptance>> remembered(const RequestId& request) override;
  Instant edge() const override { return head_.edge; }

  // Where the log ends after all that was accepted.
  const Head& head() const { return head_; }
  Tail tail() const { return {head_.position, head_.last_recorded}; }

  // The tables now hold all that was accepted.
  void begin_group();

  // Takes `draft` as accepted with `receipt` and puts what the window needs into `batch`.
  Status accept(const Draft& draft, const Receipt& receipt, std::span<const Version> before,
                Batch& batch);

 private:
  struct PendingPart {
    std::string_view stream;  // of the draft, which lives until its group is answered
    Version first{};
    std::uint32_t count = 0;
    std::size_t acceptance = 0;  // index in pending_
  };
  struct PendingRequest {
    std::uint64_t number = 0;
    std::size_t acceptance = 0;
  };

  Result<Acceptance> stored_acceptance(Position first) const;
  void take_version(std::string_view stream, Version before, Version now);
  Status remember(const Draft& draft, Position first, Batch& batch);
  Status forget_oldest(Batch& batch);
  Status load_oldest();

  const Tables& tables_;
  const std::uint32_t window_;
  Head head_;
  Lru<std::string, Version, std::string_view> versions_;  // of streams that were written again
  std::unordered_map<std::string_view, Version> begun_;   // in this group; names as below
  std::vector<Acceptance> pending_;
  std::vector<PendingPart> pending_parts_;
  std::unordered_map<RequestId, PendingRequest> pending_requests_;
  std::deque<RequestId> oldest_;          // remembered requests, from number head_.forgotten on
  std::vector<RequestId> pending_order_;  // remembered in this group
};

}  // namespace riskflow::eventstore
