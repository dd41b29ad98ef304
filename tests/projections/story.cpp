#include "tests/projections/story.hpp"

#include <atomic>

#include <gtest/gtest.h>
#include <unistd.h>

#include "domain/codec/codec.hpp"
#include "projections/all.hpp"

namespace riskflow::projections::testing {

using namespace domain;

Folder::Folder() {
  static std::atomic<int> number{0};
  path_ = std::filesystem::temp_directory_path() /
          ("riskflow-projections-" + std::to_string(getpid()) + "-" + std::to_string(++number));
  std::filesystem::create_directories(path_);
}
Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

// ---- events ----

subject::Registered registered(const SubjectRef& who, std::string pseudonym) {
  return {who,
          std::move(pseudonym),
          Personal<subject::Identity>::about(who, Purpose::identity,
                                             {.object_id = {},
                                              .user_principal_name = "mira.koval@example.test",
                                              .mail = {},
                                              .display_name = "Mira Koval",
                                              .given_name = {},
                                              .surname = {},
                                              .alias = {},
                                              .job_title = {},
                                              .department = {},
                                              .office = {},
                                              .company = {},
                                              .employee_id = {},
                                              .usage_location = {}}),
          {}};
}

policy::Created policy_created(const PolicyId& id, std::string name) {
  return {id, std::move(name), PolicyTemplate::data_leaks, "what leaves the house", 30};
}

alert::Imported imported(const AlertId& id, const SubjectRef& who, const PolicyId& policy,
                         Severity severity, Instant detected) {
  return {id,
          "ia-" + std::to_string(id.bytes[0]),
          who,
          policy,
          severity,
          SourceStatus::open,
          "DataLeak",
          detected,
          detected,
          Personal<alert::Text>::about(who, Purpose::casework, {"Mira Koval copied files", ""})};
}

casework::Opened opened(const CaseId& id, std::uint64_t number, const SubjectRef& who, Instant at) {
  return {id, number, who, at, PersonalText::about(who, Purpose::casework, "Files of Mira Koval")};
}

casework::NoteAdded note(const CaseId& id, std::uint32_t number, std::string text) {
  return {id,  number, NoteAuthor::person,
          ann, {},     PersonalText::about(mira, Purpose::casework, std::move(text))};
}

flow::Created flow_created(const FlowId& id, std::string name) {
  return {id, std::move(name), FlowSurface::cases, ann, "notify-manager", "{}", "{}"};
}

run::Started run_started(const RunId& id, const FlowId& flow, std::optional<CaseId> on_case) {
  return {id, flow, 1, on_case, mira, bob, start_of_time, "{}"};
}

subject::EnteredPolicyScope entered(const SubjectRef& who, const PolicyId& policy, Instant until) {
  return {who, policy, ScopeCause::hr_event, {}, until, {}};
}

// ---- the log ----

// Seals nothing: what it makes tells that it was asked.
class PlainSealer final : public codec::Sealer {
 public:
  Result<Bytes> seal(std::span<const SubjectRef>, Purpose, std::uint32_t, std::string_view,
                     std::uint16_t, BytesView) override {
    return Bytes("sealed");
  }
};

Story::Story() {
  auto log = eventstore::Log::open({.folder = folder_ / "log", .clock = &clock_});
  if (!log) throw std::runtime_error(log.error().message);
  log_ = std::move(*log);
}

Position Story::happened(std::vector<AnyEvent> events, const OperatorRef& by) {
  PlainSealer sealer;
  eventstore::Part part{{"story"}, eventstore::Expected::any(), {}};
  for (const auto& event : events) {
    auto encoded = codec::encode(event, static_cast<std::uint32_t>(part.events.size()), sealer);
    if (!encoded) throw std::runtime_error(encoded.error().message);
    part.events.push_back(
        {std::string(encoded->type), encoded->schema, std::move(encoded->payload)});
  }
  clock_.at += std::chrono::minutes{1};
  ++commits_;
  eventstore::Frame frame;
  frame.request = request_id(
      clock_.at, {static_cast<std::uint8_t>(commits_ >> 8), static_cast<std::uint8_t>(commits_)});
  const auto kind = by ? eventstore::ActorRef::Kind::person : eventstore::ActorRef::Kind::system;
  frame.actor = {kind, by};
  frame.cause.correlation = frame.request;
  frame.occurred = clock_.at;
  frame.parts.push_back(std::move(part));
  const auto receipt = log_->append_and_wait(std::move(frame));
  if (!receipt) throw std::runtime_error(receipt.error().message);
  return receipt->first + receipt->events;
}

static std::uint8_t pick(std::mt19937& chance, std::size_t n) {
  return static_cast<std::uint8_t>(chance() % n);
}

void Story::alerts_come(std::mt19937& chance) {
  std::vector<AnyEvent> events;
  const int many = 1 + pick(chance, 3);
  for (int n = 0; n < many; ++n) {
    const auto who = id<SubjectRef>(static_cast<std::uint8_t>(1 + pick(chance, users_)));
    const auto policy = pick(chance, 2) == 0 ? leaks : thefts;
    in_review_.push_back(imported(id<AlertId>(++alerts_), who, policy,
                                  static_cast<Severity>(1 + pick(chance, 3)),
                                  clock_.at - std::chrono::hours{pick(chance, 100)}));
    events.push_back(in_review_.back());
  }
  happened(std::move(events), {});
}

void Story::alert_is_confirmed(std::mt19937& chance) {
  const auto alert = in_review_.back();
  in_review_.pop_back();
  const auto into = id<CaseId>(++cases_);
  happened({alert::Confirmed{alert.id, into}, opened(into, cases_, alert.subject, clock_.at),
            casework::AlertAdded{into, alert.id, alert.policy}, note(into, 1, "first")});
  if (pick(chance, 2) == 0)
    happened({note(into, 2, "why"), casework::Resolved{into,
                                                       alert.subject,
                                                       Resolution::confirmed_policy_violation,
                                                       {alert.id},
                                                       {alert.policy}}});
}

void Story::live(std::mt19937& chance, int commits) {
  if (users_ == 0) happened({policy_created(leaks, "Leaks"), policy_created(thefts, "Thefts")});
  for (int i = 0; i < commits; ++i) {
    const auto severity = static_cast<Severity>(1 + pick(chance, 3));
    const auto policy = pick(chance, 2) == 0 ? leaks : thefts;
    const auto who = id<SubjectRef>(static_cast<std::uint8_t>(1 + pick(chance, users_ + 1u)));
    const auto what = users_ == 0 ? 0 : pick(chance, in_review_.empty() ? 4 : 8);
    if (what == 0) {
      ++users_;
      happened({registered(id<SubjectRef>(users_), "Anon-" + std::to_string(users_))}, {});
    } else if (what == 1) {
      happened({entered(who, policy, clock_.at + std::chrono::days{pick(chance, 30)})});
    } else if (what == 2) {
      happened({subject::LeftPolicyScope{who, policy, ScopeEnd::expired}}, {});
    } else if (what == 3) {
      alerts_come(chance);
    } else if (what == 4) {
      const auto& alert = in_review_[pick(chance, in_review_.size())];
      happened({alert::SourceChanged{alert.id, severity, SourceStatus::in_progress, clock_.at}},
               {});
    } else if (what == 5) {
      happened({alert::Dismissed{in_review_.back().id, DismissalReason::other, {}}}, bob);
      in_review_.pop_back();
    } else {
      alert_is_confirmed(chance);
    }
  }
}

Views& Story::views() {
  if (!views_) {
    auto views = Views::open({.folder = folder_ / "proj"}, *log_);
    if (!views) throw std::runtime_error(views.error().message);
    views_ = std::move(*views);
  }
  return *views_;
}

Reading Story::now() {
  auto reading = views().read({.after = log_->head()});
  if (!reading) throw std::runtime_error(reading.error().message);
  return *reading;
}

Reading Story::as_of(Position events) { return now().earlier(events); }

// ---- reading ----

std::vector<Record> all_pages(const Reading& reading, std::string_view view, Query query) {
  std::vector<Record> out;
  const Table& table = *find_table(view);
  std::string token;
  do {
    query.skip_token = token;
    auto page = ask_any(reading, table, query, anybody);
    if (!page) throw std::runtime_error(page.error().message);
    for (const auto& row : page->rows) out.push_back(record_of(table, row.get()));
    token = page->next;
  } while (!token.empty());
  return out;
}

std::map<std::string, std::vector<Record>> everything(const Reading& reading) {
  std::map<std::string, std::vector<Record>> out;
  for (const Table* table : tables())
    for (const auto& index : table->indexes) {
      if (index.within != nullptr) continue;
      const std::string ascending(index.order->name), descending = ascending + " desc";
      for (const auto& order : {ascending, descending})
        out[std::string(table->name) + " by " + order] =
            all_pages(reading, table->name, {.order_by = order, .top = 1000});
    }
  return out;
}

Cell cell(const Record& record, std::string_view name) {
  for (const auto& field : record)
    if (field.name == name) return field.cell;
  throw std::runtime_error("there is no such column");
}

}  // namespace riskflow::projections::testing
