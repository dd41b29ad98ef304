#include "runtime/import/batch.hpp"

#include "runtime/core/request_ids.hpp"
#include "runtime/import/record_times.hpp"

namespace riskflow::runtime {

namespace dom = domain;

Result<BatchOutcome> ImportBatch::take(const RawBatch& batch) {
  kind_ = batch.kind;
  formats::RecordParser parser(batch.kind, batch.layout);
  std::vector<Read> records;
  const auto now = parts_.clock.now();
  for (const auto& raw : batch.records) {
    auto record = parser.parse(raw.text);
    if (record)
      if (auto ok = check_times(*record, now); !ok) record = fail(ok.error());
    if (record)
      records.push_back({raw.number, std::move(*record), {}});
    else
      skip(batch, raw.number, record.error());
  }
  outcome_.totals.read = batch.records.size();
  if (auto ok = take_directory(batch, records); !ok) return fail(ok.error());
  if (auto ok = commit_alerts(); !ok) return fail(ok.error());
  auto& totals = outcome_.totals;
  const auto told = totals.added + totals.changed + totals.skipped;
  totals.unchanged = totals.read > told ? totals.read - told : 0;
  return std::move(outcome_);
}

Status ImportBatch::take_directory(const RawBatch& batch, std::vector<Read>& records) {
  const std::scoped_lock one_at_a_time(parts_.gate.directory);
  if (auto ok = take_persons(records); !ok) return ok;
  if (auto ok = take_groups(batch, records); !ok) return ok;
  if (auto ok = take_hr(batch, records); !ok) return ok;
  return meet_alerts(batch, records);
}

void ImportBatch::skip(const RawBatch& batch, std::uint64_t number, const Error& why) {
  outcome_.skipped.push_back(
      {batch.file, formats::place_text(batch.kind, number), why.target, why.message});
  ++outcome_.totals.skipped;
}

RequestContext ImportBatch::context() const {
  const auto request = random_request_id(parts_.clock.now());
  return {request, session_.actor, parts_.clock.now(), {{}, request}};
}

// Every commit has a request id of its own.  The same records sent again are not told by it: the
// decision finds what they say known already, and records nothing.
Status ImportBatch::execute(const dom::Command& command) {
  const auto receipt =
      parts_.bus.execute(command, context(), [this](std::string_view event) { count(event); });
  if (!receipt) return fail(receipt.error());
  return {};
}

// Whether an event is what became of a record of this kind: a batch of alerts may bring persons
// with it, which are not counted.
static bool is_new_record(formats::Kind kind, std::string_view event) {
  switch (kind) {
    case formats::Kind::graph_alerts:
    case formats::Kind::office365: return event == "alert.imported";
    case formats::Kind::graph_users: return event == "subject.registered";
    case formats::Kind::graph_groups: return event == "group.registered";
    case formats::Kind::hr_csv: return event == "subject.hr-event-recorded";
  }
  return false;
}
static bool is_changed_record(formats::Kind kind, std::string_view event) {
  switch (kind) {
    case formats::Kind::graph_alerts:
    case formats::Kind::office365: return event == "alert.source-changed";
    case formats::Kind::graph_users: return event == "subject.identity-changed";
    case formats::Kind::graph_groups: return event == "group.members-changed";
    case formats::Kind::hr_csv: return event == "subject.identity-changed";
  }
  return false;
}

void ImportBatch::count(std::string_view event) {
  if (is_new_record(kind_, event)) ++outcome_.totals.added;
  if (is_changed_record(kind_, event)) ++outcome_.totals.changed;
}

}  // namespace riskflow::runtime
