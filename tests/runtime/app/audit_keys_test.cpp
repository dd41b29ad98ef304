// Replacing the key that signs the log: what auditors see, and what is left of a try that was cut
// off.

#include "runtime/audit_keys.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "runtime/core/request_ids.hpp"
#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

namespace fs = std::filesystem;
namespace js = boost::json;

class ReplacingTheAuditKey : public testing::Test {
 protected:
  struct Told {
    std::string id, state;
    proof::VerifierKey key;
  };

  std::vector<Told> keys() {
    std::vector<Told> out;
    const auto answer = js::parse(office_.get("/v1.0/audit/keys"));
    for (const auto& one : answer.at("value").as_array())
      out.push_back({text(one, "id"), text(one, "state"),
                     proof::verifier_key_from_text(text(one, "verifierKey")).value()});
    return out;
  }
  std::string checkpoint() {
    return text(js::parse(office_.get("/v1.0/audit/checkpoint")), "checkpoint");
  }
  void retire(const std::string& id) { office_.remove("/v1.0/audit/keys/" + id); }
  void add() { office_.post("/v1.0/audit/keys", ""); }
  eventstore::Notary& notary() { return *office_.app().parts().notary; }

  // What the audit log says of keys, the oldest first.
  std::vector<std::string> on_record() {
    std::vector<std::string> out;
    const auto answer = js::parse(office_.get("/v1.0/audit?$top=100"));
    for (const auto& row : answer.at("value").as_array())
      if (const auto activity = text(row, "activity"); activity.contains("signing"))
        out.insert(out.begin(), activity);
    return out;
  }

  using Files = std::vector<std::string>;
  static inline const Files all_files{"audit.key", "audit.pub", "checkpoint"};
  void keep(const Files& files, const std::string& ending) {
    for (const auto& file : files)
      fs::copy_file(office_.folder() / file, office_.folder() / (file + ending));
  }
  // Why the closed folder is refused with the kept files in their place.
  std::string refusal_with(const Files& files, const std::string& ending) {
    office_.close();
    for (const auto& file : files)
      fs::copy_file(office_.folder() / (file + ending), office_.folder() / file,
                    fs::copy_options::overwrite_existing);
    const auto opened = App::open(office_.config, office_.clock);
    return opened ? std::string() : opened.error().message;
  }

  static std::string text(const js::value& whole, std::string_view field) {
    return std::string(whole.at(field).as_string());
  }

  Office office_;
};

TEST_F(ReplacingTheAuditKey, LeadsWhoeverTrustsTheOldKeyToTheNewOne) {
  const auto old_key = keys().at(0);
  add();
  EXPECT_EQ(office_.status, 201U);
  const auto both = keys();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].key, old_key.key);
  for (const auto& one : both) {
    EXPECT_EQ(one.state, "Signing");
    EXPECT_TRUE(proof::verify_checkpoint(checkpoint(), std::array{one.key}));
  }

  retire(old_key.id);
  EXPECT_EQ(office_.status, 200U);
  const auto left = keys();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].key, both[0].key);
  EXPECT_EQ(left[1].state, "Retired");
  EXPECT_TRUE(proof::verify_checkpoint(checkpoint(), std::array{left[0].key}));
  EXPECT_FALSE(proof::verify_checkpoint(checkpoint(), std::array{old_key.key}));
  EXPECT_EQ(on_record(), (std::vector<std::string>{"Added signing key", "Retired signing key"}));
}

TEST_F(ReplacingTheAuditKey, RefusesAThirdKeyTheLastOneAndOneItDoesNotKnow) {
  const auto only = keys().at(0).id;
  retire(only);
  EXPECT_EQ(office_.status, 409U);
  retire("00000000");
  EXPECT_EQ(office_.status, 404U);
  retire("audit.pub");
  EXPECT_EQ(office_.status, 400U);
  add();
  add();
  EXPECT_EQ(office_.status, 409U);
  EXPECT_EQ(on_record(), std::vector<std::string>{"Added signing key"});
}

TEST_F(ReplacingTheAuditKey, IsForThoseWhoConfigureRiskflow) {
  const auto auditor = office_.token_of("ada", "Auditors");
  const auto status = [&](http::Method method) {
    return office_.ask(method, "/v1.0/audit/keys", auditor).status;
  };
  EXPECT_EQ(status(http::Method::post), http::HttpStatus::forbidden);
  EXPECT_EQ(status(http::Method::get), http::HttpStatus::ok);
  EXPECT_EQ(keys().size(), 1U);
}

