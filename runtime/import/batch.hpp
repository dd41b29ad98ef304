#pragma once
// One batch of an import on its way from records to commits.  The order matters: persons first,
// then policies, then what is about them, alerts of different users side by side with those of
// other batches.  Every step is decided anew when somebody else changed
// the directory meanwhile.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>

#include "domain/alert.hpp"
#include "domain/subject.hpp"
#include "runtime/import/importer.hpp"

namespace riskflow::runtime {

class ImportBatch {
 public:
  explicit ImportBatch(ImportSession& session) : session_(session), parts_(session.parts) {}

  // Takes the batch.  What is wrong with single records is in the outcome.
  Result<BatchOutcome> take(const RawBatch& batch);

 private:
  // A record that could be read, and where it stood.
  struct Read {
    std::uint64_t number;
    formats::Record record;
    SubjectRef user{};  // of an alert: whom it was met as
  };

  void skip(const RawBatch& batch, std::uint64_t number, const Error& why);
  Status take_persons(std::vector<Read>& records);
  Status take_groups(const RawBatch& batch, const std::vector<Read>& records);
  Status take_directory(const RawBatch& batch, std::vector<Read>& records);
  Status take_hr(const RawBatch& batch, const std::vector<Read>& records);
  Status commit_reports(domain::subject::ImportHrEvents& command);

  // Alerts: those of one lane's users, in commands that fit a frame.
  struct Lane {
    std::vector<domain::alert::ImportAlerts> commands;
    std::size_t bytes = 0;  // of the last command, about
    void add(domain::alert::Arrival arrival, std::size_t bytes_of_arrival);
  };
  Status meet_alerts(const RawBatch& batch, const std::vector<Read>& records);
  Status commit_alerts();

  // Persons: what this batch knows of them, beyond the index.
  struct Met {
    std::optional<domain::subject::Identity> identity;  // when it is new or changed
    std::optional<SubjectRef> manager;
    bool is_new = false;
  };
  struct People {
    std::map<SubjectRef, Met> all;
    std::size_t bytes = 0;  // of a frame, about
  };
  std::optional<SubjectRef> holder_of(std::string_view key) const;
  std::optional<SubjectRef> find(std::string_view object_id, std::string_view upn,
                                 std::string_view mail) const;
  bool is_another(const SubjectRef& subject, std::string_view object_id) const;
  SubjectRef meet_user(People& people, const formats::AlertRecord& alert);
  // What the directory says replaces what is known; a mention (in an alert, as a manager) only
  // fills a gap.
  enum class Source : std::uint8_t { directory, mention };
  SubjectRef meet(People& people, const domain::subject::Identity& identity, Source source);
  void meet_as(People& people, const SubjectRef& subject, const domain::subject::Identity& identity,
               Source source);
  void meet(People& people, Read& read);
  SubjectRef meet(People& people, const formats::Person& person);
  void meet(People& people, const formats::UserRecord& user);
  void meet(People& people, const formats::HrRecord& profile);
  std::string unused_pseudonym();
  std::size_t meet_what_fits(People& people, std::span<Read> records);
  Result<std::size_t> commit_people(std::span<Read> records);

  bool is_policy(const PolicyId& policy) const;
  Result<std::string> policy_name_of(const formats::AlertRecord& alert,
                                     const SubjectRef& subject) const;
  Result<int> window_of(const PolicyId& policy, const std::string& name, std::string_view detector);
  Result<domain::alert::Arrival> arrival_of(const formats::AlertRecord& alert,
                                            const SubjectRef& subject);
  Status execute(const domain::Command& command);
  RequestContext context() const;
  void count(std::string_view event);

  ImportSession& session_;
  const ImportParts& parts_;
  formats::Kind kind_{};
  BatchOutcome outcome_;
  std::array<Lane, std::tuple_size_v<decltype(ImportGate::lanes)>> lanes_;
  std::map<std::string, SubjectRef>
      fresh_;  // keys of persons met for this command that the index does not know yet
  std::map<SubjectRef, std::string> object_ids_;  // of who is new or changed in this command
  std::set<std::string> pseudonyms_;              // given out in this batch
};

// What the events of one command may come to: the limits of a frame (eventstore/limits.hpp: 512 KiB
// and 4,096 events), less what an estimate may be off by.
inline constexpr std::size_t frame_bytes_most = 480 * 1024;
inline constexpr std::size_t frame_events_most = 4000;

// The policy an alert names.  A log is one tenant's, and a policy's name never changes.
PolicyId policy_id(std::string_view name);
// SHA-256(organisation, provider alert id), 16 bytes: whichever file it comes in.
AlertId alert_id(std::string_view organisation, std::string_view provider_alert_id);

GroupId group_id(std::string_view organisation, std::string_view object_id);

}  // namespace riskflow::runtime
