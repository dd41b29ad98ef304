#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"
#include "tools/sample/alerts.hpp"
#include "tools/sample/generate.hpp"

namespace riskflow::sample {
namespace {

using formats::Folder;
using formats::Reading;

constexpr std::array files{"users.json",       "groups.json", "alerts.json",
                           "office365.ndjson", "hr.csv",      "README.txt"};

std::string bytes_of(const std::filesystem::path& path) {
  std::ostringstream all;
  all << std::ifstream{path, std::ios::binary}.rdbuf();
  return all.str();
}

SampleCounts generated(const Folder& folder, SampleOptions options) {
  options.out_dir = folder.path() / "sample";
  const auto counts = generate(options);
  EXPECT_TRUE(counts.has_value()) << counts.error().target << ": " << counts.error().message;
  return counts.value_or(SampleCounts{});
}

Reading read_sample(const Folder& folder, const char* name) {
  auto reading = formats::read_file(folder.path() / "sample" / name);
  EXPECT_FALSE(reading.refused) << name << ": " << reading.refused->message;
  EXPECT_TRUE(reading.split_errors.empty()) << name;
  for (const auto& error : reading.parse_errors)
    ADD_FAILURE() << name << ": " << error.target << ": " << error.message;
  return reading;
}

std::vector<formats::AlertRecord> alerts_of(const Reading& reading) {
  std::vector<formats::AlertRecord> alerts;
  for (const auto& record : reading.records)
    alerts.push_back(std::get<formats::AlertRecord>(record));
  return alerts;
}

TEST(Sample, EveryRecordIsReadAndTheCountsMatch) {
  for (const std::uint64_t users : {1U, 7U, 1300U}) {
    const Folder folder;
    const auto counts = generated(folder, {users, users * 3, 42, {}});
    EXPECT_EQ(counts.users, users);
    EXPECT_EQ(counts.alerts, users * 3);
    EXPECT_EQ(read_sample(folder, "users.json").records.size(), counts.users);
    EXPECT_EQ(read_sample(folder, "groups.json").records.size(), counts.groups);
    EXPECT_EQ(read_sample(folder, "alerts.json").records.size(), counts.alerts);
    EXPECT_EQ(read_sample(folder, "office365.ndjson").records.size(), counts.office365);
    EXPECT_EQ(read_sample(folder, "hr.csv").records.size(), counts.hr);
    EXPECT_GT(counts.office365, 0U);
  }
}

TEST(Sample, SameSeedGivesTheSameBytes) {
  const Folder first, second;
  generated(first, {120, 300, 7, {}});
  generated(second, {120, 300, 7, {}});
  for (const auto* name : files) {
    const auto bytes = bytes_of(first.path() / "sample" / name);
    EXPECT_FALSE(bytes.empty()) << name;
    EXPECT_EQ(bytes, bytes_of(second.path() / "sample" / name)) << name;
  }
}

TEST(Sample, AnotherSeedGivesOtherBytes) {
  const Folder first, second;
  generated(first, {120, 300, 7, {}});
  generated(second, {120, 300, 8, {}});
  for (const auto* name : files)
    EXPECT_NE(bytes_of(first.path() / "sample" / name), bytes_of(second.path() / "sample" / name))
        << name;
}

TEST(Sample, BytesAreThoseOfTheFirstRelease) {
  // FNV-1a over all files: whoever changes the sample on purpose changes this number with it.
  const Folder folder;
  generated(folder, {20, 50, 1, {}});
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const auto* name : files)
    for (const char c : bytes_of(folder.path() / "sample" / name))
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  EXPECT_EQ(hash, 4981703016686928367U);
}

TEST(Sample, PeopleAreDistinctAndFormATree) {
  const Folder folder;
  generated(folder, {9000, 1, 3, {}});
  std::set<std::string> upns, ids;
  std::size_t without_manager = 0;
  for (const auto& record : read_sample(folder, "users.json").records) {
    const auto& user = std::get<formats::UserRecord>(record);
    if (!user.manager)
      ++without_manager;
    else
      EXPECT_TRUE(ids.contains(user.manager->object_id)) << "a manager stands before the team";
    EXPECT_TRUE(upns.insert(user.upn).second) << user.upn;
    EXPECT_TRUE(ids.insert(user.object_id).second) << user.object_id;
  }
  EXPECT_EQ(without_manager, 1U);
}

TEST(Sample, AlertsAreAboutPeopleOfTheOrganisation) {
  const Folder folder;
  generated(folder, {50, 400, 3, {}});
  std::set<std::string> ids;
  for (const auto& record : read_sample(folder, "users.json").records)
    ids.insert(std::get<formats::UserRecord>(record).object_id);
  for (const auto* name : {"alerts.json", "office365.ndjson"})
    for (const auto& alert : alerts_of(read_sample(folder, name)))
      EXPECT_TRUE(ids.contains(alert.user.object_id)) << name;
  for (const auto& record : read_sample(folder, "groups.json").records)
    for (const auto& member : std::get<formats::GroupRecord>(record).members)
      EXPECT_TRUE(ids.contains(member.object_id));
}

TEST(Sample, ProviderAlertIdsAreDistinctGuids) {
  const Folder folder;
  generated(folder, {50, 2000, 3, {}});
  std::set<std::string> ids;
  for (const auto& alert : alerts_of(read_sample(folder, "alerts.json"))) {
    const auto& id = alert.provider_alert_id;
    EXPECT_TRUE(id_bytes_from_text(id, "id").has_value()) << id;
    EXPECT_EQ(id[14], '4') << id;
    EXPECT_NE(std::string{"89ab"}.find(id[19]), std::string::npos) << id;
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
}

TEST(Sample, Office365TellsSomeAlertsAgainAndSomeAlone) {
  const Folder folder;
  generated(folder, {50, 2000, 3, {}});
  std::map<std::string, formats::AlertRecord> graph;
  for (const auto& alert : alerts_of(read_sample(folder, "alerts.json")))
    graph.emplace(alert.provider_alert_id, alert);
  std::size_t again = 0, alone = 0, updates = 0;
  for (const auto& alert : alerts_of(read_sample(folder, "office365.ndjson"))) {
    const auto twin = graph.find(alert.provider_alert_id);
    ++(twin == graph.end() ? alone : again);
    if (!alert.created) ++updates;
    if (twin == graph.end()) continue;
    EXPECT_EQ(alert.user.upn, twin->second.user.upn);
    EXPECT_EQ(alert.policy_key, twin->second.policy_key);
    EXPECT_EQ(alert.severity, twin->second.severity);
    EXPECT_EQ(alert.organisation, twin->second.organisation);
    EXPECT_GT(alert.record_time, *twin->second.created);
  }
  EXPECT_GT(again, 500U);
  EXPECT_GT(alone, 150U);
  EXPECT_GT(updates, 200U);
}

TEST(Sample, AlertsFillTheHalfYearInOrderAndAreSkewed) {
  const Folder folder;
  generated(folder, {500, 5000, 3, {}});
  const auto alerts = alerts_of(read_sample(folder, "alerts.json"));
  std::map<std::string, int> of_user;
  std::map<formats::Severity, int> of_severity;
  std::set<std::string> policies;
  Instant last = sample_end - sample_length;
  for (const auto& alert : alerts) {
    EXPECT_GE(*alert.created, last);
    EXPECT_LT(alert.record_time, sample_end);
    EXPECT_LE(*alert.first_activity, *alert.last_activity);
    EXPECT_LE(*alert.last_activity, *alert.created);
    last = *alert.created;
    ++of_user[alert.user.object_id];
    ++of_severity[alert.severity];
    policies.insert(alert.policy_key);
  }
  EXPECT_GT(last, sample_end - std::chrono::days{1});
  EXPECT_EQ(policies.size(), 10U);
  EXPECT_LT(of_severity[formats::Severity::high], of_severity[formats::Severity::medium]);
  EXPECT_LT(of_severity[formats::Severity::medium], of_severity[formats::Severity::low]);
  int most = 0;
  for (const auto& [user, count] : of_user) most = std::max(most, count);
  EXPECT_GT(most, 100) << "ten are the mean";
}

TEST(Sample, HrRowsHaveEveryScenario) {
  const Folder folder;
  generated(folder, {300, 1, 3, {}});
  std::set<formats::HrScenario> scenarios;
  for (const auto& record : read_sample(folder, "hr.csv").records)
    scenarios.insert(std::get<formats::HrRecord>(record).scenario);
  EXPECT_EQ(scenarios.size(), 5U);
}

TEST(Sample, EveryFileSaysThatItIsSynthetic) {
  const Folder folder;
  generated(folder, {30, 30, 3, {}});
  for (const auto* name : files) {
    const auto bytes = bytes_of(folder.path() / "sample" / name);
    EXPECT_TRUE(bytes.contains("ynthetic")) << name;
  }
  for (const auto* name : {"users.json", "groups.json", "alerts.json"}) {
    const auto page = boost::json::parse(bytes_of(folder.path() / "sample" / name));
    EXPECT_TRUE(page.as_object().at("@riskflow.synthetic").as_bool()) << name;
  }
}

TEST(Sample, FilesThatAreThereAreNotOverwritten) {
  const Folder folder;
  std::filesystem::create_directory(folder.path() / "sample");
  folder.write("sample/alerts.json", "mine");
  const auto counts = generate({10, 10, 1, folder.path() / "sample"});
  ASSERT_FALSE(counts.has_value());
  EXPECT_EQ(counts.error().code, Errc::conflict);
  EXPECT_EQ(bytes_of(folder.path() / "sample/alerts.json"), "mine");
}

TEST(Sample, NumbersOutOfRangeAreInvalid) {
  const Folder folder;
  const std::tuple<std::uint64_t, std::uint64_t, const char*> rows[] = {
      {0, 1, "users"}, {10'000'001, 1, "users"}, {1, 0, "alerts"}, {1, 100'000'001, "alerts"}};
  for (const auto& [users, alerts, target] : rows) {
    const auto counts = generate({users, alerts, 1, folder.path()});
    ASSERT_FALSE(counts.has_value());
    EXPECT_EQ(counts.error().target, target);
    EXPECT_EQ(counts.error().code, Errc::invalid);
  }
}

}  // namespace
}  // namespace riskflow::sample