// The process ended between file and log.
TEST_F(ReplacingTheAuditKey, PutsOnRecordAtTheNextStartWhatWasAdded) {
  ASSERT_TRUE(notary().add_key());
  EXPECT_TRUE(on_record().empty());
  office_.reopen();
  EXPECT_EQ(on_record(), std::vector<std::string>{"Added signing key"});
  office_.reopen();
  EXPECT_EQ(on_record().size(), 1U);
}

// The process ended between log and file.
TEST_F(ReplacingTheAuditKey, DestroysAtTheNextStartWhatWasRetired) {
  const auto old_key = keys().at(0);
  add();
  const auto now = office_.clock.now();
  const RequestContext context{random_request_id(now), {}, now, {}};
  ASSERT_TRUE(office_.app().parts().bus->execute(
      domain::safekeeping::RetireSigningKey{to_text(old_key.key)}, context));
  ASSERT_EQ(notary().keys().size(), 2U);
  office_.reopen();
  EXPECT_EQ(notary().keys().size(), 1U);
  EXPECT_NE(notary().keys().front(), old_key.key);
}

// An operator puts files of last week back in their place.
TEST_F(ReplacingTheAuditKey, RefusesAnOlderFileOfKeysAndSaysWhatItLacks) {
  const auto old_key = keys().at(0);
  keep(all_files, ".one");
  add();
  keep(all_files, ".two");
  EXPECT_NE(refusal_with(all_files, ".one").find("was added, and is missing"), std::string::npos);
  EXPECT_EQ(refusal_with(all_files, ".two"), "");
  office_.reopen();
  retire(old_key.id);
  keep(all_files, ".three");
  EXPECT_NE(refusal_with(all_files, ".one").find("was retired"), std::string::npos);
  EXPECT_NE(refusal_with({"audit.key"}, ".one").find("was retired"), std::string::npos)
      << "with its checkpoint, whatever audit.pub says";
  EXPECT_EQ(refusal_with(all_files, ".two"), "") << "a crash may leave both";
  EXPECT_EQ(refusal_with(all_files, ".three"), "");
}

TEST_F(ReplacingTheAuditKey, GoesOnWithTheRightFileAfterOneThatWasWrong) {
  const auto old_key = keys().at(0);
  keep({"audit.key"}, ".old");
  add();
  retire(old_key.id);
  const auto left = keys();
  keep(all_files, ".new");
  EXPECT_NE(refusal_with({"audit.key"}, ".old").find("audit.key"), std::string::npos);
  EXPECT_EQ(refusal_with({"audit.key"}, ".new"), "");
  office_.reopen();
  EXPECT_EQ(keys().front().key, left.front().key);
  EXPECT_EQ(eventstore::verifiers_in(office_.folder()).value(), std::vector{left.front().key});
}

TEST_F(ReplacingTheAuditKey, PublishesNoKeyThatItRefuses) {
  keep({"audit.key"}, ".old");
  add();
  const auto published = eventstore::verifiers_in(office_.folder()).value();
  EXPECT_NE(refusal_with({"audit.key"}, ".old"), "");
  EXPECT_EQ(eventstore::verifiers_in(office_.folder()).value(), published);
}

// ---- a key that is lost ----

TEST_F(ReplacingTheAuditKey, PutsOnRecordThatALostOneIsNotWhatSignsFromHereOn) {
  const auto first = keys().at(0);
  add();
  retire(first.id);
  const auto lost = keys().at(0);
  office_.close();
  fs::remove(office_.folder() / "audit.key");
  auto refused = App::open(office_.config, office_.clock);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("remove audit.key, audit.pub and checkpoint"),
            std::string::npos)
      << refused.error().message;
  for (const auto& file : all_files) fs::remove(office_.folder() / file);
  office_.reopen();

  const auto now = keys();
  ASSERT_EQ(now.size(), 3U);
  EXPECT_EQ(now[0].state, "Signing");
  EXPECT_NE(now[0].key, lost.key);
  EXPECT_EQ(now[2].state, "Lost");
  EXPECT_EQ(now[2].key, lost.key);
  EXPECT_TRUE(proof::verify_checkpoint(checkpoint(), std::array{now[0].key}));
  EXPECT_EQ(on_record().back(), "Began signing anew");
  office_.reopen();
  EXPECT_EQ(on_record().size(), 3U) << "once";
  add();
  EXPECT_EQ(office_.status, 201U) << "it can be replaced as any other";
}

TEST_F(ReplacingTheAuditKey, PutsOnRecordThatTheFirstOneWasLostToo) {
  office_.close();
  for (const auto& file : all_files) fs::remove(office_.folder() / file);
  office_.reopen();
  EXPECT_EQ(on_record(), std::vector<std::string>{"Began signing anew"});
}

}  // namespace riskflow::runtime
